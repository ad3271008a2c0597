package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.restitch.cluster.fact.FabricView;
import io.restitch.core.fact.Change;
import java.util.List;

/**
 * One of the two ConfigMaps that name the pod range, alone among those of its namespace.
 *
 * @param name {@link io.restitch.cluster.fact.ConfiguredRange#KUBEADM} or the other
 * @param fabrics what it is a part of
 */
record Configuration(String name, FabricView fabrics) implements Kind<ConfigMap> {
  @Override
  public String path() {
    return "/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name%3D" + name;
  }

  @Override
  public Class<ConfigMapList> list() {
    return ConfigMapList.class;
  }

  @Override
  public Class<ConfigMap> type() {
    return ConfigMap.class;
  }

  @Override
  public boolean optional() {
    return false;
  }

  @Override
  public List<Change> seen(ConfigMap map) {
    fabrics.configuration(map);
    return fabrics.changed().map(List::of).orElse(List.of());
  }

  @Override
  public List<Change> gone(String key) {
    fabrics.configurationGone(name);
    return fabrics.changed().map(List::of).orElse(List.of());
  }
}
