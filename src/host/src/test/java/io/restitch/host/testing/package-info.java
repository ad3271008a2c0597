/** Machines to test against: sshd-core's own server, which really runs commands, and an agent. */
@NullMarked
package io.restitch.host.testing;

import org.jspecify.annotations.NullMarked;
