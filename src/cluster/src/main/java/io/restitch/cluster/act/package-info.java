/** Actions on Nodes and Pods become requests, each safe to repeat. */
@NullMarked
package io.restitch.cluster.act;

import org.jspecify.annotations.NullMarked;
