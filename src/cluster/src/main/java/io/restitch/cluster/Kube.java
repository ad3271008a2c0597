package io.restitch.cluster;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Retries;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cluster: the kubeconfig that was named, else {@code KUBECONFIG}, else {@code
 * ~/.kube/config}, else the service account of the pod we run in. Connecting sends no request.
 */
public final class Kube {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private Kube() {}

  /**
   * Connects.
   *
   * @param kubeconfig the file that was named, if one was
   * @param context the context that was named, if one was
   * @param version of restitch, for the user agent
   * @throws RestitchException {@code NO_KUBECONFIG} if there is none, or no such context
   */
  public static Api connect(Optional<Path> kubeconfig, Optional<String> context, String version) {
    Config config =
        kubeconfig.map(file -> read(file, context)).orElseGet(() -> find(context, SERVICE_ACCOUNT));
    config.setRequestRetryBackoffLimit(0);
    config.setConnectionTimeout((int) Duration.ofSeconds(5).toMillis());
    config.setRequestTimeout((int) Duration.ofSeconds(45).toMillis());
    config.setUserAgent("restitch/" + version);
    try {
      return new Api(
          new KubernetesClientBuilder().withConfig(config).build(),
          new Retries(Duration.ofMillis(200)));
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new RestitchException(
          ErrorCode.NO_KUBECONFIG,
          "the kubeconfig cannot be used: " + e.getMessage(),
          "make 'kubectl get nodes' work with the same kubeconfig",
          e);
    }
  }

  private static Config read(Path file, Optional<String> context) {
    if (!Files.isReadable(file)) {
      throw none("the kubeconfig " + file + " does not exist or cannot be read", null);
    }
    String where = "the kubeconfig " + file;
    return checked(
        loaded(() -> Config.fromKubeconfig(context.orElse(null), file.toFile()), where),
        context,
        where);
  }

  /** The client fails in many ways on a file that is no kubeconfig, or an empty one. */
  private static Config loaded(Supplier<Config> load, String where) {
    try {
      return load.get();
    } catch (RuntimeException e) {
      String reason = e instanceof NullPointerException ? "it is empty" : e.getMessage();
      throw none(where + " cannot be used: " + reason, e);
    }
  }

  static Config find(Optional<String> context, Path serviceAccount) {
    List<Path> places = Config.getKubeconfigFilenames().stream().map(Path::of).toList();
    boolean any = places.stream().anyMatch(Files::isReadable);
    if (!any && !Files.isReadable(serviceAccount)) {
      throw none("no kubeconfig was found: looked for " + places, null);
    }
    Config config = loaded(() -> Config.autoConfigure(context.orElse(null)), "the kubeconfig");
    return any ? checked(config, context, "the kubeconfig") : config;
  }

  private static Config checked(Config config, Optional<String> context, String where) {
    List<NamedContext> all = config.getContexts() == null ? List.of() : config.getContexts();
    List<String> names = all.stream().map(NamedContext::getName).sorted().toList();
    if (context.isPresent() && !names.contains(context.get())) {
      throw none(
          "there is no context '" + context.get() + "' in " + where + ", only " + names, null);
    }
    if (config.getCurrentContext() == null) {
      throw none("no context is chosen in " + where + "; it has " + names, null);
    }
    return config;
  }

  private static RestitchException none(String message, @Nullable Throwable cause) {
    return new RestitchException(
        ErrorCode.NO_KUBECONFIG,
        message,
        "name one with --kubeconfig FILE and --context NAME, or set KUBECONFIG",
        cause);
  }
}
