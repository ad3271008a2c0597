/** How workers are replaced: the life of a machine that comes, of one that goes, and when. */
@NullMarked
package io.restitch.core.workers;

import org.jspecify.annotations.NullMarked;
