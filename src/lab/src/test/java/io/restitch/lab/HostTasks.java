package io.restitch.lab;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which host tasks have ended on a machine, and when: it changes whenever restitch changes a
 * machine.
 */
final class HostTasks {
  private HostTasks() {}

  static Map<String, String> of(MixedLab lab, List<String> machines) {
    Map<String, String> ended = new TreeMap<>();
    for (String machine : machines) {
      ended.put(
          machine,
          lab.exec(
              machine,
              "sh",
              "-c",
              "cd /var/lib/restitch/tasks && for t in *; do cat $t/name; stat -c ' %y' $t/status; done"));
    }
    return ended;
  }
}
