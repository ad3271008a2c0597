/** Address ranges. */
@NullMarked
package io.restitch.core.net;

import org.jspecify.annotations.NullMarked;
