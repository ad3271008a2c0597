package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.fact.ServingRequests;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.Join;
import io.restitch.render.FlannelManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rights of the roles that a plain mission does not use, as {@code rights-beyond-a-mission.txt}
 * lists them under the occasion that does: each is asked for on it. The lab's mission shows that
 * all others are used, and none of these.
 */
class RightsBeyondAMissionTest {
  private static final Path LIST = Path.of("src/test/resources/rights-beyond-a-mission.txt");
  private static final Map<String, List<String>> LISTED = listed();

  /** By the words over them in the list. */
  private static final Map<String, Callable<List<Right>>> OCCASIONS =
      Map.ofEntries(
          Map.entry(
              "kinds that not every cluster has are watched where they are served: KubeClusterPort",
              Occasions::everyKindWatched),
          Map.entry(
              "Service ranges where kubeadm did not write them down: ClusterFacts",
              Occasions::rangesRead),
          Map.entry(
              "policies of Calico where it keeps them in its other group, and their copies in the"
                  + " backup: PolicyObjects, ObjectsExport",
              Occasions::otherGroupRead),
          Map.entry(
              "certificates of kubelets, where workers.approveServingCertificates is on: Hands",
              Occasions::certificateApproved),
          Map.entry(
              "asked for by the API server itself: to give Flannel its own rights, and to approve"
                  + " for a signer",
              RightsBeyondAMissionTest::implied),
          Map.entry(
              "a fence around Calico that is operated, or canal: KubeFabricPort",
              Occasions::fenced),
          Map.entry("a way back: KubeFabricPort", Occasions::wentBack),
          Map.entry(
              "a Multus that names Calico's configuration: KubeFabricPort",
              Occasions::multusCopied),
          Map.entry(
              "a migration in place of one that was rolled back: KubeRecordPort",
              Occasions::begunAnew),
          Map.entry(
              "Calico however it was installed, held by finalizers, in namespaces of its own:"
                  + " KubeFabricPort",
              Occasions::calicoRemoved));

  @Test
  void shouldKnowEveryOccasion() {
    assertThat(LISTED.keySet()).containsExactlyInAnyOrderElementsOf(OCCASIONS.keySet());
  }

  @ParameterizedTest
  @MethodSource("occasions")
  void shouldAskForEachRightOnItsOccasion(String occasion) throws Exception {
    List<Right> asked = Objects.requireNonNull(OCCASIONS.get(occasion)).call();

    assertThat(rights(occasion)).allMatch(right -> asked.stream().anyMatch(right::allows));
  }

  /** Those that a ClusterRole of ours gives to Flannel, and the signer's. */
  private static List<Right> implied() {
    List<Right> rights = new ArrayList<>();
    FlannelSpec flannel = FlannelSpec.of(Settings.DEFAULT);
    FlannelSpec enforcing =
        new FlannelSpec(
            flannel.podCidr(), flannel.made().with(new Settings.Netpol(true, "netpol")));
    Arrays.stream(FlannelManifest.of(enforcing).split("(?m)^---$"))
        .filter(document -> document.contains("kind: ClusterRole\n"))
        .flatMap(role -> Serialization.unmarshal(role, ClusterRole.class).getRules().stream())
        .forEach(rule ->
            rule.getVerbs()
                .forEach(verb ->
                    rule.getResources()
                        .forEach(resource ->
                            rights.add(
                                new Right(verb, rule.getApiGroups().getFirst(), resource, "")))));
    rights.add(new Right("approve", "certificates.k8s.io", "signers", "", ServingRequests.SIGNER));
    return rights;
  }

  private static Stream<String> occasions() {
    return LISTED.keySet().stream();
  }

  private static List<Right> rights(String occasion) {
    Map<String, Right> given =
        Rights.of(new Join(Join.How.DEBIAN, Map.of(), "", true), true).stream()
            .collect(Collectors.toMap(Right::toString, right -> right, (a, b) -> a));
    List<String> lines = Objects.requireNonNull(LISTED.get(occasion));
    assertThat(lines).isNotEmpty().doesNotHaveDuplicates().allMatch(given::containsKey);
    return lines.stream().map(line -> Objects.requireNonNull(given.get(line))).toList();
  }

  private static Map<String, List<String>> listed() {
    Map<String, List<String>> listed = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(LIST)) {
        if (line.startsWith("# ")) {
          lines = new ArrayList<>();
          listed.put(line.substring(2), lines);
        } else if (!line.isEmpty()) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return listed;
  }
}
