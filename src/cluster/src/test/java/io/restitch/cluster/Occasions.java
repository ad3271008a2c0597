package io.restitch.cluster;

import io.restitch.cluster.act.Hands;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Retries;
import io.restitch.cluster.fact.ClusterFacts;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.cluster.objects.NamedObjects;
import io.restitch.cluster.objects.ObjectsExport;
import io.restitch.cluster.objects.PolicyObjects;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.action.ClusterAction.ApproveServingCertificate;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.policy.Ledger;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What restitch does in a cluster that is another one than a plain mission's, or takes another way:
 * what it asked for meanwhile.
 */
final class Occasions {
  private static final String SYSTEM = "/api/v1/namespaces/kube-system/";
  private static final String SETS = "/apis/apps/v1/namespaces/kube-system/daemonsets/";
  private static final FlannelSpec FLANNEL = FlannelSpec.of(Settings.DEFAULT);
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private Occasions() {}

  /** Something done at an API server. */
  private interface Doing {
    void at(ApiServer server, Api api) throws IOException;
  }

  private static List<Right> asked(Doing doing) throws IOException {
    try (ApiServer server = new ApiServer()) {
      doing.at(server, server.api());
      return server.requests().stream()
          .flatMap(a -> Asking.rights(a.method(), a.path(), a.query(), a.type()).stream())
          .toList();
    }
  }

  /** Every kind is served, and nothing is there. */
  static List<Right> everyKindWatched() throws IOException, InterruptedException {
    String nothing = "{\"metadata\":{\"uid\":\"c\",\"resourceVersion\":\"1\"},\"items\":[]}";
    List<String> optional =
        List.of(
            "installations",
            "network-attachment-definitions",
            "kubevirts",
            "virtualmachines",
            "virtualmachineinstances");
    Map<String, CountDownLatch> watched =
        optional.stream().collect(Collectors.toMap(k -> k, k -> new CountDownLatch(1)));
    try (FakeApi fake =
        new FakeApi(
            request -> {
              watched.forEach((kind, latch) -> {
                if (request.contains("/" + kind + "?") && request.contains("watch=true")) {
                  latch.countDown();
                }
              });
              return new FakeApi.Reply(200, nothing);
            },
            new Retries(Duration.ofMillis(1)))) {
      var record = new KubeRecordPort(fake.api(), new NoPlans(), () -> 0L, "1");
      try (var watch = new KubeClusterPort(fake.api(), record, CLOCK).watch(changes -> {})) {
        for (CountDownLatch latch : watched.values()) {
          latch.await(20, TimeUnit.SECONDS);
        }
        return fake.asked.stream().flatMap(line -> Asking.rights(line).stream()).toList();
      }
    }
  }

  /** kubeadm wrote nothing down, and there are no ServiceCIDRs. */
  static List<Right> rangesRead() throws IOException {
    return asked((server, api) -> {
      server.keep("/api/v1/namespaces/kube-system", "{}").keep("/version", "{}");
      ClusterFacts.read(api);
    });
  }

  /** Calico's kinds are in {@code projectcalico.org}, and nothing else shows them. */
  static List<Right> otherGroupRead() throws IOException {
    return asked((server, api) -> {
      String kinds =
          Arrays.stream(PolicyKind.values())
              .filter(PolicyKind::ofCalico)
              .map(kind -> kind.word().replace("Calico ", ""))
              .filter(kind -> !kind.contains(" "))
              .map(Occasions::listable)
              .collect(Collectors.joining(","));
      served(server, "projectcalico.org", kinds + "," + listable("ClusterInformation"));
      new PolicyObjects(api).look();
      new ObjectsExport(api).writeTo(OutputStream.nullOutputStream());
    });
  }

  private static String listable(String kind) {
    String plural = kind.toLowerCase(Locale.ROOT).replaceFirst("y$", "ie") + "s";
    return "{\"name\":\"%s\",\"kind\":\"%s\",\"verbs\":[\"list\"]}".formatted(plural, kind);
  }

  private static void served(ApiServer server, String group, String resources) {
    server
        .keep(
            "/apis",
            "{\"groups\":[{\"name\":\"%s\",\"preferredVersion\":{\"version\":\"v1\"}}]}"
                .formatted(group))
        .keep("/apis/" + group + "/v1", "{\"resources\":[" + resources + "]}");
  }

