/** Small worlds for tests: nodes, pods, budgets and machines in a few words. */
@NullMarked
package io.restitch.core.testing;

import org.jspecify.annotations.NullMarked;
