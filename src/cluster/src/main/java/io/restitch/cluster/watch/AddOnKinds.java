package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.restitch.cluster.fact.AddOnsView;
import io.restitch.cluster.fact.MultusView;
import io.restitch.core.fact.Change;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Kinds of Multus and KubeVirt that are watched; the API may know none of them. */
final class AddOnKinds {
  private final AddOnsView view;

  AddOnKinds(MultusView multus) {
    this.view = new AddOnsView(multus);
  }

  List<Kind<?>> kinds() {
    return List.of(
        custom(
            "/apis/k8s.cni.cncf.io/v1/network-attachment-definitions",
            view::attachment,
            view::attachmentGone),
        custom("/apis/kubevirt.io/v1/kubevirts", view::kubeVirt, view::kubeVirtGone),
        custom("/apis/kubevirt.io/v1/virtualmachines", view::machine, view::machineGone),
        custom("/apis/kubevirt.io/v1/virtualmachineinstances", view::instance, view::instanceGone));
  }

  private Kind<GenericKubernetesResource> custom(
      String path, BiConsumer<String, GenericKubernetesResource> seen, Consumer<String> gone) {
    return Eyes.custom(
        path,
        object -> after(() -> seen.accept(Kind.key(object), object)),
        key -> after(() -> gone.accept(key)));
  }

  /** What follows from what Multus's view was told. */
  List<Change> changed() {
    return view.changed().map(List::of).orElse(List.of());
  }

  private List<Change> after(Runnable take) {
    take.run();
    return changed();
  }
}
