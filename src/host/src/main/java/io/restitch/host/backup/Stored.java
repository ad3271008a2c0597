package io.restitch.host.backup;

/**
 * What was written.
 *
 * @param sizeBytes how much
 * @param sha256 its hash, in hexadecimal
 */
public record Stored(long sizeBytes, String sha256) {}