  /** A kubelet waits for the certificate it serves with. */
  static List<Right> certificateApproved() throws IOException {
    return asked((server, api) -> {
      String request = "/apis/certificates.k8s.io/v1/certificatesigningrequests/csr-1";
      server
          .keep(request, "{\"metadata\":{\"name\":\"csr-1\",\"uid\":\"u-1\"}}")
          .answer("PUT " + request + "/approval", 200, "{}");
      new Hands(api, Optional::empty, CLOCK)
          .perform(new ApproveServingCertificate("csr-1", "u-1", "worker-1"));
    });
  }

  /** Calico's DaemonSets of each manifest, and one of the operator's. */
  static List<Right> fenced() throws IOException {
    return asked((server, api) -> {
      for (String set : List.of("canal", "csi-node-driver")) {
        server.keep(SETS + set, daemonSet("kube-system", set, ""));
      }
      String owner =
          ",\"ownerReferences\":[{\"apiVersion\":\"operator.tigera.io/v1\",\"name\":\"default\"}]";
      server
          .keep(
              "/apis/apps/v1/namespaces/calico-system/daemonsets/calico-node",
              daemonSet("calico-system", "calico-node", owner))
          .keep(
              "/apis/operator.tigera.io/v1/installations/default",
              "{\"metadata\":{\"name\":\"default\"},\"spec\":{}}");
      new KubeFabricPort(api).perform(new FabricAction.SetFence(true));
    });
  }

  private static String daemonSet(String namespace, String name, String metadata) {
    return """
    {"metadata":{"name":"%1$s","namespace":"%2$s"%3$s},
     "spec":{"template":{"metadata":{"labels":{"k8s-app":"%1$s"}},"spec":{}}}}
    """
        .formatted(name, namespace, metadata);
  }

  /** A namespace that was there before, and one of ours. */
  static List<Right> wentBack() throws IOException {
    return asked((server, api) -> {
      KubeFabricPort fabric = new KubeFabricPort(api);
      for (String made : List.of("", "\"restitch.io/made\":\"restitch\"")) {
        server.keep(
            "/api/v1/namespaces/kube-flannel",
            """
            {"metadata":{"labels":{"restitch.io/part":"flannel"},"annotations":{%s}}}
            """
                .formatted(made));
        for (String role : List.of("clusterroles", "clusterrolebindings")) {
          server.keep(
              "/apis/rbac.authorization.k8s.io/v1/" + role + "/kube-flannel",
              "{\"metadata\":{\"uid\":\"r\",\"labels\":{\"restitch.io/part\":\"flannel\"}}}");
        }
        fabric.perform(new FabricAction.RemoveFlannel());
      }
    });
  }

  /** A Multus with either name of its ConfigMap, there and back, and there for good. */
  static List<Right> multusCopied() throws IOException {
    return asked((server, api) -> {
      KubeFabricPort fabric = new KubeFabricPort(api);
      for (String map : List.of("multus-daemon-config", "multus-cni-config")) {
        server
            .keep(SETS + "kube-multus-ds", multus(map))
            .keep(
                SYSTEM + "configmaps/" + map,
                """
                {"metadata":{"name":"%s","namespace":"kube-system"},
                 "data":{"daemon-config.json":"{\\"clusterNetwork\\": \\"k8s-pod-network\\"}"}}
                """
                    .formatted(map));
        fabric.perform(new FabricAction.InstallFlannel(FLANNEL));
        fabric.perform(new FabricAction.RemoveFlannel());
        fabric.perform(new FabricAction.InstallFlannel(FLANNEL));
        fabric.perform(new FabricAction.OpenFabric(FLANNEL));
      }
    });
  }

  private static String multus(String map) {
    return """
    {"metadata":{"name":"kube-multus-ds","namespace":"kube-system"},
     "spec":{"selector":{"matchLabels":{"name":"multus"}},
       "template":{"metadata":{"labels":{"name":"multus"}},
         "spec":{"containers":[{"name":"kube-multus","image":"multus-cni:snapshot",
                                "command":["/usr/src/multus-cni/bin/multus-daemon"]}],
                 "volumes":[{"name":"cni","hostPath":{"path":"/etc/cni/net.d"}},
                            {"name":"config","configMap":{"name":"%s","items":
                               [{"key":"daemon-config.json","path":"daemon-config.json"}]}}]}}}}
    """
        .formatted(map);
  }

