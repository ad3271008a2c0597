package io.restitch.cluster;

import io.restitch.cluster.act.SecondMultus;
import io.restitch.cluster.act.SourcePool;
import io.restitch.cluster.fact.BridgeView;
import io.restitch.cluster.fact.ConfiguredRange;
import io.restitch.cluster.fact.ControllerManagerFacts;
import io.restitch.cluster.fact.GreenCopy;
import io.restitch.cluster.fact.PublishedCluster;
import io.restitch.cluster.fact.ServingRequests;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.cluster.objects.NamedObjects;
import io.restitch.cluster.objects.PolicyObjects;
import io.restitch.core.plan.Settings;
import java.util.ArrayList;
import java.util.List;

/** What each command may need; the roles in {@code templates/access} give exactly this. */
public final class Rights {
  private static final List<String> READ = List.of("list", "watch");
  private static final List<String> FOLLOW = List.of("get", "list", "watch");
  private static final List<String> PATCH = List.of("patch");
  private static final String CALICO = "crd.projectcalico.org";
  private static final String CERTIFICATES = "certificates.k8s.io";
  private static final String CRDS = "apiextensions.k8s.io";
  private static final String RBAC = "rbac.authorization.k8s.io";

  private Rights() {}

  /**
   * To carry out a plan; the roles give no right that is not asked for.
   *
   * @param join how its machines join
   * @param enforcing whether Flannel comes with what enforces policies
   */
  public static List<Right> of(Settings.Join join, boolean enforcing) {
    List<Right> rights = new ArrayList<>(toRead());
    rights.addAll(toApply());
    if (join.how() != Settings.Join.How.NONE) {
      rights.addAll(toJoin());
    }
    if (join.approveServing()) {
      rights.addAll(toApproveServing());
    }
    if (enforcing) {
      rights.addAll(toEnforcePolicies());
    }
    return List.copyOf(rights);
  }

  /** To look and to plan: nothing is changed. */
  public static List<Right> toRead() {
    List<Right> rights = new ArrayList<>();
    add(rights, READ, "", "nodes", "");
    add(rights, READ, "", "pods", "");
    add(rights, READ, "", "persistentvolumes", "");
    add(rights, READ, "policy", "poddisruptionbudgets", "");
    add(rights, READ, "storage.k8s.io", "volumeattachments", "");
    add(rights, READ, "discovery.k8s.io", "endpointslices", "");
    add(rights, READ, "apps", "daemonsets", "");
    add(rights, READ, CERTIFICATES, "certificatesigningrequests", "");
    add(rights, READ, CALICO, "ippools", "");
    add(rights, READ, CALICO, "blockaffinities", "");
    add(rights, READ, "operator.tigera.io", "installations", "");
    add(rights, List.of("list"), "networking.k8s.io", "servicecidrs", "");
    toListPolicies(rights);
    add(rights, List.of("get"), "", "namespaces", "");
    add(rights, FOLLOW, "", "configmaps", "kube-system", ConfiguredRange.KUBEADM);
    add(rights, FOLLOW, "", "configmaps", "kube-system", ConfiguredRange.KUBE_PROXY);
    for (String map : SecondMultus.MAPS) {
      add(rights, List.of("list"), "", "configmaps", "kube-system", map);
    }
    add(rights, READ, "k8s.cni.cncf.io", "network-attachment-definitions", "");
    for (String kind : List.of("kubevirts", "virtualmachines", "virtualmachineinstances")) {
      add(rights, READ, "kubevirt.io", kind, "");
    }
    add(
        rights,
        READ,
        "coordination.k8s.io",
        "leases",
        ControllerManagerFacts.NAMESPACE,
        ControllerManagerFacts.LEASE);
    add(rights, READ, "", "configmaps", Namespaces.OURS, BridgeView.MAP);
    add(rights, READ, "", "configmaps", Namespaces.OURS, BridgeView.PINS);
    String published = PublishedCluster.NAMESPACE;
    add(rights, FOLLOW, "", "configmaps", published, PublishedCluster.NAME);
    add(rights, List.of("get"), "", "services", "default");
    add(rights, List.of("get"), "", "configmaps", Namespaces.OURS);
    add(rights, List.of("get"), "coordination.k8s.io", "leases", Namespaces.OURS);
    add(rights, List.of("get", "list", "watch"), "restitch.io", "migrations", Namespaces.OURS);
    return List.copyOf(rights);
  }

