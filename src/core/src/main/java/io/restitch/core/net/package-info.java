/** Address ranges: contains, overlaps, and cutting a range into node-sized pieces. */
@NullMarked
package io.restitch.core.net;

import org.jspecify.annotations.NullMarked;
