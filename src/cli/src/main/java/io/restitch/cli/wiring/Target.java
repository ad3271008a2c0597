package io.restitch.cli.wiring;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster.
 *
 * @param kubeconfig file; null for the usual places
 * @param context context in it; null for the current one
 */
public record Target(@Nullable Path kubeconfig, @Nullable String context) {}
