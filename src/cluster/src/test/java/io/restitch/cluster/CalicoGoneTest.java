package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.act.CalicoRemoval;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.cluster.objects.ObjectsExport;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.cluster.testing.Likeness;
import io.restitch.core.phases.CalicoRemoved;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** However Calico was installed: all of it goes, nothing else does, and all that goes is copied. */
class CalicoGoneTest {
  private static final List<String> OTHERS = List.of("others", "others-objects");
  private static final String STORED = "stored-crds stored-objects ";
  private static final String V3 = "v3-crds v3-objects v3 v3-mutations ";
  private static final String OPERATOR = "operator-crds operator ";

  @SuppressWarnings("NullAway.Init")
  private ApiServer server;

  @SuppressWarnings("NullAway.Init")
  private Likeness likeness;

  @BeforeEach
  void serve() throws IOException {
    server = new ApiServer();
    likeness = new Likeness(server);
  }

  @AfterEach
  void end() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        STORED + "manifest",
        STORED + "manifest typha",
        STORED + "manifest apiserver",
        STORED + "canal",
        STORED + OPERATOR,
        STORED + OPERATOR + "apiserver",
        V3 + "manifest",
        V3 + OPERATOR,
        STORED + V3 + "manifest apiserver migrating-crds migrating"
      })
  void shouldCopyAllThatGoesAndNothingElse(String installation) throws IOException {
    // given
    SortedSet<String> others = likeness.keep(OTHERS);
    SortedSet<String> calicos = likeness.keep(List.of(installation.split(" ")));

    // when
    SortedSet<String> copied = copied();
    SortedSet<String> gone = gone();

    // then
    assertThat(gone).isEqualTo(calicos);
    assertThat(copied).isEqualTo(calicos);
    assertThat(server.paths()).containsAll(others);
  }

  @Test
  void shouldCopyWhatGoesWithANamespaceOrItsOwner() throws IOException {
    // given
    SortedSet<String> calicos = likeness.keep(List.of((STORED + OPERATOR).split(" ")));
    calicos.add(kept("v1", "ServiceAccount", "calico-typha", "calico-system"));
    calicos.add(kept("apps/v1", "Deployment", "calico-typha", "calico-system"));
    calicos.add(kept("rbac.authorization.k8s.io/v1", "ClusterRole", "tigera-x", ""));
    calicos.add(kept("rbac.authorization.k8s.io/v1", "Role", "tigera-x", "calico-system"));
    calicos.add(kept("networking.k8s.io/v1", "NetworkPolicy", "their-own", "calico-system"));
    String secret = kept("v1", "Secret", "typha-certs", "calico-system");

    // when
    CalicoInventory.Found found = new CalicoInventory(server.api()).look();
    String copy = export();
    SortedSet<String> copied = copied();
    SortedSet<String> gone = gone();

    // then
    assertThat(copied).isEqualTo(calicos);
    assertThat(gone).containsAll(calicos).contains(secret).hasSize(calicos.size() + 1);
    assertThat(found.uncopied())
        .containsKeys(
            "Namespace/calico-system",
            "Namespace/tigera-operator",
            "operator.tigera.io/v1/installations/default")
        .hasEntrySatisfying(
            "Namespace/calico-system", what -> assertThat(what).startsWith("Secrets"));
    assertThat(copy).contains("# Not copied of Namespace/calico-system: Secrets");
  }

  @Test
  void shouldMakeNothingAgainBeforeWhatItNeeds() throws IOException {
    // given
    likeness.keep(List.of((STORED + OPERATOR).split(" ")));

    // when
    List<String> kinds =
        Likeness.documents(export()).stream().map(d -> d.path("kind").asString()).toList();

    // then
    assertThat(kinds.indexOf("Namespace")).isZero();
    assertThat(kinds.indexOf("CustomResourceDefinition")).isLessThan(kinds.indexOf("Installation"));
    assertThat(kinds.lastIndexOf("Installation")).isLessThan(kinds.indexOf("Deployment"));
    assertThat(kinds.lastIndexOf("ClusterRole")).isLessThan(kinds.indexOf("DaemonSet"));
  }

  /** Owned by the Installation, as what the operator makes is. */
  private String kept(String api, String kind, String name, String namespace) {
    String owner =
        server
            .at("/apis/operator.tigera.io/v1/installations/default")
            .at("/metadata/uid")
            .asString();
    JsonNode object =
        Json.tree(
            """
            {"apiVersion": "%s", "kind": "%s",
             "metadata": {"name": "%s" %s, "ownerReferences": [
               {"apiVersion": "operator.tigera.io/v1", "kind": "Installation", "uid": "%s"}]}}
            """
                .formatted(
                    api,
                    kind,
                    name,
                    namespace.isEmpty() ? "" : ", \"namespace\": \"" + namespace + "\"",
                    owner));
    return likeness.keep(object);
  }

  private String export() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ObjectsExport(server.api()).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Where what was copied is. */
  private SortedSet<String> copied() throws IOException {
    List<String> paths =
        new ArrayList<>(Likeness.documents(export()).stream().map(likeness::path).toList());
    assertThat(paths).doesNotHaveDuplicates();
    return new TreeSet<>(paths);
  }

  /** What is no longer there once it is done. */
  private SortedSet<String> gone() {
    SortedSet<String> gone = objects();
    CalicoRemoval removal = new CalicoRemoval(server.api());
    CalicoInventory inventory = new CalicoInventory(server.api());
    CalicoRemoved.inOrder(inventory.look().objects()).forEach(removal::remove);
    gone.removeAll(objects());
    assertThat(inventory.look().objects()).isEmpty();
    return gone;
  }

  private SortedSet<String> objects() {
    return Stream.of(server.paths())
        .flatMap(SortedSet::stream)
        .filter(p -> !p.matches("/apis(/[^/]+/[^/]+)?"))
        .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }
}
