package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.core.Names;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.FlannelManifest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Installs Flannel, the second kube-proxy and copies of Multus for green nodes, and removes them.
 *
 * <ol>
 *   <li>Whoever else installed a Flannel keeps it: a namespace {@code kube-flannel} without our
 *       label is refused, and so are its roles.
 *   <li>The second kube-proxy comes first, then Multus, and Flannel's DaemonSet last; its
 *       annotation says that all before it is there, so that a killed run is repeated.
 *   <li>To remove, the namespace goes last, and all that is in it with it; if it was there before
 *       us, the DaemonSet does.
 * </ol>
 */
public final class FlannelObjects {
  private static final String NAMESPACE = "/api/v1/namespaces/kube-flannel";
  private static final String NAMESPACED = "namespace kube-flannel";
  private static final String MADE =
      "{\"metadata\":{\"annotations\":{\"" + Names.MADE + "\":\"restitch\"}}}";
  private static final String UNMADE =
      "{\"metadata\":{\"annotations\":{\"" + Names.MADE + "\":null}}}";
  private static final List<String> ROLES = List.of("ClusterRoleBinding", "ClusterRole");

  private final Api api;
  private final Parts parts;
  private final SecondKubeProxy secondKubeProxy;
  private final SecondMultus secondMultus;

  public FlannelObjects(Api api) {
    this.api = api;
    this.parts = new Parts(api, Names.PART_FLANNEL);
    this.secondKubeProxy = new SecondKubeProxy(api);
    this.secondMultus = new SecondMultus(api);
  }

  /**
   * Installs it.
   *
   * @throws RestitchException {@code BLOCKED} if another Flannel is there, or a copy cannot be
   *     made, {@code TRANSIENT} while an earlier one still leaves
   */
  public void install(FlannelSpec spec) {
    Optional<JsonNode> there = namespace();
    if (there.isPresent() && !parts.ours(there.get())) {
      throw new RestitchException(
          ErrorCode.BLOCKED,
          "there may be a Flannel already: namespace kube-flannel is not ours",
          "attest FlannelInstalled if it keeps to nodes with restitch.io/fabric=flannel; if the"
              + " namespace is empty: kubectl label namespace kube-flannel restitch.io/part=flannel");
    }
    if (there.isPresent() && there.get().at("/metadata").has("deletionTimestamp")) {
      throw new RestitchException(
          ErrorCode.TRANSIENT, "namespace kube-flannel is still being removed", "");
    }
    for (String kind : ROLES) {
      parts.refuseTaken(
          role(kind),
          kind + " kube-flannel",
          "remove it if nothing uses it any more ('kubectl delete "
              + kind
              + " kube-flannel'); Flannel's own manifest calls its roles flannel");
    }
    secondKubeProxy.install(spec.podCidr());
    secondMultus.install();
    for (JsonNode object : Manifests.objects(FlannelManifest.of(spec))) {
      Manifests.apply(api, object);
      if (there.isEmpty() && object.path("kind").asString().equals("Namespace")) {
        api.require(Call.merge(NAMESPACE, MADE, NAMESPACED));
      }
    }
  }

  /**
   * Lets it go to every node, and takes our marks off: what is left is Flannel as its own manifest
   * installs it. kube-proxy first, then Flannel, and Multus, which needs its configuration, last.
   */
  public void open(FlannelSpec spec) {
    secondKubeProxy.openFirst();
    for (JsonNode object : Manifests.objects(FlannelManifest.open(spec))) {
      Manifests.apply(api, object);
    }
    api.require(Call.merge(NAMESPACE, UNMADE, NAMESPACED));
    secondMultus.open();
  }

  /** Removes the second kube-proxy, when the first is everywhere. */
  public void removeSecondKubeProxy() {
    secondKubeProxy.remove();
  }

  /**
   * Removes what we installed; a namespace that somebody made for us stays, empty, and the rights
   * that he gave in it.
   */
  public void remove() {
    secondKubeProxy.remove();
    secondMultus.remove();
    ROLES.forEach(kind -> parts.remove(role(kind), kind + " kube-flannel"));
    Optional<JsonNode> there = namespace().filter(parts::ours);
    if (there.isEmpty()) {
      return;
    }
    if (there.get().at("/metadata/annotations").has(Names.MADE)) {
      api.ifThere(Call.delete(NAMESPACE, "{}", NAMESPACED));
      return;
    }
    for (String own : List.of("/serviceaccounts/flannel", "/configmaps/kube-flannel-cfg")) {
      api.ifThere(Call.delete(NAMESPACE + own, "{}", "kube-flannel" + own));
    }
    api.ifThere(
        Call.delete(
            "/apis/apps/v1/namespaces/kube-flannel/daemonsets/kube-flannel-ds",
            "{}",
            "DaemonSet kube-flannel-ds"));
  }

  private Optional<JsonNode> namespace() {
    return api.ifThere(Call.get(NAMESPACE, NAMESPACED)).map(Answer::json);
  }

  private static String role(String kind) {
    return "/apis/rbac.authorization.k8s.io/v1/" + kind.toLowerCase(Locale.ROOT) + "s/kube-flannel";
  }
}
