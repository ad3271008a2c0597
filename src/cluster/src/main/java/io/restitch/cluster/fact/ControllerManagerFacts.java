package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.ManagerLeaseFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Flags of kube-controller-managers, read from their mirror pods, and which of them leads. */
public final class ControllerManagerFacts {
  /** Namespace of the pods and of the Lease. */
  public static final String NAMESPACE = "kube-system";

  /** Name of the Lease ({@code --leader-elect-resource-name}). */
  public static final String LEASE = "kube-controller-manager";

  private static final String FLAG_ALLOCATE = "--allocate-node-cidrs";
  private static final String FLAG_RANGE = "--cluster-cidr";
  private static final String FLAG_MASK = "--node-cidr-mask-size";
  private static final String FLAG_MASK_V4 = "--node-cidr-mask-size-ipv4";

  /** What Go takes for true (strconv.ParseBool), as templates/control-plane/observe.sh does. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

  private ControllerManagerFacts() {}

  /** The fact in a Pod, if it is a kube-controller-manager's mirror pod on a node. */
  public static Optional<ControllerManagerFact> of(Pod pod, PodFact fact) {
    boolean ours =
        fact.ref().namespace().equals(NAMESPACE)
            && "kube-controller-manager".equals(fact.labels().get("component"))
            && fact.mirror()
            && fact.bound();
    if (!ours || pod.getSpec() == null) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    for (Container container : pod.getSpec().getContainers()) {
      words.addAll(container.getCommand());
      words.addAll(container.getArgs());
    }
    return Optional.of(
        new ControllerManagerFact(
            fact.nodeName(),
            allocates(words),
            range(words),
            nodeMask(words),
            fact.status().ready(),
            started(pod)));
  }

  /** The fact in the Lease; none in one that was never taken. */
  public static Optional<ManagerLeaseFact> of(Lease lease) {
    if (lease.getSpec() == null || lease.getSpec().getAcquireTime() == null) {
      return Optional.empty();
    }
    String identity = Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), "");
    int uuid = identity.lastIndexOf('_');
    return Optional.of(
        new ManagerLeaseFact(
            uuid < 0 ? identity : identity.substring(0, uuid),
            lease.getSpec().getAcquireTime().toInstant()));
  }

  /** The start of the container that runs; of several, the earliest. */
  private static @Nullable Instant started(Pod pod) {
    Stream<ContainerStatus> statuses =
        pod.getStatus() == null ? Stream.empty() : pod.getStatus().getContainerStatuses().stream();
    return statuses
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(ContainerState::getRunning)
        .filter(Objects::nonNull)
        .map(ContainerStateRunning::getStartedAt)
        .map(Times::orNull)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }

  /**
   * The default is false (kube-controller-manager, KubeCloudSharedConfiguration); with what is
   * neither true nor false for Go it does not start.
   */
  private static boolean allocates(List<String> words) {
    String value = flag(words, FLAG_ALLOCATE);
    return value != null && TRUE.contains(value);
  }

  private static @Nullable Cidr range(List<String> words) {
    String value = flag(words, FLAG_RANGE);
    return value == null || value.isBlank() ? null : Cidr.parse(value.split(",", -1)[0]);
  }

  /** One flag or the other, never both; 0 is as if not given (setNodeCIDRMaskSizes). */
  private static int nodeMask(List<String> words) {
    return Stream.of(FLAG_MASK, FLAG_MASK_V4)
        .map(name -> flag(words, name))
        .filter(Objects::nonNull)
        .map(Integer::valueOf)
        .filter(mask -> mask != 0)
        .findFirst()
        .orElse(ControllerManagerFact.DEFAULT_NODE_MASK);
  }

  /** The last one counts; a bare flag is true; a value may be the next word. */
  private static @Nullable String flag(List<String> words, String name) {
    String value = null;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(name + "=")) {
        value = word.substring(name.length() + 1);
      } else if (word.equals(name)) {
        boolean next =
            !name.equals(FLAG_ALLOCATE)
                && i + 1 < words.size()
                && !words.get(i + 1).startsWith("-");
        value = next ? words.get(i + 1) : "true";
      }
    }
    return value;
  }
}
