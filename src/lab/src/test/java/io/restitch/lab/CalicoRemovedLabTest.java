package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calico goes without hanging, however it was installed, whatever waits for a controller that is
 * gone; what only has its name stays. All by a user who has the rights that the project asks for,
 * and no more.
 */
@Tag("lab")
class CalicoRemovedLabTest {
  private static final String BEFORE =
      "BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged,WorkersReplaced,"
          + "ControlPlaneConverted,IpamReturned";

  private static final int BLOCKED = 4;

  /** How long it may take to remove everything. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void shouldRemoveWhatHangsAndLeaveWhatIsOfOthers(@TempDir Path home) throws IOException {
    // Given
    try (Lab lab =
        Lab.withSample(
            "--feature-gates=MutatingAdmissionPolicy=true",
            "--runtime-config=admissionregistration.k8s.io/v1beta1=true")) {
      Posted others = new Posted(lab).with("others");
      SortedSet<String> calicos = makeEverythingHang(lab, others);
      lab.kubectl("label", "nodes", "--all", "restitch.io/fabric=flannel");
      Restitch restitch = new Restitch(lab, home).withoutProvider(BEFORE).as("nobody");
      Access.grant(lab::kubectl, "nobody");

      // When
      Commands.Ended unconfirmed = restitch.run("apply", "--yes");
      Commands.Ended list = restitch.run("removal", "--copy", "calico.yaml");
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
      nothingIsLeft(lab, calicos);
      whatIsOfOthersIsThere(lab, others);
      whatWentWasCopied(Files.readString(restitch.file("calico.yaml")), calicos, others);
      assertThat(list.out())
          .containsPattern(
              "Namespace/calico-apiserver +stays +ConfigMap dashboards is not Calico's")
          .doesNotContain("calico-dashboards", "calicoguides", "policy-readers");
    }
  }

  /**
   * Every way of installing it at once, half removed already. Finalizers come before the webhook
   * that nobody answers, and the aggregated API that nobody serves: these let nothing through.
   */
  private static SortedSet<String> makeEverythingHang(Lab lab, Posted others) {
    String cleanup = "tigera.io/operator-cleanup";
    Posted calico =
        new Posted(lab).held(cleanup, "stored-crds", "operator-crds", "v3-crds", "migrating-crds");
    lab.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    others.with("others-objects");
    calico
        .held("projectcalico.org/ippool-finalizer", "stored-objects", "v3-objects", "migrating")
        .held("tigera.io/cni-protector", "operator", "manifest", "typha", "canal")
        .held(cleanup, "v3-mutations", "v3");
    // The definitions' own is there already, and would be put back.
    lab.kubectl(
        "label",
        "apiservice",
        "v3.projectcalico.org",
        "kube-aggregator.kubernetes.io/automanaged-");
    calico.held(cleanup, "apiserver");
    lab.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: dashboards, namespace: calico-apiserver}
        """);
    lab.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: tigera-whatever
          ownerReferences:
          - {apiVersion: operator.tigera.io/v1, kind: Installation, name: default, uid: %s}
        """
            .formatted(
                lab.kubectl("get", "installation", "default", "-o", "jsonpath={.metadata.uid}")));
    calico.names().add("ClusterRole/tigera-whatever");
    lab.kubectl("delete", "namespace", "calico-system", "--wait=false");
    lab.kubectl("delete", "installation", "default", "--wait=false");
    calico.names().remove("Namespace/calico-apiserver");
    return calico.names();
  }

  private static void nothingIsLeft(Lab lab, SortedSet<String> calicos) {
    Await.until(
        LIMIT, "discovery is clean", () -> clean(discovery(lab)), () -> "" + discovery(lab));
    assertThat(lab.kubectl("get", "namespaces", "-o", "name"))
        .doesNotContain("calico-system", "tigera-operator");
    List<String> kinds =
        calicos.stream()
            .map(o -> o.substring(0, o.indexOf('/')))
            .distinct()
            .filter(k -> lab.tryKubectl("get", k, "-A", "-o", "name").status() == 0)
            .toList();
    assertThat(kinds)
        .contains("DaemonSet", "APIService", "MutatingAdmissionPolicy", "ClusterRoleBinding");
    for (String kind : kinds) {
      List<String> left =
          lab.kubectl(
                  "get",
                  kind,
                  "-A",
                  "-o",
                  "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}")
              .lines()
              .map(o -> kind + "/" + (o.startsWith("/") ? o.substring(1) : o))
              .toList();
      assertThat(left).doesNotContainAnyElementsOf(calicos);
    }
  }

  /** Ends badly if an API cannot be discovered. */
  private static Commands.Ended discovery(Lab lab) {
    return lab.tryKubectl("api-resources", "-o", "name");
  }

  private static boolean clean(Commands.Ended discovery) {
    return discovery.status() == 0
        && !discovery.out().contains(".projectcalico.org")
        && !discovery.out().contains("tigera.io");
  }

  private static void whatIsOfOthersIsThere(Lab lab, Posted others) {
    lab.kubectl("-n", "calico-apiserver", "get", "configmap", "dashboards");
    for (String other : others.names()) {
      String[] words = other.split("/");
      String[] get = {"get", words[0], words[words.length - 1]};
      if (words.length == 3) {
        get = new String[] {"-n", words[1], "get", words[0], words[2]};
      }
      lab.kubectl(get);
    }
  }

  /** What was posted, and what Kubernetes made of it under the same names, once each. */
  private static void whatWentWasCopied(String copy, SortedSet<String> calicos, Posted others) {
    List<String> copied = Posted.names(copy);
    assertThat(copied).containsAll(calicos).doesNotContainAnyElementsOf(others.names());
  }
}
