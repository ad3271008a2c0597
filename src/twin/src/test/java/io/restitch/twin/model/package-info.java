/** Clusters to begin with. */
@NullMarked
package io.restitch.twin.model;

import org.jspecify.annotations.NullMarked;
