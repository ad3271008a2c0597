/** A real cluster: the engine's ports, spoken in API calls. */
@NullMarked
package io.restitch.cluster;

import org.jspecify.annotations.NullMarked;
