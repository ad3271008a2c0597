/** Calico's and restitch's own objects, as a backup keeps them. */
@NullMarked
package io.restitch.cluster.objects;

import org.jspecify.annotations.NullMarked;
