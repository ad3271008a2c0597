package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calico goes without hanging, whatever waits for a controller that is gone; what only has its name
 * stays. All by a user who has the rights that the project asks for, and no more.
 */
@Tag("lab")
class CalicoRemovedLabTest {
  private static final Path OBJECTS = Path.of("src/test/resources/calico-removal").toAbsolutePath();
  private static final String BEFORE =
      "BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged,WorkersReplaced,"
          + "ControlPlaneConverted,IpamReturned";

  private static final int BLOCKED = 4;

  /** How long it may take to remove everything. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void shouldRemoveWhatHangsAndLeaveWhatIsOfOthers(@TempDir Path home) throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      makeEverythingHang(lab);
      lab.kubectl("label", "nodes", "--all", "restitch.io/fabric=flannel");
      Restitch restitch = new Restitch(lab, home).withoutProvider(BEFORE).as("nobody");
      Access.grant(lab::kubectl, "nobody");

      // When
      Commands.Ended unconfirmed = restitch.run("apply", "--yes");
      Commands.Ended list = restitch.run("removal");
      Instant begin = Instant.now();
      Commands.Ended applied =
          restitch.run("apply", "--yes", "--confirm-removal", "--until", "CalicoRemoved");

      // Then
      Duration took = Duration.between(begin, Instant.now());
      assertThat(unconfirmed.status()).as(unconfirmed.err()).isEqualTo(BLOCKED);
      assertThat(unconfirmed.err()).contains("Calico's removal waits for your word");
      assertThat(list.status()).as(list.err()).isZero();
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      long goes = list.out().lines().filter(l -> l.contains(" goes ")).count();
      System.out.printf("%d of Calico's objects removed in %d s%n", goes, took.toSeconds());
      assertThat(took).isLessThan(LIMIT);
      nothingOfCalicoIsLeft(lab);
      whatIsOfOthersIsThere(lab);
      assertThat(list.out())
          .containsPattern(
              "Namespace/calico-apiserver +stays +ConfigMap dashboards is not Calico's")
          .doesNotContain("calico-dashboards", "calicoguides", "policy-readers");
    }
  }

  private static void makeEverythingHang(Lab lab) {
    apply(lab, "definitions.yaml");
    lab.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    apply(lab, "stuck.yaml");
    apply(lab, "others.yaml");
    String installation =
        lab.kubectl("get", "installation", "default", "-o", "jsonpath={.metadata.uid}");
    lab.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: tigera-whatever
          ownerReferences:
          - {apiVersion: operator.tigera.io/v1, kind: Installation, name: default, uid: %s}
        """
            .formatted(installation));
    apply(lab, "webhook.yaml");
    lab.kubectl("delete", "namespace", "calico-system", "--wait=false");
    lab.kubectl("delete", "installation", "default", "--wait=false");
  }

  private static void apply(Lab lab, String file) {
    lab.kubectl("apply", "-f", OBJECTS.resolve(file).toString());
  }

  /** As the access page says: namespaces first, then the roles, then their bindings. */
  private static void nothingOfCalicoIsLeft(Lab lab) {
    assertThat(lab.kubectl("api-resources", "-o", "name"))
        .doesNotContain("projectcalico.org", "tigera.io");
    assertThat(lab.kubectl("get", "crd", "-o", "name"))
        .doesNotContain("projectcalico.org", "tigera.io");
    assertThat(lab.kubectl("get", "namespaces", "-o", "name"))
        .doesNotContain("calico-system", "tigera-operator");
    assertThat(lab.kubectl("get", "clusterroles,clusterrolebindings", "-o", "name"))
        .doesNotContain("calico", "tigera", "canal", "/flannel\n");
    assertThat(
            lab.kubectl(
                "get", "validatingwebhookconfigurations,apiservices,csidrivers", "-o", "name"))
        .doesNotContain("calico", "tigera");
    assertThat(
            lab.kubectl(
                "-n", "kube-system", "get", "daemonsets,deployments,serviceaccounts", "-o", "name"))
        .doesNotContain("calico");
  }

  private static void whatIsOfOthersIsThere(Lab lab) {
    lab.kubectl("-n", "kube-system", "get", "configmap", "calico-dashboards");
    lab.kubectl("-n", "calico-apiserver", "get", "configmap", "dashboards");
    lab.kubectl("get", "calicoguide", "how-to-leave");
    lab.kubectl("get", "clusterrole", "policy-readers");
  }
}
