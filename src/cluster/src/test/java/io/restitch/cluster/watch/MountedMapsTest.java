package io.restitch.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.fact.AddOnsFact.Multus;
import io.restitch.core.fact.AddOnsFact.Setting;
import io.restitch.core.fact.Change;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ConfigMaps are found by what Multus mounts, wherever that is. */
class MountedMapsTest {
  private static final String MAPS = "/api/v1/namespaces/net/configmaps";

  private final ApiServer server;
  private final Eyes eyes = new Eyes(json -> Optional.empty());

  MountedMapsTest() throws IOException {
    server = new ApiServer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldReadWhatMultusMountsAndNothingElse() {
    // given
    server.keep(
        MAPS + "/multus-7f2b",
        """
        {"metadata":{"namespace":"net","name":"multus-7f2b"},
         "data":{"daemon-config.json":"{\\"multusMasterCNI\\":\\"10-calico.conflist\\"}"}}
        """);
    daemonSets().seen(multus());

    // when
    Multus seen = multusIn(new MountedMaps(server.api(), eyes).first());

    // then
    assertThat(server.asked()).containsExactly("GET " + MAPS);
    assertThat(server.asked("GET " + MAPS).getFirst().query())
        .isEqualTo("fieldSelector=metadata.name=multus-7f2b");
    assertThat(seen.calico())
        .extracting(Setting::text)
        .containsExactly("ConfigMap multus-7f2b: multusMasterCNI 10-calico.conflist");
  }

  @Test
  void shouldSayWhatThisUserMayNotRead() {
    // given
    server.answer("GET " + MAPS, 403, "{}");
    daemonSets().seen(multus());

    // when
    Multus seen = multusIn(new MountedMaps(server.api(), eyes).first());

    // then
    assertThat(seen.unread()).containsExactly("ConfigMap net/multus-7f2b");
  }

  @Test
  void shouldReadNothingWithoutAMultus() {
    assertThat(new MountedMaps(server.api(), eyes).first()).isEmpty();
    assertThat(server.asked()).isEmpty();
  }

  private static Multus multusIn(List<Change> changes) {
    return changes.stream()
        .filter(Change.AddOnsSeen.class::isInstance)
        .map(c -> ((Change.AddOnsSeen) c).addOns().multus().getFirst())
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private Kind<DaemonSet> daemonSets() {
    return (Kind<DaemonSet>)
        eyes.kinds().stream()
            .filter(k -> k.type().equals(DaemonSet.class))
            .findFirst()
            .orElseThrow();
  }

  private static DaemonSet multus() {
    return Serialization.unmarshal(
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"namespace":"net","name":"multus"},
         "spec":{"template":{"spec":{
           "containers":[{"name":"m","image":"multus-cni:v4.2.0-thick"}],
           "volumes":[{"name":"c","configMap":{"name":"multus-7f2b"}}]}}}}
        """,
        DaemonSet.class);
  }
}
