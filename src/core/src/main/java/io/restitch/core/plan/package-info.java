/**
 * What the operator approves: settings, slots, waves and verdicts, and the planner that makes them.
 */
@NullMarked
package io.restitch.core.plan;

import org.jspecify.annotations.NullMarked;
