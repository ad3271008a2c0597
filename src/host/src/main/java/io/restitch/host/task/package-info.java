/** Host tasks: scripts that run detached on a machine, and are followed from here. */
@NullMarked
package io.restitch.host.task;

import org.jspecify.annotations.NullMarked;
