/**
 * What is known about the world, as immutable values; {@link io.restitch.core.fact.Observed} holds
 * them all.
 */
@NullMarked
package io.restitch.core.fact;

import org.jspecify.annotations.NullMarked;
