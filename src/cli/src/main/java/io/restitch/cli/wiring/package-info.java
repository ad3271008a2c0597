/** The one place that knows all adapters, and the seam that tests put fakes into. */
@NullMarked
package io.restitch.cli.wiring;

import org.jspecify.annotations.NullMarked;
