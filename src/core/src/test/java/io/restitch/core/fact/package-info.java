/** What is known of the world, and how it changes. */
@NullMarked
package io.restitch.core.fact;

import org.jspecify.annotations.NullMarked;
