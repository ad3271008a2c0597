/** One call to the API server: sent, retried where that is safe, and its failure named. */
@NullMarked
package io.restitch.cluster.api;

import org.jspecify.annotations.NullMarked;
