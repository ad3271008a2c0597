package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.AddOnsFact;
import io.restitch.core.fact.AddOnsFact.Attachment;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.VirtualMachineFact;
import io.restitch.core.fact.VirtualMachineFact.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of objects as Multus's and KubeVirt's API servers show them. */
class AddOnsViewTest {
  private final AddOnsView view = new AddOnsView(new MultusView());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"calico\",\"ipam\":{\"type\":\"calico-ipam\"}}|WRITTEN|calico,calico-ipam",
        "{\"plugins\":[{\"type\":\"macvlan\",\"ipam\":{\"type\":\"calico-ipam\"}}]}|WRITTEN"
            + "|calico-ipam",
        "{\"type\":\"multus\",\"delegates\":[{\"plugins\":[{\"type\":\"calico\"}]}]}|WRITTEN|calico",
        "{\"type\":\"macvlan\",\"name\":\"calico\"}|WRITTEN|``",
        "``|FILE|``",
        "{\"type\":|UNREADABLE|``"
      })
  void shouldFindCalicoAnywhereInAConfiguration(
      String config, Attachment.Kind kind, String calico) {
    // when
    view.attachment("shop/net1", definition(config));

    // then
    assertThat(now().attachments())
        .singleElement()
        .satisfies(a -> {
          assertThat(a.ref()).isEqualTo(new ObjectRef("shop", "net1"));
          assertThat(a.kind()).isEqualTo(kind);
          assertThat(String.join(",", a.calico())).isEqualTo(calico);
        });
  }

  @Test
  void shouldPutAVirtualMachineTogether() {
    // given
    view.kubeVirt(
        "kubevirt/kubevirt",
        resource(
            "KubeVirt",
            "kubevirt",
            "kubevirt",
            "\"spec\":{\"configuration\":{\"evictionStrategy\":\"LiveMigrate\"}}"));
    view.machine(
        "shop/db", resource("VirtualMachine", "shop", "db", "\"spec\":{\"running\":true}"));
    view.instance("shop/db", instance("\"spec\":{}", "DisksNotLiveMigratable"));

    // then
    assertThat(now().machines())
        .containsExactly(
            new VirtualMachineFact(
                new ObjectRef("shop", "db"),
                "worker-1",
                Strategy.LIVE_MIGRATE,
                "DisksNotLiveMigratable",
                false,
                "Always"));
  }

  @Test
  void shouldTakeTheVirtualMachinesOwnStrategyAndItsBridge() {
    // given
    view.machine(
        "shop/db",
        resource("VirtualMachine", "shop", "db", "\"spec\":{\"runStrategy\":\"Manual\"}"));
    view.instance(
        "shop/db",
        instance(
            """
            "spec":{"evictionStrategy":"LiveMigrateIfPossible",
              "networks":[{"name":"default","pod":{}}],
              "domain":{"devices":{"interfaces":[{"name":"default","bridge":{}}]}}}
            """,
            ""));

    // then
    assertThat(now().machines())
        .containsExactly(
            new VirtualMachineFact(
                new ObjectRef("shop", "db"),
                "worker-1",
                Strategy.LIVE_MIGRATE_IF_POSSIBLE,
                "",
                true,
                "Manual"));
  }

  @Test
  void shouldForgetWhatIsGoneAndTellOnlyWhatIsNew() {
    // given
    view.attachment("shop/net1", definition(""));
    assertThat(view.changed()).isPresent();
    assertThat(view.changed()).isEmpty();

    // when
    view.attachmentGone("shop/net1");

    // then
    assertThat(now()).isEqualTo(AddOnsFact.NONE);
  }

  private AddOnsFact now() {
    return ((Change.AddOnsSeen) view.changed().orElseThrow()).addOns();
  }

  private static GenericKubernetesResource definition(String config) {
    return resource(
        "NetworkAttachmentDefinition",
        "shop",
        "net1",
        "\"spec\":{\"config\":" + Serialization.asJson(config) + "}");
  }

  private static GenericKubernetesResource instance(String spec, String obstacle) {
    String condition =
        obstacle.isEmpty()
            ? "{\"type\":\"LiveMigratable\",\"status\":\"True\"}"
            : "{\"type\":\"LiveMigratable\",\"status\":\"False\",\"reason\":\"" + obstacle + "\"}";
    return Serialization.unmarshal(
        """
        {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance",
         "metadata":{"namespace":"shop","name":"db","ownerReferences":[
           {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","name":"db","uid":"u"}]},
         %s,"status":{"nodeName":"worker-1","conditions":[%s]}}
        """
            .formatted(spec, condition),
        GenericKubernetesResource.class);
  }

  private static GenericKubernetesResource resource(
      String kind, String namespace, String name, String spec) {
    return Serialization.unmarshal(
        """
        {"apiVersion":"v1","kind":"%s","metadata":{"namespace":"%s","name":"%s"},%s}
        """
            .formatted(kind, namespace, name, spec),
        GenericKubernetesResource.class);
  }
}
