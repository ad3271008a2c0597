/** A whole migration in virtual time: a simulated cluster behind the ports of the real one. */
@NullMarked
package io.restitch.twin;

import org.jspecify.annotations.NullMarked;
