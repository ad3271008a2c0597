/** How one control-plane machine changes its pod network in place, step by step. */
@NullMarked
package io.restitch.core.controlplane;

import org.jspecify.annotations.NullMarked;
