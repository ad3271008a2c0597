package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Flags of kube-controller-managers, read from their mirror pods. */
public final class ControllerManagerFacts {
  private static final String FLAG_ALLOCATE = "--allocate-node-cidrs";
  private static final String FLAG_RANGE = "--cluster-cidr";

  private ControllerManagerFacts() {}

  /** The fact in a Pod, if it is a kube-controller-manager's mirror pod on a node. */
  public static Optional<ControllerManagerFact> of(Pod pod, PodFact fact) {
    boolean ours =
        fact.ref().namespace().equals("kube-system")
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
            fact.nodeName(), allocates(words), range(words), fact.status().ready()));
  }

  /** The default is false (kube-controller-manager, KubeCloudSharedConfiguration). */
  private static boolean allocates(List<String> words) {
    String value = flag(words, FLAG_ALLOCATE);
    return value != null && !value.equals("false") && !value.equals("0");
  }

  private static @Nullable Cidr range(List<String> words) {
    String value = flag(words, FLAG_RANGE);
    return value == null || value.isBlank() ? null : Cidr.parse(value.split(",", -1)[0]);
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
            name.equals(FLAG_RANGE) && i + 1 < words.size() && !words.get(i + 1).startsWith("-");
        value = next ? words.get(i + 1) : "true";
      }
    }
    return value;
  }
}
