/** The plan for a world. */
@NullMarked
package io.restitch.core.planner;

import org.jspecify.annotations.NullMarked;
