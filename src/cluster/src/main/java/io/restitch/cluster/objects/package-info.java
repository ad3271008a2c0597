/** What there is of Calico, of policies and of restitch itself, listed when it matters. */
@NullMarked
package io.restitch.cluster.objects;

import org.jspecify.annotations.NullMarked;
