/** The policy ledger: which policies are enforced where, by whom, now and after each phase. */
@NullMarked
package io.restitch.core.policy;

import org.jspecify.annotations.NullMarked;
