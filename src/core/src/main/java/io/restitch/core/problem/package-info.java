/** Failures with a code, a remedy and an exit status. */
@NullMarked
package io.restitch.core.problem;

import org.jspecify.annotations.NullMarked;