  /** Calico keeps its own in one group or the other. */
  private static void toListPolicies(List<Right> rights) {
    List<String> list = List.of("list");
    add(rights, list, "networking.k8s.io", "networkpolicies", "");
    for (String kind : PolicyObjects.POLICY_API_KINDS) {
      add(rights, list, PolicyObjects.POLICY_API, kind, "");
    }
    for (String group : List.of(CALICO, "projectcalico.org")) {
      PolicyObjects.CALICO.forEach(kind -> add(rights, list, group, kind, ""));
      add(rights, list, group, PolicyObjects.VERSION, "");
    }
  }

  /** To carry out a plan; on top of {@link #toRead}. */
  public static List<Right> toApply() {
    List<Right> rights = new ArrayList<>();
    add(rights, List.of("get", "create", "patch", "delete"), "", "nodes", "");
    add(rights, List.of("create"), "", "pods/eviction", "");
    add(rights, List.of("delete"), "", "pods", "");
    add(rights, PATCH, "", "configmaps", "kube-system", ConfiguredRange.KUBEADM);
    add(rights, PATCH, "", "configmaps", "kube-system", ConfiguredRange.KUBE_PROXY);
    add(rights, List.of("get", "patch"), "apps", "daemonsets", "kube-system", "kube-proxy");
    toFence(rights);
    toInstallFlannel(rights);
    toCopyMultus(rights);
    toBridge(rights);
    add(rights, List.of("get"), "", "nodes/proxy", "");
    add(rights, List.of("get", "create", "patch"), CRDS, "customresourcedefinitions", "");
    add(rights, List.of("create", "patch", "delete"), "", "configmaps", Namespaces.OURS);
    add(rights, List.of("create", "update"), "coordination.k8s.io", "leases", Namespaces.OURS);
    add(
        rights,
        List.of("create", "update", "delete"),
        "restitch.io",
        "migrations",
        Namespaces.OURS);
    add(rights, List.of("update"), "restitch.io", "migrations/status", Namespaces.OURS);
    toBackUp(rights);
    toRemoveCalico(rights);
    return rights.stream().distinct().toList();
  }

  /** What was there is put back whole, so it is replaced and not patched. */
  private static void toFence(List<Right> rights) {
    for (String name : List.of("calico-node", "canal", "csi-node-driver")) {
      add(rights, List.of("update"), "apps", "daemonsets", "", name);
    }
    add(rights, List.of("get", "update"), "operator.tigera.io", "installations", "", "default");
  }

  /**
   * The namespace is made beforehand, so that rights can be given in it alone. Who gives Flannel
   * its rights has to have them (Kubernetes, privilege escalation prevention).
   */
  private static void toInstallFlannel(List<Right> rights) {
    String own = "kube-flannel";
    add(rights, List.of("patch", "delete"), "", "namespaces", "", own);
    add(rights, List.of("create", "patch", "delete"), "", "serviceaccounts", own);
    add(rights, List.of("create", "patch", "delete"), "", "configmaps", own);
    add(rights, List.of("create", "patch", "delete"), "apps", "daemonsets", own);
    for (String resource : List.of("clusterroles", "clusterrolebindings")) {
      add(rights, List.of("create"), RBAC, resource, "");
      add(rights, List.of("get", "patch", "delete"), RBAC, resource, "", "kube-flannel");
    }
    add(rights, List.of("get"), "", "pods", "");
    add(rights, PATCH, "", "nodes/status", "");
    String second = ConfiguredRange.SECOND_KUBE_PROXY;
    add(rights, List.of("create"), "", "configmaps", "kube-system");
    List<String> look = List.of("get", "patch", "delete");
    add(rights, look, "", "configmaps", "kube-system", second);
    add(rights, List.of("create"), "apps", "daemonsets", "kube-system");
    add(rights, look, "apps", "daemonsets", "kube-system", second);
    add(rights, List.of("update"), "apps", "daemonsets", "kube-system", "kube-proxy");
  }

  /** As its own manifests name it; who names it otherwise gives the same rights by those names. */
  private static void toCopyMultus(List<Right> rights) {
    for (String map : SecondMultus.MAPS) {
      add(rights, PATCH, "", "configmaps", "kube-system", map);
      String copy = map + GreenCopy.SUFFIX;
      add(rights, List.of("patch", "delete"), "", "configmaps", "kube-system", copy);
    }
    String set = SecondMultus.DAEMON_SET;
    add(rights, List.of("get", "update"), "apps", "daemonsets", "kube-system", set);
    String copy = set + GreenCopy.SUFFIX;
    add(rights, List.of("patch", "delete"), "apps", "daemonsets", "kube-system", copy);
  }

