/** What a check finds. */
@NullMarked
package io.restitch.core.verdict;

import org.jspecify.annotations.NullMarked;
