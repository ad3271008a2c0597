package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.lab.AuditLog.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad luck that a real API server and real controllers decide: each is told with its way out, and
 * all workers are replaced.
 */
@Tag("drill")
class BadLuckLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void shouldReplaceThemThoughOthersMeddleWithNodesAndRanges(@TempDir Path home)
      throws IOException {
    // Given
    try (Lab lab = Lab.withSample();
        PodCidrRace race = PodCidrRace.on(lab, home, "-01-2", "10.250.0.0/24")) {
      Restitch restitch = new Restitch(lab, home).withSettings(3);
      edit(restitch, "bootTimeout: 2m", "bootTimeout: 30s");
      String taken = rangeFor("worker-12", restitch.run("plan", "--out", "p.yaml").well().out());
      String block = taken.replace(".0/24", ".64/26");
      lab.fault("joins-twice", "localhost");

      // When
      try (Run run = start(lab, home, "p.yaml")) {
        run.says("should get pod CIDR 10.244.");
        lab.apply(
            """
            apiVersion: crd.projectcalico.org/v1
            kind: BlockAffinity
            metadata: {name: cp-1-late}
            spec: {cidr: %s, deleted: "false", node: cp-1, state: confirmed, type: host}
            """
                .formatted(block));
        renamePool(lab);
        ServingRequest pending = requestOfAFreshNode(lab, "lab-pending", "");
        assertThat(run.ends()).as(run.told()).isZero();

        // Then
        assertThat(run.told())
            .contains(
                " joined twice: as worker-",
                " and as localhost",
                "but has [10.250.0.0/24]",
                "it has the pod CIDR 10.250.0.0/24, planned is 10.244.",
                "its pod CIDR %s overlaps block %s that Calico gave to cp-1"
                    .formatted(taken, block),
                "asks for the certificate its kubelet serves with",
                "kubectl certificate approve lab-pending");
        assertThat(pending.decision()).isEmpty();
      }
      assertThat(refusedPodCidrs(lab)).hasSize(1);
      assertThat(lab.kubectl("get", "nodes", "-o", "name")).doesNotContain("localhost");
      assertThat(lab.kubectl("get", "nodes", "-o", "jsonpath={.items[*].spec.podCIDR}"))
          .doesNotContain("10.250.", taken);
      Ends.allWorkersAreGreen(lab);
      Promises.kept(lab, "meddled with");
    }
  }

  @Test
  void shouldMakeAnotherMachineForAnExpiredTokenAndCertifyItsOwnMachinesAlone(@TempDir Path home)
      throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      BootstrapToken.publishCluster(lab);
      Restitch restitch = new Restitch(lab, home).withSettings(3);
      edit(restitch, "bootTimeout: 2m", "bootTimeout: 1h");
      edit(restitch, "join: none", "join: script, approveServingCertificates: true");
      lab.fault("never-joins", "");

      // When
      try (Run run = start(lab, home)) {
        await("a machine boots", run, () -> live(lab).size() == 1);
        String first = live(lab).getFirst();
        BootstrapToken token = BootstrapToken.all(lab).getFirst();
        token.expires();
        lab.age(first, Duration.ofMinutes(31));
        run.says("its join token, which lives 30 min, has expired");
        await("it is gone", run, () -> live(lab).stream().noneMatch(first::equals));
        lab.mend("never-joins");
        ServingRequest others =
            ServingRequest.post(lab, "lab-others", "worker-12", addressOf(lab, "worker-12"));
        ServingRequest more = requestOfAFreshNode(lab, "lab-more", "10.9.9.9");
        ServingRequest usual = requestOfAFreshNode(lab, "lab-usual", "");
        assertThat(run.ends()).as(run.told()).isZero();

        // Then
        assertThat(usual.decision()).isEqualTo("Approved=RestitchMadeTheMachine");
        assertThat(more.decision()).isEmpty();
        assertThat(others.decision()).isEmpty();
        assertThat(run.told())
            .contains("it names 10.9.9.9, which the provider does not tell of machine m-")
            .contains("kubectl get csr lab-more -o yaml")
            .doesNotContain("lab-others");
        assertThat(token.cleaned()).isTrue();
      }
      assertThat(BootstrapToken.all(lab)).isEmpty();
      Ends.allWorkersAreGreen(lab);
      Promises.kept(lab, "a token expired");
    }
  }

  private static Run start(Lab lab, Path home, String... plan) {
    String[] more = {"--until", "WorkersReplaced", "--yes"};
    return Run.start(
        lab,
        home,
        Stream.of(Stream.of("apply"), Stream.of(plan), Stream.of(more))
            .flatMap(s -> s)
            .toArray(String[]::new));
  }

  private static void await(String what, Run run, BooleanSupplier holds) {
    Await.until(LIMIT, what, holds, run::told);
  }

  private static void edit(Restitch restitch, String what, String by) throws IOException {
    Path file = restitch.file("restitch.yaml");
    String settings = Files.readString(file);
    assertThat(settings).contains(what);
    Files.writeString(file, settings.replace(what, by));
  }

  /** What the plan, as people read it, gives to the machine that replaces a node. */
  private static String rangeFor(String node, String plan) {
    Matcher row = Pattern.compile(node + "\\s+(10\\.244\\.\\d+\\.0/24)").matcher(plan);
    assertThat(row.find()).as(plan).isTrue();
    return row.group(1);
  }

  /** Nobody can rename one: it goes, and comes again. */
  private static void renamePool(Lab lab) {
    lab.kubectl("delete", "ippools.crd.projectcalico.org", "default-ipv4-ippool");
    lab.apply(
        """
        apiVersion: crd.projectcalico.org/v1
        kind: IPPool
        metadata: {name: pods}
        spec: {blockSize: 26, cidr: 192.168.0.0/16, natOutgoing: true, vxlanMode: CrossSubnet}
        """);
  }

  /**
   * A request of the kubelet of a machine that restitch made, once one has its pod CIDR.
   *
   * @param address what it names; empty for its own
   */
  private static ServingRequest requestOfAFreshNode(Lab lab, String name, String address) {
    Await.until(LIMIT, "a green node", () -> !fresh(lab).isEmpty(), () -> "" + lab.nodes(""));
    String node = fresh(lab).getFirst();
    return ServingRequest.post(lab, name, node, address.isEmpty() ? addressOf(lab, node) : address);
  }

  /** Ids of the machines that restitch made and that live. */
  private static List<String> live(Lab lab) {
    return lab.machines().live("forward").stream().map(Machines.Machine::id).toList();
  }

  /** Green nodes that carry pods. */
  private static List<String> fresh(Lab lab) {
    return lab.kubectl(
            "get",
            "nodes",
            "-l",
            "restitch.io/fabric=flannel",
            "-o",
            "jsonpath={range .items[*]}{.metadata.name}{\" \"}{.spec.taints[*].key}{\"\\n\"}{end}")
        .lines()
        .filter(l -> !l.contains("not-ready"))
        .map(l -> l.split(" ")[0])
        .toList();
  }

  private static String addressOf(Lab lab, String node) {
    return lab.kubectl(
        "get", "node", node, "-o", "jsonpath={.status.addresses[?(@.type=='InternalIP')].address}");
  }

  /** What the API server did not let restitch do, since the Node had a pod CIDR by then. */
  private static List<Line> refusedPodCidrs(Lab lab) {
    return lab.audit()
        .byRestitch("patch", "nodes", "")
        .filter(l -> l.request().path("spec").has("podCIDR"))
        .filter(l -> l.status() == 422)
        .toList();
  }
}
