package io.restitch.core.fact;

import io.restitch.core.Names;
import io.restitch.core.net.Cidr;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Node.
 *
 * @param name its name
 * @param uid its UID; a Node that is deleted and posted again has another one
 * @param labels its labels
 * @param annotations its annotations
 * @param spec what was asked of it
 * @param status what it reports
 */
public record NodeFact(
    String name,
    String uid,
    Map<String, String> labels,
    Map<String, String> annotations,
    Spec spec,
    Status status) {
  public NodeFact {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  /**
   * The part of the spec that matters here.
   *
   * @param providerId {@code spec.providerID}, or empty
   * @param podCidrs {@code spec.podCIDRs}; can be set once, from empty
   * @param taints taints, sorted
   * @param unschedulable whether it is cordoned
   */
  public record Spec(
      String providerId, List<Cidr> podCidrs, List<Taint> taints, boolean unschedulable) {
    public Spec {
      podCidrs = List.copyOf(podCidrs);
      taints = taints.stream().sorted().toList();
    }
  }

  /**
   * The part of the status that matters here.
   *
   * @param ready condition Ready is True
   * @param readySince when Ready last changed
   * @param network what condition NetworkUnavailable says
   * @param addresses InternalIP addresses
   * @param allocatable what pods can have
   * @param nodeInfo what its kubelet says of the machine
   * @param createdAt creation time of the Node
   * @param deletion whether it is being deleted, and what holds that up
   */
  public record Status(
      boolean ready,
      Instant readySince,
      PodNetwork network,
      List<String> addresses,
      Resources allocatable,
      NodeInfo nodeInfo,
      Instant createdAt,
      Deletion deletion) {
    public Status {
      addresses = List.copyOf(addresses);
    }

    /** Whether condition NetworkUnavailable is True. */
    public boolean networkUnavailable() {
      return network == PodNetwork.UNAVAILABLE;
    }

    /** Such as {@code v1.34.3}. */
    public String kubeletVersion() {
      return nodeInfo.kubeletVersion();
    }

    /** Whether the Node has a deletion timestamp. */
    public boolean deleting() {
      return deletion.asked();
    }
  }

  /**
   * Condition NetworkUnavailable. Agents set it to False when they start, with a reason of their
   * own: {@code FlannelIsUp} (flannel {@code pkg/subnet/kube/kube.go}), {@code CalicoIsUp} (calico
   * {@code node/pkg/lifecycle/utils}). A Node that is new has none.
   */
  public enum PodNetwork {
    UNKNOWN,
    UNAVAILABLE,
    FLANNEL,
    CALICO,
    OTHER;

    /** What a status and a reason say. */
    public static PodNetwork of(String status, String reason) {
      if (!status.equals("False")) {
        return status.equals("True") ? UNAVAILABLE : UNKNOWN;
      }
      return switch (reason) {
        case "FlannelIsUp" -> FLANNEL;
        case "CalicoIsUp" -> CALICO;
        default -> OTHER;
      };
    }
  }

  /**
   * How far a Node is from being gone.
   *
   * @param asked whether it has a deletion timestamp
   * @param finalizers its finalizers: a Node that is deleted stays until there are none
   */
  public record Deletion(boolean asked, List<String> finalizers) {
    /** It stays, and would go at once. */
    public static final Deletion NONE = new Deletion(false, List.of());

    public Deletion {
      finalizers = List.copyOf(finalizers);
    }
  }

  /**
   * What {@code status.nodeInfo} says.
   *
   * @param kubeletVersion such as {@code v1.34.3}
   * @param machineId the {@code /etc/machine-id} of the machine that the kubelet runs on (cadvisor
   *     {@code utils/machine/info.go}, getMachineID); empty if not known
   * @param bootId another one each time the machine boots; empty if not known
   * @param osImage {@code PRETTY_NAME} of the machine's {@code /etc/os-release}, such as {@code
   *     Debian GNU/Linux 13 (trixie)}; empty if not known
   */
  public record NodeInfo(String kubeletVersion, String machineId, String bootId, String osImage) {
    /** A kubelet that says its version alone. */
    public static NodeInfo of(String kubeletVersion) {
      return new NodeInfo(kubeletVersion, "", "", "");
    }
  }

  /**
   * Whether the machine with this {@code /etc/machine-id} is another than the one whose kubelet
   * reports this Node; not if either id is unknown. Some write the id with dashes, or in capitals.
   */
  public boolean runsElsewhere(String machineId) {
    String here = plain(machineId);
    String reported = plain(status.nodeInfo().machineId());
    return !here.isEmpty() && !reported.isEmpty() && !here.equals(reported);
  }

  private static String plain(String machineId) {
    return machineId.strip().replace("-", "").toLowerCase(Locale.ROOT);
  }

  /** Which pod network it belongs to. */
  public Fabric fabric() {
    return Fabric.fromLabel(labels.get(Names.FABRIC));
  }

  /**
   * The address that Calico has for it (calico {@code libcalico-go}, nodeBgpIpv4AddrAnnotation).
   */
  public Optional<Cidr> calicoAddress() {
    String address = annotations.getOrDefault(Names.CALICO_PREFIX + "IPv4Address", "");
    try {
      return address.isEmpty()
          ? Optional.empty()
          : Optional.of(Cidr.parse(address.replaceFirst("/.*", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What flanneld wrote on it; empty as long as it has not written all of it. */
  public Optional<FlannelLease> flannelLease() {
    return FlannelLease.of(annotations);
  }

  /** Whether it is a control plane. */
  public boolean controlPlane() {
    return labels.containsKey(Names.CONTROL_PLANE);
  }

  /** Its failure domain, or empty. */
  public String zone() {
    return labels.getOrDefault(Names.ZONE, "");
  }

  /** Its first pod CIDR. */
  public Optional<Cidr> podCidr() {
    return spec.podCidrs().stream().findFirst();
  }

  /** Whether it is ready. */
  public boolean ready() {
    return status.ready();
  }

  /** Whether it is cordoned. */
  public boolean cordoned() {
    return spec.unschedulable();
  }

  /** When restitch cordoned it, if it did and said so. */
  public Optional<Instant> cordonedAt() {
    String at = annotations.get(Names.CORDONED_AT);
    try {
      return cordoned() && at != null ? Optional.of(Instant.parse(at)) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whether it has a taint with this key. */
  public boolean tainted(String key) {
    return spec.taints().stream().anyMatch(t -> t.key().equals(key));
  }

  /** Whether new pods may come: ready, not cordoned, no startup taint, not being deleted. */
  public boolean schedulable() {
    return ready()
        && !cordoned()
        && !status.deleting()
        && !tainted(Names.STARTUP_TAINT)
        && !tainted(Names.STARTUP_TAINT_BLUE);
  }
}
