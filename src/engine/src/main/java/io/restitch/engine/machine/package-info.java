/** The machine port over a {@link io.restitch.spi.MachineProvider}. */
@NullMarked
package io.restitch.engine.machine;

import org.jspecify.annotations.NullMarked;