  /**
   * To let machines join by what runs at their first boot; on top of {@link #toApply}. Bootstrap
   * tokens are made and deleted, and never read; the key they follow from is.
   */
  private static List<Right> toJoin() {
    List<Right> rights = new ArrayList<>();
    add(rights, List.of("create", "deletecollection"), "", "secrets", "kube-system");
    add(rights, List.of("get"), "", "configmaps", "kube-system", "kubelet-config");
    add(rights, List.of("create"), "", "secrets", Namespaces.OURS);
    add(rights, List.of("get"), "", "secrets", Namespaces.OURS, "restitch-join");
    return List.copyOf(rights);
  }

  /** To approve serving certificates; on top of {@link #toApply}, where that is asked for. */
  private static List<Right> toApproveServing() {
    List<Right> rights = new ArrayList<>();
    add(rights, List.of("get"), CERTIFICATES, "certificatesigningrequests", "");
    add(rights, List.of("update"), CERTIFICATES, "certificatesigningrequests/approval", "");
    add(rights, List.of("approve"), CERTIFICATES, "signers", "", ServingRequests.SIGNER);
    return List.copyOf(rights);
  }

  /**
   * To give Flannel's pods what enforces policies in them reads; on top of {@link #toApply}, where
   * that is asked for.
   */
  public static List<Right> toEnforcePolicies() {
    List<Right> rights = new ArrayList<>();
    add(rights, READ, "", "namespaces", "");
    List<String> watch = List.of("watch");
    add(rights, watch, "networking.k8s.io", "networkpolicies", "");
    for (String kind : PolicyObjects.POLICY_API_KINDS) {
      add(rights, watch, PolicyObjects.POLICY_API, kind, "");
    }
    return List.copyOf(rights);
  }

  /** What agents say is read from their logs. */
  private static void toBridge(List<Right> rights) {
    add(rights, PATCH, "", "namespaces", "", Namespaces.OURS);
    add(rights, List.of("create", "patch", "delete"), "apps", "daemonsets", Namespaces.OURS);
    add(rights, PATCH, "", "pods", Namespaces.OURS);
    add(rights, List.of("get"), "", "pods/log", Namespaces.OURS);
    add(rights, List.of("create"), CALICO, "ippools", "");
    add(rights, List.of("patch", "delete"), CALICO, "ippools", "", SourcePool.NAME);
  }

  private static void toBackUp(List<Right> rights) {
    for (String group : CalicoInventory.GROUPS) {
      add(rights, List.of("list"), group, "*", "");
    }
    addNamed(rights, "get");
    add(rights, List.of("list"), RBAC, "roles", "");
    add(rights, List.of("list"), RBAC, "rolebindings", "");
    add(rights, List.of("list"), "", "configmaps", Namespaces.OURS);
  }

  /**
   * Objects of one kind are let go of their finalizers before their definition goes. Calico's
   * namespaces may not be there when rights are given, and what is in them is asked for everywhere.
   */
  private static void toRemoveCalico(List<Right> rights) {
    addNamed(rights, "patch");
    addNamed(rights, "delete");
    List<String> list = List.of("list");
    add(rights, List.of("list", "delete"), CRDS, "customresourcedefinitions", "");
    add(rights, List.of("get", "delete"), "operator.tigera.io", "*", "");
    for (String group : CalicoInventory.GROUPS) {
      add(rights, PATCH, group, "*", "");
    }
    for (String namespace : NamedObjects.NAMESPACES) {
      add(rights, List.of("patch", "delete"), "", "namespaces", "", namespace);
    }
    add(rights, list, RBAC, "clusterroles", "");
    add(rights, list, RBAC, "clusterrolebindings", "");
    for (String kind : List.of("configmaps", "services", "serviceaccounts")) {
      add(rights, list, "", kind, "");
    }
    add(rights, list, "", "persistentvolumeclaims", "");
    add(rights, list, "apps", "deployments", "");
    add(rights, list, "apps", "statefulsets", "");
    add(rights, list, "batch", "jobs", "");
    add(rights, list, "batch", "cronjobs", "");
  }

  private static void addNamed(List<Right> rights, String verb) {
    for (NamedObjects named : NamedObjects.CALICO) {
      String where = named.namespaces().equals(List.of("kube-system")) ? "kube-system" : "";
      named
          .names()
          .forEach(n -> add(rights, List.of(verb), named.group(), named.resource(), where, n));
    }
  }

  private static void add(
      List<Right> rights, List<String> verbs, String group, String resource, String namespace) {
    add(rights, verbs, group, resource, namespace, "");
  }

  private static void add(
      List<Right> rights,
      List<String> verbs,
      String group,
      String resource,
      String namespace,
      String name) {
    verbs.forEach(verb -> rights.add(new Right(verb, group, resource, namespace, name)));
  }
}
