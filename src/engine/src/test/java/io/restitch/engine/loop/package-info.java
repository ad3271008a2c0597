/** How the loop keeps its books and its threads. */
@NullMarked
package io.restitch.engine.loop;

import org.jspecify.annotations.NullMarked;
