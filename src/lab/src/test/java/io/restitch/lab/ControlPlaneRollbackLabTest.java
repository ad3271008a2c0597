package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Converted control planes go back to Calico while it is still installed. */
@Tag("drill")
class ControlPlaneRollbackLabTest {
  private static final String SERVICE = "10.96.77.77";

  /** On each node it leads to the agent of that node: whatever the pod networks do in between. */
  private static final String SERVICE_OF_AGENTS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: agent, namespace: shop}
      spec:
        clusterIP: 10.96.77.77
        internalTrafficPolicy: Local
        selector: {app: agent}
        ports: [{port: 80, targetPort: 8080}]
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldTakeConvertedMachinesBackToCalico(int converted, @TempDir Path home)
      throws IOException {
    // Given
    try (MixedLab lab = MixedLab.up("vxlan")) {
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Path there = Files.createDirectory(home.resolve("there"));
      lab.settings(there);
      String last = "cp-" + converted;
      try (MixedRun run = MixedRun.start(lab, there, "apply", "--yes", "--until", "IpamReturned")) {
        run.reaches(last + " is converted", t -> t.done("ForgetNode", last)).interrupt();
        assertThat(run.ends()).as(run.said()).isEqualTo(3);
      }

      lab.apply(SERVICE_OF_AGENTS);

      // When
      Path back = Files.createDirectory(home.resolve("back"));
      int status;
      String said;
      try (MixedRun run = MixedRun.start(lab, back, "rollback", "--yes")) {
        run.reaches("the hold waits for green workers", t -> t.waits("pod-cidr-outside"));
        lab.kubectl("delete", "node", "worker-1", "worker-2"); // by those who attested them
        status = run.ends();
        said = run.said();
      }

      // Then
      assertThat(status).as(said).isZero();
      TreeMap<String, JsonNode> after = NodeLikeness.nodes(lab);
      for (String name : MixedEnds.CONTROL_PLANES) {
        JsonNode now = Objects.requireNonNull(after.get(name));
        assertThat(NodeLikeness.lasting(now))
            .as(name)
            .isEqualTo(NodeLikeness.lasting(Objects.requireNonNull(before.get(name))));
        assertThat(now.at("/spec/podCIDR").asString(""))
            .isEqualTo(before.get(name).at("/spec/podCIDR").asString(""));
        runsCalicoPods(lab, name);
      }
      assertThat(MixedEnds.managerFlags(lab, "cp-1")).contains("--allocate-node-cidrs=true");
      MixedEnds.etcdIsHealthy(lab);
    }
  }

  /** Its pod has a Calico address, answers through a Service, and nothing of Flannel is left. */
  private static void runsCalicoPods(MixedLab lab, String machine) {
    List<String> addresses =
        lab.kubectl(
                "-n",
                "shop",
                "get",
                "pods",
                "-l",
                "app=agent",
                "--field-selector",
                "spec.nodeName=" + machine,
                "-o",
                "jsonpath={.items[*].status.podIP}")
            .lines()
            .toList();
    assertThat(addresses).as(machine).singleElement().asString().startsWith("192.168.");
    for (String asking : MixedEnds.CONTROL_PLANES) {
      lab.exec(
          asking,
          "curl",
          "-sf",
          "-m",
          "3",
          "-o",
          "/dev/null",
          "http://" + addresses.getFirst() + ":8080/hostname");
    }
    lab.exec(
        machine, "curl", "-sf", "-m", "3", "-o", "/dev/null", "http://" + SERVICE + "/hostname");
    lab.exec(machine, "curl", "-skf", "-m", "3", "https://10.96.0.1/livez");
    assertThat(lab.exec(machine, "ip", "-o", "link"))
        .doesNotContain("flannel.1")
        .doesNotContain("cni0");
    for (String save : MixedEnds.RULES) {
      assertThat(lab.exec(machine, save)).as("%s on %s", save, machine).doesNotContain("FLANNEL");
    }
    assertThat(lab.exec(machine, "ls", "/etc/cni/net.d"))
        .contains("10-calico.conflist")
        .doesNotContain("flannel");
  }
}
