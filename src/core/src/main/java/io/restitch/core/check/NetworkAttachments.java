package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.AddOnsFact.Attachment;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * No network of a pod's needs Calico on a green node: neither one more, nor one in place of the
 * cluster's own (multus-cni, pkg/k8sclient, {@code networkAttachmentAnnot} and {@code
 * defaultNetAnnot}).
 */
final class NetworkAttachments implements Check {
  private static final String MORE = "k8s.v1.cni.cncf.io/networks";
  private static final String DEFAULT = "v1.multus-cni.io/default-network";

  /** The network's name in Calico's own configuration, and in Canal's. */
  private static final String CALICOS = "k8s-pod-network";

  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    List<PodFact> pods =
        subject.world().workloads().pods().all().stream().filter(p -> !p.terminal()).toList();
    for (Attachment attachment : subject.world().addOns().attachments()) {
      found.addAll(look(attachment, pods));
    }
    found.addAll(defaults(subject, pods));
    return found;
  }

  private static List<Verdict> look(Attachment attachment, List<PodFact> pods) {
    String name = "NetworkAttachmentDefinition " + attachment.ref();
    return switch (attachment.kind()) {
      case FILE ->
          List.of(
              Check.warn(
                  "attachment-by-file",
                  name,
                  "its configuration is a file of each node's CNI directory, found by that name",
                  "see that new machines have the file, without calico or calico-ipam in it"
                      + " (workers.beforeJoin), or write it into the object"));
      case UNREADABLE ->
          List.of(
              Check.warn(
                  "attachment-unreadable",
                  name,
                  "its configuration is no JSON, so that nobody can say whether it needs Calico",
                  "correct it, or see that it does without calico and calico-ipam"));
      case WRITTEN -> attachment.calico().isEmpty() ? List.of() : needsCalico(attachment, pods);
    };
  }

  private static List<Verdict> needsCalico(Attachment attachment, List<PodFact> pods) {
    List<String> asking =
        pods.stream()
            .filter(p -> names(p, MORE, attachment.ref()) || names(p, DEFAULT, attachment.ref()))
            .map(p -> p.ref().toString())
            .sorted()
            .toList();
    String name = "NetworkAttachmentDefinition " + attachment.ref();
    String needs =
        "it uses "
            + String.join(" and ", attachment.calico())
            + ", which green nodes do not have; ";
    String remedy =
        "give it a plugin and an IPAM that do without Calico, such as macvlan with whereabouts";
    return List.of(
        asking.isEmpty()
            ? Check.warn(
                "attachment-calico",
                name,
                needs + "no pod asks for it now",
                remedy + "; or delete it")
            : Check.later(
                PhaseName.WORKERS_REPLACED,
                "attachment-calico",
                name,
                needs + Subject.pods(asking) + " asking for it: " + Subject.few(asking),
                remedy + "; or let the pods do without it"));
  }

  private static List<Verdict> defaults(Subject subject, List<PodFact> pods) {
    Map<String, List<String>> byNetwork = new TreeMap<>();
    for (PodFact pod : pods) {
      Optional.ofNullable(pod.annotations().get(DEFAULT))
          .filter(network -> !network.isBlank())
          .ifPresent(network ->
              byNetwork.computeIfAbsent(network, n -> new ArrayList<>()).add("" + pod.ref()));
    }
    List<Verdict> found = new ArrayList<>();
    byNetwork.forEach((network, asking) -> found.add(inPlace(subject, network, asking)));
    return found;
  }

  private static Verdict inPlace(Subject subject, String network, List<String> asking) {
    boolean calico =
        network.contains("calico")
            || network.contains(CALICOS)
            || subject.world().addOns().attachments().stream()
                .anyMatch(a -> !a.calico().isEmpty() && mentions(network, a.ref().name()));
    String who = Subject.few(asking.stream().sorted().toList());
    return calico
        ? Check.later(
            PhaseName.WORKERS_REPLACED,
            "default-network-calico",
            "default network " + network,
            who + ": they ask for a network of Calico's in place of the cluster's own",
            "take annotation " + DEFAULT + " from their workloads")
        : Check.warn(
            "default-network",
            "default network " + network,
            who + ": they have a network in place of the cluster's own, and get none from Flannel",
            "see that new machines have it too");
  }

  /** By {@code name}, {@code namespace/name@interface}, lists of these, or JSON. */
  private static boolean names(PodFact pod, String annotation, ObjectRef attachment) {
    String networks = pod.annotations().getOrDefault(annotation, "");
    boolean near =
        pod.ref().namespace().equals(attachment.namespace())
            || mentions(networks, attachment.namespace());
    return mentions(networks, attachment.toString())
        || (near && mentions(networks, attachment.name()));
  }

  private static boolean mentions(String networks, String name) {
    return Pattern.compile("(?<![a-z0-9./-])" + Pattern.quote(name) + "(?![a-z0-9./-])")
        .matcher(networks)
        .find();
  }
}
