package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While kube-controller-manager allocates pod CIDRs, one outside its range ends it at its next
 * start, and every controller with it.
 */
@Tag("lab")
class CidrTrapLabTest {
  private static final String[] ALLOCATING = {
    "--allocate-node-cidrs=true", "--cluster-cidr=192.168.0.0/16"
  };
  private static final String HELD = "--allocate-node-cidrs=false";

  @Test
  void shouldEndTheRealControllerManagerOnlyWhileItAllocates() {
    // Given
    try (Lab lab = Lab.up(ALLOCATING)) {
      green(lab);

      // When
      String allocating = lab.restartControllerManager(ALLOCATING);
      String held = lab.restartControllerManager(HELD);

      // Then
      System.out.printf("kube-controller-manager: allocating %s, held %s%n", allocating, held);
      assertThat(allocating).isEqualTo("exited");
      assertThat(lab.log("kube-controller-manager"))
          .contains("10.244.7.0/24")
          .contains("out the range of cluster cidr");
      assertThat(held).isEqualTo("alive");
    }
  }

  @Test
  void shouldKeepTheFirstPodCidrThatANodeIsGiven() {
    // Given
    try (Lab lab = Lab.up()) {
      green(lab);

      // When
      Commands.Ended second =
          lab.tryKubectl(
              "patch",
              "node",
              "green-1",
              "--type=strategic",
              "-p",
              "{\"spec\":{\"podCIDR\":\"10.244.8.0/24\",\"podCIDRs\":[\"10.244.8.0/24\"]}}");

      // Then: who is slower learns it from the API server, and can ask whose it is
      assertThat(second.status()).isNotZero();
      assertThat(second.err()).contains("may not change podCIDR except from");
      assertThat(lab.kubectl("get", "node", "green-1", "-o", "jsonpath={.spec.podCIDRs}"))
          .isEqualTo("[\"10.244.7.0/24\"]");
    }
  }

  @Test
  void shouldBlockThePlanWhenTheClusterSaysThatItAllocates(@TempDir Path home) {
    // Given
    try (Lab lab = Lab.up()) {
      lab.sample(Map.of("LAB_SAY_ALLOCATE", "true"));
      green(lab);
      Restitch restitch = new Restitch(lab, home).withSettings(3);

      // When
      Commands.Ended plan = restitch.run("plan");

      // Then
      assertThat(plan.status()).as(plan.out() + plan.err()).isEqualTo(4);
      assertThat(plan.out() + plan.err())
          .contains("--allocate-node-cidrs=true --cluster-cidr=192.168.0.0/16")
          .contains("exits at its next start")
          .contains("set --allocate-node-cidrs=false on every control plane");
      assertThat(lab.audit().byRestitch()).isNotEmpty().allMatch(AuditLog.Line::reads);
    }
  }

  /** A Node as a green machine would be, outside the range. */
  private static void green(Lab lab) {
    lab.apply(
        """
        apiVersion: v1
        kind: Node
        metadata:
          name: green-1
          labels: {restitch.io/fabric: flannel}
          annotations: {kwok.x-k8s.io/node: fake}
        spec: {podCIDR: 10.244.7.0/24, podCIDRs: [10.244.7.0/24]}
        """);
  }
}
