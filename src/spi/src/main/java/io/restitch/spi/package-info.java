/** What a machine provider implements: make, find, delete and snapshot machines in some cloud. */
@NullMarked
package io.restitch.spi;

import org.jspecify.annotations.NullMarked;
