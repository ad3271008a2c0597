/**
 * restitch against a real Kubernetes on this machine; the API server's audit log is the witness.
 */
@NullMarked
package io.restitch.lab;

import org.jspecify.annotations.NullMarked;
