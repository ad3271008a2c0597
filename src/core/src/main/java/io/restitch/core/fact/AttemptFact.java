package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A slot's second or later attempt, recorded before it is used.
 *
 * @param number from 2
 * @param podCidr the pod CIDR of this attempt's node, never used before; null for a blue machine
 * @param zone the zone to try
 * @param reason why the attempt before failed
 */
public record AttemptFact(int number, @Nullable Cidr podCidr, String zone, String reason) {}
