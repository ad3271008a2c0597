package io.restitch.lab;

import java.time.Duration;

/**
 * While it is shut no administrator can post a Node: the API server refuses it. So a Node that was
 * deleted for its conversion stays away, for as long as the test likes.
 */
final class NodeGate {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: lab-no-nodes}
      spec:
        failurePolicy: Fail
        matchConstraints:
          resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [nodes]}]
        matchConditions: [{name: admin, expression: "request.userInfo.username == 'kubernetes-admin'"}]
        validations: [{expression: "false", message: "the lab lets nobody post a Node now"}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: lab-no-nodes}
      spec: {policyName: lab-no-nodes, validationActions: [Deny]}
      """;

  private static final String PROBE =
      """
      apiVersion: v1
      kind: Node
      metadata: {name: lab-probe}
      """;

  private NodeGate() {}

  /** Returns once every API server refuses: each of them learns of a policy by itself. */
  static void shut(MixedLab lab) {
    lab.apply(POLICY);
    lab.everyApiServer().forEach(server -> await(lab, server, true));
  }

  /** Returns once every API server lets Nodes in again. */
  static void open(MixedLab lab) {
    lab.kubectl(
        "delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "lab-no-nodes");
    lab.everyApiServer().forEach(server -> await(lab, server, false));
  }

  private static void await(MixedLab lab, String server, boolean refused) {
    Await.until(
        LIMIT,
        server + (refused ? " refuses Nodes" : " takes Nodes"),
        () -> lab.dryRun(server, PROBE).contains("lets nobody post") == refused,
        () -> lab.dryRun(server, PROBE));
  }
}
