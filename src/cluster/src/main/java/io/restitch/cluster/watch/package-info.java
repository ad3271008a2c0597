/** Lists and watches: every kind read once, then followed, in one order. */
@NullMarked
package io.restitch.cluster.watch;

import org.jspecify.annotations.NullMarked;
