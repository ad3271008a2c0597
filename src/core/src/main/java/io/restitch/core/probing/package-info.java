/** What is to be done so that probes speak, and what follows from what they say. */
@NullMarked
package io.restitch.core.probing;

import org.jspecify.annotations.NullMarked;
