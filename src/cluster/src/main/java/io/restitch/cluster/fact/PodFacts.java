package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.restitch.core.Names;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pods, with only what decides something. */
public final class PodFacts {
  private static final Set<String> DECIDING =
      Set.of(
          PodFact.MIRROR_ANNOTATION,
          Names.ACCEPT,
          "cluster-autoscaler.kubernetes.io/safe-to-evict",
          "karpenter.sh/do-not-disrupt",
          "kubevirt.io/domain",
          "k8s.v1.cni.cncf.io/networks",
          "v1.multus-cni.io/default-network");

  /** Why a container waits for its image (kubernetes {@code pkg/kubelet/images/types.go}). */
  private static final Set<String> UNPULLED =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  private PodFacts() {}

  /**
   * The fact in a Pod.
   *
   * @param local tells whether a claim ({@code namespace/name}) is bound to a local volume
   */
  public static PodFact of(Pod pod, Predicate<String> local) {
    ObjectMeta meta = pod.getMetadata();
    PodSpec spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
    return new PodFact(
        new ObjectRef(meta.getNamespace(), meta.getName()),
        meta.getUid() == null ? "" : meta.getUid(),
        spec.getNodeName() == null ? "" : spec.getNodeName(),
        Selectors.orEmpty(meta.getLabels()),
        deciding(Selectors.orEmpty(meta.getAnnotations())),
        owner(meta),
        spec(meta, spec, local),
        status(meta, pod.getStatus() == null ? new PodStatus() : pod.getStatus()));
  }

  private static Map<String, String> deciding(Map<String, String> annotations) {
    Map<String, String> kept = new TreeMap<>(annotations);
    kept.keySet().retainAll(DECIDING);
    return kept;
  }

  private static PodFact.@Nullable Owner owner(ObjectMeta meta) {
    return meta.getOwnerReferences().stream()
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .findFirst()
        .map(o -> new PodFact.Owner(o.getKind(), o.getName(), o.getUid()))
        .orElse(null);
  }

  private static PodFact.Spec spec(ObjectMeta meta, PodSpec spec, Predicate<String> local) {
    Long grace = spec.getTerminationGracePeriodSeconds();
    return new PodFact.Spec(
        PodRequests.of(spec),
        spec.getPriority() == null ? 0 : spec.getPriority(),
        PodPlacement.of(spec),
        Boolean.TRUE.equals(spec.getHostNetwork()),
        hostPorts(spec),
        storage(meta, spec, local),
        grace == null ? 30 : grace);
  }

  private static List<String> hostPorts(PodSpec spec) {
    return Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
        .map(Container::getPorts)
        .flatMap(List::stream)
        .filter(p -> p.getHostPort() != null && p.getHostPort() > 0)
        .map(p -> (p.getProtocol() == null ? "TCP" : p.getProtocol()) + "/" + p.getHostPort())
        .distinct()
        .sorted()
        .toList();
  }

  private static PodFact.Storage storage(ObjectMeta meta, PodSpec spec, Predicate<String> local) {
    List<Volume> volumes = spec.getVolumes();
    List<String> claims =
        volumes.stream().map(v -> claim(meta, v)).filter(c -> !c.isEmpty()).sorted().toList();
    return new PodFact.Storage(
        volumes.stream().anyMatch(v -> v.getEmptyDir() != null),
        volumes.stream()
            .filter(v -> v.getHostPath() != null)
            .map(v -> v.getHostPath().getPath())
            .sorted()
            .toList(),
        claims,
        claims.stream().anyMatch(c -> local.test(meta.getNamespace() + "/" + c)));
  }

  private static String claim(ObjectMeta meta, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return volume.getPersistentVolumeClaim().getClaimName();
    }
    return volume.getEphemeral() == null ? "" : meta.getName() + "-" + volume.getName();
  }

  private static PodFact.Status status(ObjectMeta meta, PodStatus status) {
    return new PodFact.Status(
        phase(status.getPhase()),
        status.getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())),
        Times.orEpoch(meta.getCreationTimestamp()),
        Times.orNull(meta.getDeletionTimestamp()),
        meta.getFinalizers(),
        addresses(status),
        unpulled(status),
        keptApart(status));
  }

  /** The first image that a container waits for. */
  private static String unpulled(PodStatus status) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(c -> c.getState() != null && c.getState().getWaiting() != null)
        .filter(c -> UNPULLED.contains(String.valueOf(c.getState().getWaiting().getReason())))
        .map(ContainerStatus::getImage)
        .findFirst()
        .orElse("");
  }

  /** As the scheduler says it (plugins/interpodaffinity, {@code ErrReason…}). */
  private static boolean keptApart(PodStatus status) {
    return status.getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .anyMatch(c -> c.getMessage() != null && c.getMessage().contains("anti-affinity rules"));
  }

  private static List<String> addresses(PodStatus status) {
    if (!status.getPodIPs().isEmpty()) {
      return status.getPodIPs().stream().map(ip -> ip.getIp()).toList();
    }
    return status.getPodIP() == null ? List.of() : List.of(status.getPodIP());
  }

  private static PodFact.Phase phase(@Nullable String phase) {
    return switch (phase) {
      case "Pending" -> PodFact.Phase.PENDING;
      case "Running" -> PodFact.Phase.RUNNING;
      case "Succeeded" -> PodFact.Phase.SUCCEEDED;
      case "Failed" -> PodFact.Phase.FAILED;
      case null, default -> PodFact.Phase.UNKNOWN;
    };
  }
}
