package io.restitch.core.fact;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Pod, with only the fields that restitch uses.
 *
 * @param ref namespace and name
 * @param uid its UID
 * @param nodeName the node it is bound to, or empty
 * @param labels its labels
 * @param annotations only those that decide something: mirror pods, safe-to-evict, networks of
 *     Multus and their like
 * @param owner its controller, if any
 * @param spec what it asks for
 * @param status how it fares
 */
public record PodFact(
    ObjectRef ref,
    String uid,
    String nodeName,
    Map<String, String> labels,
    Map<String, String> annotations,
    @Nullable Owner owner,
    Spec spec,
    Status status) {
  /** Set by a kubelet on the API object of a static pod. */
  public static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

  private static final Pattern CRON_JOB_RUN = Pattern.compile("(.+)-\\d{8}");

  public PodFact {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  /**
   * The controller that owns a pod.
   *
   * @param kind such as {@code ReplicaSet}
   * @param name its name
   * @param uid its UID
   */
  public record Owner(String kind, String name, String uid) {}

  /**
   * What a pod asks for.
   *
   * @param requests requests of all containers, init and sidecar containers and overhead as the
   *     scheduler counts them; {@code pods} is 1
   * @param priority its priority
   * @param placement where it may go
   * @param hostNetwork whether it uses the node's network
   * @param hostPorts host ports as {@code protocol/port}
   * @param storage what binds it to data
   * @param graceSeconds {@code terminationGracePeriodSeconds}
   */
  public record Spec(
      Resources requests,
      int priority,
      Placement placement,
      boolean hostNetwork,
      List<String> hostPorts,
      Storage storage,
      long graceSeconds) {
    public Spec {
      hostPorts = List.copyOf(hostPorts);
    }

    /** The same, placed elsewhere. */
    public Spec placed(Placement other) {
      return new Spec(requests, priority, other, hostNetwork, hostPorts, storage, graceSeconds);
    }

    /** The same, with other storage. */
    public Spec storing(Storage other) {
      return new Spec(requests, priority, placement, hostNetwork, hostPorts, other, graceSeconds);
    }
  }

  /**
   * Where a pod may go, as far as nodes' own properties decide it.
   *
   * @param nodeSelector required labels
   * @param affinity required node affinity: one of these terms must match; empty means no wish
   * @param tolerations its tolerations
   * @param antiAffinity required anti-affinity: no two pods that the selector matches in one domain
   *     of the topology key
   */
  public record Placement(
      Map<String, String> nodeSelector,
      List<LabelSelector> affinity,
      List<Toleration> tolerations,
      List<AntiAffinity> antiAffinity) {
    /** Anywhere. */
    public static final Placement ANYWHERE =
        new Placement(Map.of(), List.of(), List.of(), List.of());

    public Placement {
      nodeSelector = Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
      affinity = List.copyOf(affinity);
      tolerations = List.copyOf(tolerations);
      antiAffinity = List.copyOf(antiAffinity);
    }

    /** Whether a node with these labels is wished for. */
    public boolean wants(Map<String, String> nodeLabels) {
      return nodeSelector.entrySet().stream()
              .allMatch(e -> e.getValue().equals(nodeLabels.get(e.getKey())))
          && (affinity.isEmpty() || affinity.stream().anyMatch(t -> t.matches(nodeLabels)));
    }

    /** Whether all hard taints are tolerated. */
    public boolean tolerates(List<Taint> taints) {
      return taints.stream()
          .filter(Taint::hard)
          .allMatch(taint -> tolerations.stream().anyMatch(t -> t.tolerates(taint)));
    }
  }

  /**
   * One required anti-affinity term, within the pod's own namespace.
   *
   * @param selector pods it must not share a domain with
   * @param topologyKey node label that names the domain
   */
  public record AntiAffinity(LabelSelector selector, String topologyKey) {}

  /**
   * What binds a pod to data.
   *
   * @param emptyDir whether it has an emptyDir volume, which is lost when it moves
   * @param hostPath host paths it mounts
   * @param claims names of its persistent volume claims
   * @param localVolume whether a claim is bound to a local volume, which ties it to its node
   */
  public record Storage(
      boolean emptyDir, List<String> hostPath, List<String> claims, boolean localVolume) {
    /** No volumes. */
    public static final Storage NONE = new Storage(false, List.of(), List.of(), false);

    public Storage {
      hostPath = List.copyOf(hostPath);
      claims = List.copyOf(claims);
    }
  }

  /**
   * How a pod fares.
   *
   * @param phase its phase
   * @param ready condition Ready is True
   * @param createdAt when it was created
   * @param deletedAt when its deletion was asked for, if it was
   * @param finalizers what holds it
   * @param addresses its pod addresses
   * @param unpulled an image that its kubelet cannot pull (kubernetes {@code
   *     pkg/kubelet/images/types.go}); empty if there is none
   * @param keptApart whether the scheduler does not bind it for an anti-affinity, its own or one of
   *     a pod that is there
   */
  public record Status(
      Phase phase,
      boolean ready,
      Instant createdAt,
      @Nullable Instant deletedAt,
      List<String> finalizers,
      List<String> addresses,
      String unpulled,
      boolean keptApart) {
    public Status {
      finalizers = List.copyOf(finalizers);
      addresses = List.copyOf(addresses);
    }

    /** One that has all its images, and that no anti-affinity keeps from its node. */
    public Status(
        Phase phase,
        boolean ready,
        Instant createdAt,
        @Nullable Instant deletedAt,
        List<String> finalizers,
        List<String> addresses) {
      this(phase, ready, createdAt, deletedAt, finalizers, addresses, "", false);
    }

    /** The same, asked to go. */
    public Status terminatingSince(Instant asked) {
      return new Status(phase, ready, createdAt, asked, finalizers, addresses, unpulled, keptApart);
    }

    /** The same, waiting for this image; empty if for none. */
    public Status waitingFor(String image) {
      return new Status(
          phase, ready, createdAt, deletedAt, finalizers, addresses, image, keptApart);
    }
  }

  /** A pod's phase. */
  public enum Phase {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    UNKNOWN
  }

  /** The same pod, asking for something else. */
  public PodFact with(Spec other) {
    return new PodFact(ref, uid, nodeName, labels, annotations, owner, other, status);
  }

  /** The same pod, faring otherwise. */
  public PodFact with(Status other) {
    return new PodFact(ref, uid, nodeName, labels, annotations, owner, spec, other);
  }

  /** Its controller. */
  public Optional<Owner> controller() {
    return Optional.ofNullable(owner);
  }

  /** Whether a kind of controller owns it. */
  public boolean ownedBy(String kind) {
    return owner != null && owner.kind().equals(kind);
  }

  /**
   * What people call the thing that makes such pods: {@code Deployment shop/cart}, {@code CronJob
   * shop/sweep}; {@code Pod shop/shell} for one that nobody makes again.
   *
   * <p>A Deployment's ReplicaSet ends with its pods' {@code pod-template-hash}, and a CronJob's Job
   * with the minutes since 1970 (Kubernetes {@code pkg/controller/cronjob/utils.go}, {@code
   * getJobName}), so that a rollout or the next run is still the same workload.
   */
  public String workload() {
    if (owner == null) {
      return "Pod " + ref;
    }
    String hash = "-" + labels.getOrDefault("pod-template-hash", "");
    if (owner.kind().equals("ReplicaSet") && hash.length() > 1 && owner.name().endsWith(hash)) {
      String name = owner.name().substring(0, owner.name().length() - hash.length());
      return "Deployment " + ref.namespace() + "/" + name;
    }
    Matcher run = CRON_JOB_RUN.matcher(owner.name());
    return owner.kind().equals("Job") && run.matches()
        ? "CronJob " + ref.namespace() + "/" + run.group(1)
        : owner.kind() + " " + ref.namespace() + "/" + owner.name();
  }

  /** Whether it only mirrors a static pod. */
  public boolean mirror() {
    return annotations.containsKey(MIRROR_ANNOTATION);
  }

  /** Whether it has ended: Succeeded or Failed. */
  public boolean terminal() {
    return status.phase() == Phase.SUCCEEDED || status.phase() == Phase.FAILED;
  }

  /** Whether its deletion was asked for. */
  public boolean terminating() {
    return status.deletedAt() != null;
  }

  /** Whether it is bound to a node. */
  public boolean bound() {
    return !nodeName.isEmpty();
  }
}
