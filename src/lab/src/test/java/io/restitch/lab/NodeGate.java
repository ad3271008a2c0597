package io.restitch.lab;

import java.time.Duration;

/**
 * While it is open no administrator can post a Node: the API server refuses it. So a Node that was
 * deleted for its conversion stays away, for as long as the test likes.
 */
final class NodeGate implements AutoCloseable {
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

  private final MixedLab lab;

  private NodeGate(MixedLab lab) {
    this.lab = lab;
  }

  /** Returns once every API server refuses: each of them learns of a policy by itself. */
  static NodeGate shut(MixedLab lab) {
    lab.apply(POLICY);
    NodeGate gate = new NodeGate(lab);
    lab.everyApiServer().forEach(server -> gate.await(server, true));
    return gate;
  }

  /** Returns once every API server lets Nodes in again. */
  @Override
  public void close() {
    lab.kubectl(
        "delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "lab-no-nodes");
    lab.everyApiServer().forEach(server -> await(server, false));
  }

  private void await(String server, boolean refused) {
    Await.until(
        LIMIT,
        server + (refused ? " refuses Nodes" : " takes Nodes"),
        () -> lab.dryRun(server, PROBE).contains("lets nobody post") == refused,
        () -> lab.dryRun(server, PROBE));
  }
}
