package io.restitch.spi;

/**
 * What a provider can do.
 *
 * @param name the provider's own name
 * @param version the provider's own version, for the report
 * @param snapshots whether {@link MachineProvider#snapshot} works
 * @param groups whether {@link MachineProvider#guard} works
 * @param stop whether machines can be stopped and kept instead of deleted
 */
public record Capabilities(
    String name, String version, boolean snapshots, boolean groups, boolean stop) {}
