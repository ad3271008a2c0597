/** What the policy ledger says. */
@NullMarked
package io.restitch.core.policy;

import org.jspecify.annotations.NullMarked;
