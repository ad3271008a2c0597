/** Proves of a provider binary, by using it, that it keeps the contract. */
@NullMarked
package io.restitch.provider.exec.conformance;

import org.jspecify.annotations.NullMarked;
