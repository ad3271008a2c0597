package io.restitch.lab;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which host tasks have traces on a machine, and when: it changes whenever restitch changes a
 * machine.
 */
final class Traces {
  private Traces() {}

  static Map<String, String> of(MixedLab lab, List<String> machines) {
    Map<String, String> traces = new TreeMap<>();
    for (String machine : machines) {
      traces.put(
          machine,
          lab.kubectl(
                  "get", "node", machine, "-o", "jsonpath={.metadata.uid}{.metadata.labels}{.spec}")
              + lab.exec(
                  machine,
                  "sh",
                  "-c",
                  "cd /var/lib/restitch/tasks && for t in *; do cat $t/name; stat -c ' %y' $t/status; done"));
    }
    return traces;
  }
}
