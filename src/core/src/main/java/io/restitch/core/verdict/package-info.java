/** Checks of a cluster before anything is touched, one small class each, and what they find. */
@NullMarked
package io.restitch.core.verdict;

import org.jspecify.annotations.NullMarked;
