/**
 * Probes of the network before any change: what a pod on every node is told to try, and what it
 * says.
 */
@NullMarked
package io.restitch.core.probe;

import org.jspecify.annotations.NullMarked;
