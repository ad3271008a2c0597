package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.cluster.fact.AddOnsView;
import io.restitch.core.fact.Change;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Kinds of Multus and KubeVirt that are watched; the API may know none of them. */
final class AddOnKinds {
  private final AddOnsView view = new AddOnsView();

  List<Kind<?>> kinds() {
    return List.of(
        Eyes.configMap(
            AddOnsView.NAMESPACE,
            AddOnsView.CONFIG_MAP,
            map -> after(() -> view.configuration(map)),
            key -> after(view::configurationGone)),
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

  /** Takes a DaemonSet, which others look at as well. */
  List<Change> daemonSet(DaemonSet set) {
    return after(() -> view.daemonSet(Kind.key(set), set));
  }

  /** Forgets it. */
  List<Change> daemonSetGone(String key) {
    return after(() -> view.daemonSetGone(key));
  }

  private List<Change> after(Runnable take) {
    take.run();
    return view.changed().map(List::of).orElse(List.of());
  }
}
