package io.restitch.core.phase;

import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.ServingRequestFact;
import java.util.List;
import java.util.Optional;

/**
 * Why an agent of ours on a node is not heard, as far as it can be seen, and what can be done.
 *
 * @param reason what is seen
 * @param remedy what a person can do, without a full stop
 */
record Silence(String reason, String remedy) {
  /**
   * What is nearest to its cause comes first: a node that is away, then a kubelet that serves no
   * logs, then the log, then the pod.
   *
   * @param unread why its log could not be read; empty if it could
   */
  static Silence of(Agent agent, Observed world, String node, String unread) {
    if (world.node(node).filter(NodeFact::ready).isEmpty()) {
      return new Silence(
          "node " + node + " is not Ready",
          "bring " + node + " back, or, if it will not come back, kubectl delete node " + node);
    }
    Optional<PodFact> pod = agent.on(world, node);
    List<ServingRequestFact> requests = world.joining().requestsOf(node);
    if (!requests.isEmpty()) {
      String request = requests.getFirst().name();
      return new Silence(
          "the kubelet of %s serves no logs before its certificate is approved (request %s)"
              .formatted(node, request),
          "look at it (kubectl get csr %1$s -o yaml), then kubectl certificate approve %1$s"
              .formatted(request));
    }
    if (pod.isEmpty()) {
      return new Silence(
          "no pod of DaemonSet " + agent.daemonSet() + " is on node " + node,
          "see what keeps it away (kubectl -n %s describe daemonset %s)"
              .formatted((Object[]) agent.daemonSet().split("/")));
    }
    String namespace = pod.get().ref().namespace();
    String name = pod.get().ref().name();
    if (!unread.isEmpty()) {
      return new Silence(
          "the log of pod " + name + " on " + node + " cannot be read: " + unread,
          "let the API server reach the kubelet of %s (port 10250), and the pod run: "
                  .formatted(node)
              + "kubectl -n %s logs %s has to show its log".formatted(namespace, name));
    }
    return new Silence(
        "pod "
            + name
            + " on "
            + node
            + (pod.get().status().ready() ? " says nothing new" : " is not ready"),
        "see what it does (kubectl -n %1$s logs %2$s, kubectl -n %1$s describe pod %2$s)"
            .formatted(namespace, name));
  }
}
