/** Tests of what a backup keeps of the API server's objects. */
@NullMarked
package io.restitch.cluster.objects;

import org.jspecify.annotations.NullMarked;
