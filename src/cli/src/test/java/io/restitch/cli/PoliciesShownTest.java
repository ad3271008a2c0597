package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nobody finds out late that isolation is gone: it is shown, and consented to. */
class PoliciesShownTest extends InputBench {
  private static final String POLICIES = "/apis/networking.k8s.io/v1/networkpolicies/";
  private static final String LEDGER =
      """
      POLICIES ENFORCED            ON NODES OF  NetworkPolicy (2)
      now                          Calico       Felix
      from WorkersReplaced on      Calico       Felix
      from WorkersReplaced on      Flannel      nobody
      after ControlPlaneConverted  Flannel      nobody
      after CalicoRemoved          Flannel      nobody
      after Unbridged              Flannel      nobody

      Isolation is missing on Flannel nodes from WorkersReplaced on, for good: nobody enforces 2\
       NetworkPolicies (data 1, shop 1) there.
      """;

  @BeforeEach
  void isolate() {
    cluster.objects.put(
        "/apis/apps/v1/daemonsets/calico-node",
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"namespace":"kube-system","name":"calico-node","uid":"u-calico",
                     "resourceVersion":"1"},
         "spec":{"template":{"metadata":{"labels":{"k8s-app":"calico-node"}},
                             "spec":{"containers":[{"name":"n","image":"calico/node:v3.31.2"}]}}}}
        """);
    policy("data", "from-shop");
    policy("shop", "default-deny");
  }

  @Test
  void shouldShowInThePlanWhoEnforcesPoliciesAndAskForConsent() {
    // when
    int status = run("plan");

    // then
    assertThat(status).isEqualTo(4);
    assertThat(cli.out)
        .contains(LEDGER)
        .contains(
            "consent  unenforced-policies  2 NetworkPolicies\n"
                + "         on Flannel nodes nobody enforces what isolates pods or machines now\n"
                + "         → --accept unenforced-policies; or install kube-network-policies");
  }

  @Test
  void shouldPlanWhenTheLossIsAccepted() {
    assertThat(run("plan", "--accept", "unenforced-policies")).isZero();
  }

  @Test
  void shouldSayTheSameToScripts() {
    // when
    run("plan", "--accept", "unenforced-policies", "-o", "json");

    // then
    JsonNode spec = JsonMapper.shared().readTree(cli.out).path("spec");
    JsonNode last = spec.at("/policies/rows").valueStream().reduce((a, b) -> b).orElseThrow();
    assertThat(spec.at("/policies/policies/NETWORK_POLICY/namespaces/shop").asInt()).isEqualTo(1);
    assertThat(last.path("stage").asString()).isEqualTo("END");
    assertThat(last.path("nodes").asString()).isEqualTo("FLANNEL");
    assertThat(last.at("/enforced/NETWORK_POLICY/by")).isEmpty();
    assertThat(spec.at("/losses/unenforced-policies").valueStream().map(JsonNode::asString))
        .containsExactly("NetworkPolicy data/from-shop", "NetworkPolicy shop/default-deny");
  }

  @Test
  void shouldShowItWhenTheClusterIsInspected() {
    // when
    run("inspect");
    String table = cli.out;
    run("inspect", "-o", "json");
    JsonNode facts = JsonMapper.shared().readTree(cli.out);

    // then
    assertThat(table).contains(LEDGER);
    assertThat(facts.at("/policies/objects/NETWORK_POLICY").size()).isEqualTo(2);
    assertThat(facts.at("/policyLedger/rows").size()).isEqualTo(6);
  }

  @Test
  void shouldCountOnWhatFlannelBringsWhereTheFileAsksForIt() throws IOException {
    // given
    Files.writeString(
        directory.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        spec:
          network: {flannelNetpol: true}
        """);

    // when
    run("inspect");

    // then
    assertThat(cli.out)
        .contains("from WorkersReplaced on      Flannel      kube-flannel/kube-flannel-ds\n")
        .contains("Enforced all the time: 2 NetworkPolicies")
        .doesNotContain("unenforced-policies");
  }

  @Test
  void shouldRefuseASavedPlanWhenAPolicyCameLater() {
    // given
    assertThat(run("plan", "--accept", "unenforced-policies", "--out", "p.yaml")).isZero();
    policy("shop", "payments");

    // when
    int status = run("apply", "p.yaml", "--yes");

    // then
    assertThat(status).isEqualTo(5);
    told(
        "NetworkPolicy shop/payments is new, and needs the consent unenforced-policies",
        "make it again with `restitch plan --out`");
  }

  @Test
  void shouldSayInStatusLogAndReportWhenAPolicyCameDuringTheMigration() throws IOException {
    // given
    begin();
    policy("shop", "payments");

    // when
    int status = run("status");
    String shown = cli.out;
    begin();
    cli.run("report", "--log", log().toString());

    // then
    String news =
        "NetworkPolicy shop/payments is new: the plan does not show it, and nobody enforces it on"
            + " Flannel nodes";
    assertThat(status).isZero();
    assertThat(shown).contains(news + "\n");
    assertThat(cli.out)
        .contains("## Policies\n\n| POLICIES ENFORCED | ON NODES OF | NetworkPolicy (2) |\n|---|")
        .contains("| from WorkersReplaced on | Flannel | nobody |\n")
        .contains("- Isolation is missing on Flannel nodes from WorkersReplaced on, for good")
        .contains("- " + news + ".\n");
  }

  private void begin() {
    int status =
        run(
            "apply",
            "--yes",
            "--until",
            "BackedUp",
            "--run-dir",
            "run",
            "--accept",
            "unenforced-policies");
    assertThat(status).as(cli.err).isZero();
  }

  private Path log() throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(f -> f.getFileName().toString().equals("events.jsonl"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void policy(String namespace, String name) {
    cluster.objects.put(
        POLICIES + namespace + "." + name,
        """
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy",
         "metadata":{"namespace":"%s","name":"%s","uid":"u-%s","resourceVersion":"1"}}
        """
            .formatted(namespace, name, name));
  }
}
