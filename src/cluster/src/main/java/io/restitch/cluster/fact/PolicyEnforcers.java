package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.Names;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.fact.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * DaemonSets with a container of kube-network-policies, known by its image's name.
 *
 * <p>Which policies they enforce goes by the image's flavour, up to 0.8 by the flags {@code
 * --admin-network-policy} and {@code --baseline-admin-network-policy}. Flannel's chart runs the
 * plain one.
 */
public final class PolicyEnforcers {
  private static final String IMAGE = "kube-network-policies";
  private static final Set<String> HARMLESS = Set.of("kubernetes.io/os", Names.FABRIC);

  private PolicyEnforcers() {}

  /** What a DaemonSet enforces; nothing unless it is one of these. */
  public static Optional<PolicyEnforcer> of(DaemonSet set) {
    PodSpec pod = PodTemplates.pod(set);
    if (pod == null) {
      return Optional.empty();
    }
    boolean flannels =
        Agents.of(PodTemplates.labels(set)).filter(Agents.FLANNEL::equals).isPresent();
    String name = set.getMetadata().getNamespace() + "/" + set.getMetadata().getName();
    return pod.getContainers().stream()
        .filter(c -> repository(c).endsWith("/" + IMAGE))
        .findFirst()
        .map(c -> new PolicyEnforcer(name, flannels, reach(pod), kinds(c)));
  }

  /** The image without its tag and digest, with a slash before its last part. */
  private static String repository(Container container) {
    String image = "/" + image(container);
    int tag = image.indexOf(':', image.lastIndexOf('/'));
    return tag < 0 ? image : image.substring(0, tag);
  }

  private static String image(Container container) {
    String image = container.getImage();
    return image == null ? "" : image.split("@", 2)[0];
  }

  private static Set<PolicyKind> kinds(Container container) {
    Set<PolicyKind> kinds = EnumSet.copyOf(PolicyEnforcer.kinds(image(container)));
    if (flag(container, "admin-network-policy")) {
      kinds.add(PolicyKind.ADMIN_NETWORK_POLICY);
    }
    if (flag(container, "baseline-admin-network-policy")) {
      kinds.add(PolicyKind.BASELINE_ADMIN_NETWORK_POLICY);
    }
    return kinds;
  }

  /** Whether a flag of Go's, with one dash or two, is set. */
  private static boolean flag(Container container, String name) {
    return Stream.concat(container.getCommand().stream(), container.getArgs().stream())
        .map(a -> a.replaceFirst("^--?", ""))
        .anyMatch(a -> a.equals(name) || a.equals(name + "=true"));
  }

  private static Reach reach(PodSpec pod) {
    if (!toleratesNoSchedule(pod) || !HARMLESS.containsAll(keys(pod))) {
      return Reach.SOME;
    }
    if (Fences.keepsToGreen(pod)) {
      return Reach.GREEN;
    }
    if (Fences.keepsOffFlannel(pod)) {
      return Reach.NOT_GREEN;
    }
    return keys(pod).contains(Names.FABRIC) ? Reach.SOME : Reach.EVERY_NODE;
  }

  /** Else it is not on control planes, nor on a new machine before pods are. */
  private static boolean toleratesNoSchedule(PodSpec pod) {
    return pod.getTolerations().stream()
        .filter(t -> t.getKey() == null || t.getKey().isEmpty())
        .filter(t -> "Exists".equals(t.getOperator()))
        .anyMatch(t ->
            t.getEffect() == null
                || t.getEffect().isEmpty()
                || Taint.NO_SCHEDULE.equals(t.getEffect()));
  }

  /** Labels and fields that its node selector and required affinity go by. */
  private static List<String> keys(PodSpec pod) {
    List<String> keys = new ArrayList<>(Selectors.orEmpty(pod.getNodeSelector()).keySet());
    var affinity = pod.getAffinity() == null ? null : pod.getAffinity().getNodeAffinity();
    var required =
        affinity == null ? null : affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
    List<NodeSelectorTerm> terms = required == null ? List.of() : required.getNodeSelectorTerms();
    terms.stream()
        .flatMap(t -> Stream.concat(t.getMatchExpressions().stream(), t.getMatchFields().stream()))
        .map(NodeSelectorRequirement::getKey)
        .forEach(keys::add);
    return keys;
  }
}
