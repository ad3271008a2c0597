/** What a decision is: actions to start, waits with reasons, and what is under way. */
@NullMarked
package io.restitch.core.decision;

import org.jspecify.annotations.NullMarked;