  /** The same plan is approved again after its migration was rolled back. */
  static List<Right> begunAnew() throws IOException {
    return asked((server, api) -> {
      server
          .keep("/api/v1/namespaces/restitch-system", "{}")
          .keep(
              "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/migrations.restitch.io",
              "{\"spec\":{\"versions\":[{\"name\":\"v1alpha1\",\"served\":true}]},"
                  + "\"status\":{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}}")
          .keep("/apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations", "{}");
      KubeRecordPort record = new KubeRecordPort(api, new NoPlans(), () -> 1L, "1");
      Plan plan =
          new Plan(
              "cluster",
              Settings.DEFAULT,
              new Plan.Before(null, false),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              Map.of(),
              Ledger.NONE);
      record.approve(plan, "aaa");
      record.perform(
          new RecordCondition(
              new Condition(
                  PhaseName.BACKED_UP, Condition.Status.UNDONE, "Seen", "", Instant.EPOCH)));
      record.intend(Intent.ROLLBACK);
      record.approve(plan, "aaa");
    });
  }

  /**
   * All that Calico may be made of, each held by a finalizer, and objects of each of its groups:
   * copied, and removed.
   */
  static List<Right> calicoRemoved() throws IOException {
    return asked((server, api) -> {
      for (NamedObjects named : NamedObjects.CALICO) {
        for (String namespace : named.namespaces()) {
          named.names().forEach(name -> server.keep(named.path(namespace, name), held(name)));
        }
      }
      for (String namespace : NamedObjects.NAMESPACES) {
        server.keep("/api/v1/namespaces/" + namespace, held(namespace));
      }
      for (String group : CalicoInventory.GROUPS) {
        defined(server, group);
      }
      String operated = "/apis/operator.tigera.io/v1/things";
      served(server, "operator.tigera.io", listable("Thing"));
      server.keep(operated + "/one", held("one"));
      server.keep(
          "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
          """
          {"items":[{"metadata":{"name":"canal-flannel"},
                     "roleRef":{"kind":"ClusterRole","name":"flannel"}}]}
          """);
      new ObjectsExport(api).writeTo(OutputStream.nullOutputStream());
      KubeFabricPort fabric = new KubeFabricPort(api);
      new CalicoInventory(api)
          .look().objects().stream()
              .sorted(Comparator.comparing(Occasions::turn))
              .forEach(object -> fabric.perform(new FabricAction.RemoveCalicoObject(object)));
    });
  }

  /** What others go with goes after them. */
  private static int turn(String object) {
    return object.startsWith("operator.tigera.io/")
        ? 0
        : object.startsWith("CustomResourceDefinition/")
            ? 2
            : object.startsWith("Namespace/") ? 3 : 1;
  }

  /** A definition, and an object of its kind that is on its way and does not get there. */
  private static void defined(ApiServer server, String group) {
    String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    server.keep(
        crds,
        CalicoInventory.GROUPS.stream()
            .map(g -> "{\"metadata\":{\"name\":\"things." + g + "\"}}")
            .collect(Collectors.joining(",", "{\"items\":[", "]}")));
    server.keep(
        crds + "/things." + group,
        """
        {"metadata":{"name":"things.%1$s"},
         "spec":{"group":"%1$s","names":{"plural":"things"},
                 "versions":[{"name":"v1","served":true,"storage":true}]}}
        """
            .formatted(group));
    server.keep("/apis/" + group + "/v1/things", "{\"items\":[" + held("one") + "]}");
    server.keep("/apis/" + group + "/v1/things/one", held("one"));
  }

  private static String held(String name) {
    return """
    {"metadata":{"name":"%s","deletionTimestamp":"2026-01-01T00:00:00Z",
                 "finalizers":["projectcalico.org/held"]},
     "spec":{"service":{"name":"calico-api"}}}
    """
        .formatted(name);
  }

  /** Plans are not looked into here. */
  private static final class NoPlans implements PlanCodec {
    @Override
    public String write(Plan plan) {
      return "";
    }

    @Override
    public Plan read(String document) {
      throw new AssertionError("no plan is read");
    }

    @Override
    public String settings(Plan plan) {
      return "{}";
    }
  }
}
