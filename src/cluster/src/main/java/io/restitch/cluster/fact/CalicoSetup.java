package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.restitch.core.fact.Autodetection;
import io.restitch.core.fact.CalicoFact;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How Calico's agents are set up, from the environment of their container (calico {@code
 * node/pkg/lifecycle/startup}: an address is looked for if IP says so or says nothing; {@code
 * libcalico-go/lib/apiconfig}: where objects are kept).
 */
final class CalicoSetup {
  /** What nobody can tell from the DaemonSet, such as an entry of a ConfigMap. */
  private static final String ELSEWHERE = "(set elsewhere)";

  private CalicoSetup() {}

  static CalicoFact.Setup of(@Nullable PodSpec pod) {
    Map<String, String> set = new TreeMap<>();
    List<Container> containers = pod == null ? List.of() : pod.getContainers();
    for (Container container : containers) {
      for (EnvVar variable : container.getEnv()) {
        String value = variable.getValueFrom() == null ? variable.getValue() : ELSEWHERE;
        set.put(variable.getName(), value == null ? "" : value.strip());
      }
    }
    String address = set.getOrDefault("IP", "");
    boolean looks = address.isEmpty() || address.equals("autodetect") || address.equals(ELSEWHERE);
    return new CalicoFact.Setup(
        new Autodetection(looks ? set.getOrDefault("IP_AUTODETECTION_METHOD", "") : ""),
        set.getOrDefault("FELIX_BPFENABLED", "").equalsIgnoreCase("true"),
        set.getOrDefault("CALICO_API_GROUP", ""));
  }
}
