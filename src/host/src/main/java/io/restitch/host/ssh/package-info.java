/** Connections to machines over SSH: where, as whom, with which keys, and whom to trust. */
@NullMarked
package io.restitch.host.ssh;

import org.jspecify.annotations.NullMarked;
