/** What a phase is: what it looks at, and what it answers. */
@NullMarked
package io.restitch.core.phase;

import org.jspecify.annotations.NullMarked;
