/** What happens during a run, as values, and where they go. */
@NullMarked
package io.restitch.engine.event;

import org.jspecify.annotations.NullMarked;
