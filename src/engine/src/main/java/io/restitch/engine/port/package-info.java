/**
 * What the engine needs from the world: each port is one thing that an adapter, or the twin,
 * implements.
 */
@NullMarked
package io.restitch.engine.port;

import org.jspecify.annotations.NullMarked;
