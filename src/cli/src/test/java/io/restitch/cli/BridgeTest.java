package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bridge while nothing runs: what it knows, what it does not learn, and who keeps it fresh. */
@Timeout(60)
class BridgeTest extends InputBench {
  private static final String OURS = "/api/v1/namespaces/restitch-system/";
  private static final String MAP = OURS + "configmaps/restitch-bridge-map";
  private static final String AGENTS = "/apis/apps/v1/daemonsets/restitch-bridge";
  private static final String LEASE =
      "/apis/coordination.k8s.io/v1/namespaces/restitch-system/leases/restitch";

  @BeforeEach
  void pauseBehindTheBridge() {
    int status =
        cli.run(
            ("apply --yes --until BackedUp --run-dir run --kubeconfig kubeconfig --provider fake"
                    + " --attest NetworkProbed,BackedUp,IpamHeld,CalicoFenced,FlannelInstalled")
                .split(" "));
    assertThat(status).as(cli.err).isZero();
    cluster.allTrueBefore(PhaseName.WORKERS_REPLACED);
    cluster.objects.put(
        AGENTS,
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"namespace":"restitch-system","name":"restitch-bridge","uid":"u-bridge",
                     "resourceVersion":"1","annotations":{"restitch.io/installed-as":"image=f"}},
         "spec":{"template":{"metadata":{"labels":{"app":"restitch-bridge"}},
                             "spec":{"containers":[{"name":"a","image":"f"}]}}}}
        """);
    cluster.objects.put(OURS + "pods", "{\"items\":[]}");
    told("worker-1 10.0.0.2 100.127.192.3 02:72:64:7f:c0:03 192.168.7.0/29 1");
    block("192.168.7.0/29");
    cluster.changes.clear();
  }

  @Test
  void shouldShowNodesAndRangesAndChangeNothing() {
    // when
    int status = run("bridge");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out)
        .containsPattern("NODE +ADDRESS +LINK +ANSWERS +PINNED +RANGES")
        .containsPattern("worker-1 +10.0.0.2 +100.127.192.3 +- +- +192.168.7.0/29")
        .contains("map 1: 4 nodes\n");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldShowTheSameToScripts() {
    // when
    run("bridge", "-o", "json");
    JsonNode bridge = JsonMapper.shared().readTree(cli.out);
    run("bridge", "-o", "name");

    // then
    assertThat(bridge.path("kind").asString()).isEqualTo("Bridge");
    assertThat(bridge.at("/nodes/2/name").asString()).isEqualTo("worker-1");
    assertThat(bridge.at("/nodes/2/ranges/0").asString()).isEqualTo("192.168.7.0/29");
    assertThat(cli.out).isEqualTo("node/cp-1\nnode/cp-2\nnode/worker-1\nnode/worker-2\n");
  }

  @Test
  void shouldTellTheAgentsOfANewBlockAndNothingElseUntilCtrlC() {
    // given
    block("192.168.9.0/29");
    cluster.onChange =
        change -> {
          if (change.equals("PATCH " + MAP)) {
            Signal.raise(new Signal("INT"));
          }
        };

    // when
    int status = run("bridge", "--watch");

    // then
    assertThat(status).isZero();
    assertThat(cluster.changes.stream().filter(c -> !c.endsWith(LEASE)).toList())
        .allMatch(c -> c.equals("PATCH " + MAP) || c.startsWith("POST "))
        .contains("PATCH " + MAP);
    assertThat(cluster.objects.get(LEASE)).contains("\"holderIdentity\":\"\"");
    assertThat(cli.out).contains("map 1: 4 nodes");
    assertThat(cli.err)
        .contains("ended: ranges are frozen until somebody keeps them fresh again")
        .contains("→ restitch apply goes on");
  }

  @Test
  void shouldGiveWayToWhoeverTakesTheLease() {
    // given
    block("192.168.9.0/29");
    cluster.onChange =
        change -> {
          if (change.startsWith("P") && change.contains("/leases")) {
            held("ann@laptop:42", 9, "");
          }
        };

    // when
    int status = run("bridge", "--watch");

    // then
    assertThat(status).isZero();
    assertThat(cluster.changes).noneMatch(c -> c.contains(MAP));
    assertThat(cli.err).contains("ended: the lease").contains("is now held by ann@laptop:42");
  }

  @Test
  void shouldSayWhyThereAreNoRangesToKeepFresh() {
    // given
    List<String> said = new ArrayList<>();

    // when
    cluster.allTrueBefore(PhaseName.BRIDGED);
    assertThat(run("bridge", "--watch")).isEqualTo(1);
    said.add(cli.err);
    cluster.allTrue();
    cluster.objects.remove(AGENTS);
    assertThat(run("bridge", "--watch")).isEqualTo(1);
    said.add(cli.err);

    // then
    assertThat(said.getFirst()).contains("there is no bridge: Bridged has not begun, or is undone");
    assertThat(said.getLast())
        .contains("there is no bridge: it was taken away, and is not needed any more")
        .contains("→ restitch status shows how far it is");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldNameBlocksThatAreNearlyFullInStatusAndPause() {
    // given: seven of eight
    fill(7);
    String full = "blocks nearly full: worker-1 (1 of 8 addresses free)\n";

    // when
    run("status");
    String status = cli.out;
    run("pause");

    // then
    assertThat(status)
        .contains("ranges are frozen while nothing runs")
        .contains(full + "→ restitch bridge --watch keeps ranges fresh, and does nothing else\n")
        .contains("nobody is at work");
    assertThat(cli.err).contains("pausing: nothing new is started").contains(full);
  }

  @Test
  void shouldTellScriptsOfThemToo() {
    // given
    fill(7);

    // when
    run("status", "-o", "json");

    // then
    JsonNode status = JsonMapper.shared().readTree(cli.out);
    assertThat(status.path("rangesFrozen").asBoolean()).isTrue();
    assertThat(status.at("/nearlyFull/0/node").asString()).isEqualTo("worker-1");
    assertThat(status.at("/nearlyFull/0/free").asInt()).isEqualTo(1);
  }

  @Test
  void shouldNameNobodyWhileThereIsRoom() {
    // given
    fill(5);

    // when
    run("status");

    // then
    assertThat(cli.out)
        .contains("ranges are frozen while nothing runs")
        .doesNotContain("nearly full");
  }

  @Test
  void shouldSayInStatusWhoKeepsRangesFresh() {
    // given
    held("ann@laptop:42", 9, "\"restitch.io/borrowed\":\"yes\"");

    // when
    run("status");
    String table = cli.out;
    run("status", "-o", "json");
    JsonNode status = JsonMapper.shared().readTree(cli.out);

    // then
    assertThat(status.path("holder").asString()).isEmpty();
    assertThat(status.path("rangesKeptBy").asString()).isEqualTo("ann@laptop:42");
    assertThat(status.path("rangesFrozen").asBoolean()).isFalse();
    assertThat(table)
        .contains("the bridge's ranges are kept fresh by ann@laptop:42\n")
        .contains("nobody is at work")
        .doesNotContain("frozen");
  }

  @Test
  void shouldPauseThoughNobodyMayLookAtBlocks() {
    // given
    cluster.forbidden.add("list blockaffinities");

    // when
    int status = run("pause");

    // then
    assertThat(status).isZero();
    assertThat(cli.err)
        .contains("pausing: nothing new is started")
        .contains("which blocks are nearly full is not known");
  }

  private void told(String worker) {
    cluster.objects.put(
        MAP,
        """
        {"apiVersion":"v1","kind":"ConfigMap",
         "metadata":{"namespace":"restitch-system","name":"restitch-bridge-map","uid":"u-map",
                     "resourceVersion":"1"},
         "data":{"nodes":"generation 1\\nlinks 100.127.192.0/18\\npool 10.244.0.0/16\\n\
        pool 192.168.0.0/16\\nrest cp-1\\n\
        node cp-1 10.0.0.1 100.127.192.1 02:72:64:7f:c0:01 - 1\\n\
        node cp-2 10.0.0.4 100.127.192.2 02:72:64:7f:c0:02 - 1\\n\
        node %s\\n\
        node worker-2 10.0.0.3 100.127.192.4 02:72:64:7f:c0:04 - 1\\nend 1\\n"}}
        """
            .formatted(worker));
  }

  private void block(String cidr) {
    String name = "worker-1-" + cidr.replaceAll("[./]", "-");
    cluster.objects.put(
        "/apis/crd.projectcalico.org/v1/blockaffinities/" + name,
        """
        {"apiVersion":"crd.projectcalico.org/v1","kind":"BlockAffinity",
         "metadata":{"name":"%s","uid":"u-%s","resourceVersion":"1"},
         "spec":{"cidr":"%s","node":"worker-1","state":"confirmed","deleted":"false"}}
        """
            .formatted(name, name, cidr));
  }

  private void fill(int pods) {
    for (int i = 0; i < pods; i++) {
      cluster.objects.put(
          "/api/v1/pods/shop.p-" + i,
          """
          {"apiVersion":"v1","kind":"Pod",
           "metadata":{"namespace":"shop","name":"p-%d","uid":"u-p-%d","resourceVersion":"1",
                       "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs",
                                           "uid":"u-rs","controller":true}]},
           "spec":{"nodeName":"worker-1","containers":[{"name":"c"}]},
           "status":{"phase":"Running","podIPs":[{"ip":"192.168.7.%d"}]}}
          """
              .formatted(i, i, i));
    }
  }

  private void held(String holder, int changes, String annotations) {
    cluster.objects.put(
        LEASE,
        """
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
         "metadata":{"namespace":"restitch-system","name":"restitch","uid":"u-lease",
                     "resourceVersion":"77","annotations":{%s}},
         "spec":{"holderIdentity":"%s","leaseTransitions":%d,"leaseDurationSeconds":30,
                 "renewTime":"2026-01-02T03:04:00.000000Z"}}
        """
            .formatted(annotations, holder, changes));
  }
}
