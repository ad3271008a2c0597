package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.restitch.core.Names;
import io.restitch.core.fact.PodRangeFact;
import io.restitch.core.net.Cidr;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfiguredRangeTest {
  private static final Cidr OLD = Cidr.parse("192.168.0.0/16");
  private static final Cidr NEW = Cidr.parse("10.244.0.0/16");

  private final ConfiguredRange configured = new ConfiguredRange();

  @Test
  void shouldAgreeWhereNothingWasChanged() {
    // given
    configured.take(kubeadm(OLD, false));
    configured.take(proxy(OLD, false));

    // when
    configured.daemonSet("kube-system/kube-proxy", rolledFor(null));

    // then
    assertThat(configured.now()).isEqualTo(new PodRangeFact(OLD, false));
  }

  @Test
  void shouldNotAgreeUntilKubeProxyIsRolledForTheRange() {
    // given
    configured.take(kubeadm(NEW, true));
    configured.take(proxy(NEW, true));
    configured.daemonSet("kube-system/kube-proxy", rolledFor(null));
    PodRangeFact notYet = configured.now();

    // when
    configured.daemonSet("kube-system/kube-proxy", rolledFor(NEW));

    // then
    assertThat(notYet).isEqualTo(new PodRangeFact(null, true));
    assertThat(configured.now()).isEqualTo(new PodRangeFact(NEW, true));
  }

  @Test
  void shouldNotWaitForADaemonSetThatIsNotThere() {
    // given
    configured.take(kubeadm(NEW, true));
    configured.take(proxy(NEW, true));
    configured.daemonSet("kube-system/kube-proxy", rolledFor(OLD));

    // when
    configured.daemonSetGone("kube-system/kube-proxy");

    // then
    assertThat(configured.now().agreed()).isEqualTo(NEW);
  }

  @Test
  void shouldBeChangedWhileOneNoteIsLeft() {
    // given
    configured.take(kubeadm(OLD, false));

    // when
    configured.take(proxy(OLD, true));

    // then
    assertThat(configured.now().changed()).isTrue();
  }

  @Test
  void shouldNotAgreeWhenKubeadmNamesAnother() {
    // given
    configured.take(kubeadm(OLD, false));

    // when
    configured.take(proxy(NEW, false));

    // then
    assertThat(configured.now().agreed()).isNull();
  }

  @Test
  void shouldKnowWhetherKubeProxyRunsAnywhere() {
    // given: none, one, and one that a node selector keeps off all nodes, as eBPF's guide does it
    assertThat(configured.now().kubeProxy()).isFalse();
    configured.daemonSet("kube-system/kube-proxy", scheduled(3, false));
    assertThat(configured.now().kubeProxy()).isTrue();
    configured.daemonSet("kube-system/kube-proxy", scheduled(0, false));
    assertThat(configured.now().kubeProxy()).isFalse();

    // when: it is we who keep it off green nodes, and all are green
    configured.daemonSet("kube-system/kube-proxy", scheduled(0, true));

    // then
    assertThat(configured.now().kubeProxy()).isTrue();
  }

  private static DaemonSet scheduled(int nodes, boolean fenced) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withAnnotations(fenced ? Map.of(Names.FENCE_BEFORE, "{}") : Map.of())
        .endMetadata()
        .withNewStatus()
        .withDesiredNumberScheduled(nodes)
        .endStatus()
        .build();
  }

  private static ConfigMap kubeadm(Cidr range, boolean noted) {
    return map(
        "kubeadm-config", "ClusterConfiguration", "networking:\n  podSubnet: " + range, noted);
  }

  private static ConfigMap proxy(Cidr range, boolean noted) {
    return map("kube-proxy", "config.conf", "clusterCIDR: " + range, noted);
  }

  private static ConfigMap map(String name, String key, String yaml, boolean noted) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withAnnotations(noted ? Map.of(Names.POD_RANGE_BEFORE, "{}") : Map.of())
        .endMetadata()
        .withData(Map.of(key, yaml))
        .build();
  }

  private static DaemonSet rolledFor(@Nullable Cidr range) {
    return new DaemonSetBuilder()
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .withAnnotations(range == null ? Map.of() : Map.of(Names.POD_RANGE, range.toString()))
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }
}
