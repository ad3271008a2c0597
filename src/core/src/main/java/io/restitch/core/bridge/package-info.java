/**
 * The bridge between both pod networks: a device of our own on every node. What each node is to
 * apply follows from one map of all of them.
 */
@NullMarked
package io.restitch.core.bridge;

import org.jspecify.annotations.NullMarked;
