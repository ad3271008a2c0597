/** What the simulated cloud does. */
@NullMarked
package io.restitch.twin.cloud;

import org.jspecify.annotations.NullMarked;
