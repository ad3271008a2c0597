package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Fingerprint;
import io.restitch.core.workers.JoinToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code verify} says at the end, before it, and when something is left. */
class VerifyTest {
  private static final String WELL =
      "✔ every pod has an address in 10.244.0.0/16, and nothing of Calico's or of restitch's is"
          + " left\n";

  private final FakeCluster cluster = cluster();
  @TempDir private Path directory;
  private CliHarness cli = new CliHarness(Path.of("."));

  private static FakeCluster cluster() {
    try {
      return new FakeCluster();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void goTheWholeWay() throws IOException {
    cli = CliHarness.beside(cluster, directory);
    FakeProviders.listing(directory);
    machines("");
    int status =
        cli.run(
            ("apply --yes --until NetworkProbed --kubeconfig kubeconfig --provider fake"
                    + " --run-dir run --accept own-kube-proxy"
                    + " --attest BackedUp,IpamHeld,CalicoFenced,Bridged")
                .split(" "));
    assertThat(status).as(cli.err).isZero();
    cli.with(FakeMachines.clean());
    cluster.allTrue();
    cluster.objects.remove("/apis/crd.projectcalico.org/v1/ippools/default");
    cluster.objects.put(
        "/apis/apps/v1/daemonsets/kube-flannel-ds",
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"name":"kube-flannel-ds","namespace":"kube-flannel","uid":"u-fl",
                     "resourceVersion":"1"},
         "spec":{"template":{"metadata":{"labels":{"app":"flannel","tier":"node"}},"spec":{}}},
         "status":{"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberReady":4}}
        """);
    for (String node : new String[] {"cp-1", "cp-2", "worker-1", "worker-2"}) {
      pod("kube-flannel", "flannel-" + node, node, AGENT, "10.0.0.9");
    }
    cluster.changes.clear();
  }

  private static final String AGENT =
      """
      "labels":{"app":"flannel","tier":"node"},
      "ownerReferences":[{"kind":"DaemonSet","name":"kube-flannel-ds","uid":"u","controller":true}]
      """;

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void shouldSayThatAllIsWellAndChangeNothing() {
    // when
    int status = verify();

    // then
    assertThat(cli.out).isEqualTo(WELL);
    assertThat(status).as(cli.err).isZero();
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldListWhatIsAloneOrHangsOnItsMachineWithoutHoldingItAgainstAnybody() {
    // given
    pod("shop", "shell", "worker-1", "\"labels\":{}", "10.244.1.7");

    // when
    int status = verify();

    // then
    assertThat(cli.out)
        .isEqualTo(
            """
            REMARK    SUBJECT         WHAT                                         REMEDY
            lone-pod  Pod shop/shell  nothing makes it again if it goes: worker-1  -
            """
                + WELL);
    assertThat(status).isZero();
  }

  @Test
  void shouldNameATokenOfOursThatIsThereYet() {
    // given
    JsonNode record = JsonMapper.shared().readTree(cluster.objects.get(FakeCluster.RECORD));
    String machine = record.at("/metadata/uid").asString("") + "/forward/1/1";
    String id = JoinToken.id(Fingerprint.of(machine, 32));
    cluster.objects.put(
        "/api/v1/namespaces/kube-public/configmaps/cluster-info",
        """
        {"apiVersion":"v1","kind":"ConfigMap",
         "metadata":{"name":"cluster-info","namespace":"kube-public","resourceVersion":"1"},
         "data":{"jws-kubeconfig-%s":"x","jws-kubeconfig-others":"x"}}
        """
            .formatted(id));

    // when
    int status = verify();

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out)
        .contains("token-there  join token " + id)
        .contains("kubectl -n kube-system delete secret bootstrap-token-" + id)
        .doesNotContain("others")
        .endsWith("✘ 1 thing is open\n");
  }

  @Test
  void shouldNameObjectsThatWereInstalledOnTheWay() {
    // given
    cluster.objects.put(
        "/api/v1/configmaps/restitch-bridge-map",
        """
        {"metadata":{"name":"restitch-bridge-map","namespace":"restitch-system",
                     "labels":{"restitch.io/part":"bridge"}}}
        """);

    // when
    int status = verify("-o", "json");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(JsonMapper.shared().readTree(cli.out).at("/missing/0/subject").asString(""))
        .isEqualTo("ConfigMap/restitch-system/restitch-bridge-map");
  }

  @Test
  void shouldNameAMachineThatNoNodeRunsOn() throws IOException {
    // given
    machines(
        """
        {"id":"m-7","name":"green-7","token":"t-7","state":"RUNNING","zone":"a","type":"s",
         "providerId":"fake:///m-7","addresses":["10.0.0.77"],"createdAt":"2026-01-01T00:00:00Z",
         "tags":{"restitch.io/migration":"u-migration"}}
        """);

    // when
    int status = verify();

    // then
    assertThat(status).as(cli.out).isEqualTo(1);
    assertThat(cli.out).contains("machine-there  machine m-7");
  }

  @Test
  void shouldSeeAllElseWhereTheProviderDoesNotAnswer() throws IOException {
    // given
    Files.delete(directory.resolve("machines"));

    // when
    int status = verify();

    // then
    assertThat(status).as(cli.out).isZero();
    assertThat(cli.out).contains("machines-unknown  provider fake").endsWith(WELL);
  }

  @Test
  void shouldSayBeforeTheEndWhichPhaseIsNotTrueAndWhatIsMissing() {
    // given
    cluster.objects.computeIfPresent(
        FakeCluster.RECORD, (path, record) -> record.replace("\"TRUE\"", "\"STARTED\""));
    for (int i = 0; i < 11; i++) {
      pod("shop", "web-" + i, "worker-1", "\"labels\":{}", "192.168.7." + i);
    }

    // when
    int status = verify();

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out)
        .containsPattern("old-address +pod shop/web-0 +its address is not in 10.244.0.0/16")
        .contains("and 3 more of old-address: -o wide\n")
        .contains(
            "✘ the migration is not over: NetworkProbed is not true yet; `restitch status` shows"
                + " it; 11 things are open\n");
    verify("-o", "wide");
    assertThat(cli.out).doesNotContain(" more of ").contains("web-10");
  }

  @Test
  void shouldNotVerifyWhatIsNotKnownToBeGoneFromMachines() {
    // given
    cli.with(FakeMachines.sound());

    // when
    int status = verify("-o", "json");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out).contains("network-left");
  }

  private int verify(String... more) {
    String[] line = new String[3 + more.length];
    System.arraycopy(new String[] {"verify", "--kubeconfig", "kubeconfig"}, 0, line, 0, 3);
    System.arraycopy(more, 0, line, 3, more.length);
    return cli.run(line);
  }

  /** What the provider says of machines; nothing is no answer. */
  private void machines(String found) throws IOException {
    Files.writeString(directory.resolve("machines"), found);
  }

  /** A ready pod; metadata as JSON without braces. */
  private void pod(String namespace, String name, String node, String metadata, String address) {
    cluster.objects.put(
        "/api/v1/pods/" + namespace + "." + name,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"%s","namespace":"%s","uid":"u-%s","resourceVersion":"1",
                     "creationTimestamp":"2026-01-01T00:00:00Z",%s},
         "spec":{"nodeName":"%s","hostNetwork":%s,"containers":[]},
         "status":{"phase":"Running","podIPs":[{"ip":"%s"}],
                   "conditions":[{"type":"Ready","status":"True"}]}}
        """
            .formatted(
                name, namespace, name, metadata, node, namespace.equals("kube-flannel"), address));
  }
}
