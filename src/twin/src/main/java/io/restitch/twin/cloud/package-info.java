/** The simulated cloud, and the machines it makes. */
@NullMarked
package io.restitch.twin.cloud;

import org.jspecify.annotations.NullMarked;
