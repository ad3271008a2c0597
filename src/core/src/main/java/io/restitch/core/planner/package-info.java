/** Makes the plan from the world and the settings, the same plan every time. */
@NullMarked
package io.restitch.core.planner;

import org.jspecify.annotations.NullMarked;
