package io.restitch.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.restitch.core.condition.PhaseName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server of objects in a map, on loopback: a Calico cluster of two control planes and two
 * workers. It keeps what it is sent, tells what was changed, and refuses what it is told to.
 */
final class FakeCluster implements AutoCloseable {
  static final String UID = "11111111-2222-3333-4444-555555555555";
  static final String RECORD =
      "/apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations/migration";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final Set<String> LISTS =
      Set.of(
          "/api/v1/persistentvolumes PersistentVolumeList",
          "/api/v1/nodes NodeList",
          "/api/v1/pods PodList",
          "/apis/policy/v1/poddisruptionbudgets PodDisruptionBudgetList",
          "/apis/storage.k8s.io/v1/volumeattachments VolumeAttachmentList",
          "/apis/discovery.k8s.io/v1/endpointslices EndpointSliceList",
          "/apis/apps/v1/daemonsets DaemonSetList",
          "/apis/networking.k8s.io/v1/networkpolicies NetworkPolicyList",
          "/api/v1/configmaps ConfigMapList",
          "/api/v1/namespaces/kube-system/configmaps ConfigMapList",
          "/api/v1/namespaces/kube-public/configmaps ConfigMapList",
          "/api/v1/namespaces/restitch-system/configmaps ConfigMapList",
          "/apis/certificates.k8s.io/v1/certificatesigningrequests CertificateSigningRequestList",
          "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases LeaseList",
          "/apis/crd.projectcalico.org/v1/ippools IPPoolList",
          "/apis/crd.projectcalico.org/v1/blockaffinities BlockAffinityList",
          "/apis/operator.tigera.io/v1/installations InstallationList",
          "/apis/k8s.cni.cncf.io/v1/network-attachment-definitions NetworkAttachmentDefinitionList",
          "/apis/kubevirt.io/v1/kubevirts KubeVirtList",
          "/apis/kubevirt.io/v1/virtualmachines VirtualMachineList",
          "/apis/kubevirt.io/v1/virtualmachineinstances VirtualMachineInstanceList",
          "/apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations MigrationList");

  /** Objects by path. */
  final Map<String, String> objects = new ConcurrentSkipListMap<>();

  /** Requests that changed something, or would have. */
  final List<String> changes = new CopyOnWriteArrayList<>();

  /** Is told of each of them once it is done. */
  volatile Consumer<String> onChange = change -> {};

  /** Rights that the user has not, such as {@code list nodes}. */
  final Set<String> forbidden = ConcurrentHashMap.newKeySet();

  private final AtomicInteger version = new AtomicInteger(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile int refusal;

  FakeCluster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    objects.put("/apis", "{\"groups\":[]}");
    objects.put("/version", "{\"gitVersion\":\"v1.34.3\"}");
    namespace("kube-system", UID);
    namespace("restitch-system", "u-ours");
    objects.put(
        "/apis/networking.k8s.io/v1/servicecidrs",
        "{\"items\":[{\"spec\":{\"cidrs\":[\"10.96.0.0/12\"]}}]}");
    objects.put(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/migrations.restitch.io",
        """
        {"spec":{"versions":[{"name":"v1alpha1","served":true}]},
         "status":{"conditions":[{"type":"Established","status":"True"}]}}
        """);
    objects.put(
        "/apis/crd.projectcalico.org/v1/ippools/default",
        """
        {"apiVersion":"crd.projectcalico.org/v1","kind":"IPPool",
         "metadata":{"name":"default","uid":"u-pool","resourceVersion":"1"},
         "spec":{"cidr":"192.168.0.0/16"}}
        """);
    node("cp-1", "10.0.0.1", "\"node-role.kubernetes.io/control-plane\":\"\"");
    node("cp-2", "10.0.0.4", "\"node-role.kubernetes.io/control-plane\":\"\"");
    node("worker-1", "10.0.0.2", "\"team\":\"shop\"");
    node("worker-2", "10.0.0.3", "\"team\":\"shop\"");
    server.start();
  }

  /** Refuses everything with this HTTP status; 0 refuses nothing. */
  FakeCluster refusing(int status) {
    refusal = status;
    return this;
  }

  /** A ready node with these labels, as JSON without braces. */
  void node(String name, String address, String labels) {
    objects.put(
        "/api/v1/nodes/" + name,
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"name":"%s","uid":"u-%s","resourceVersion":"1",
                     "labels":{"kubernetes.io/hostname":"%s",%s}},
         "spec":{},
         "status":{"addresses":[{"type":"InternalIP","address":"%s"}],
                   "allocatable":{"cpu":"4","memory":"16Gi","pods":"110"},
                   "conditions":[{"type":"Ready","status":"True",
                                  "lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
        """
            .formatted(name, name, name, labels, address));
  }

  /** A record, and nothing of its plan. */
  void record(String spec) {
    objects.put(
        RECORD,
        """
        {"apiVersion":"restitch.io/v1alpha1","kind":"Migration",
         "metadata":{"name":"migration","namespace":"restitch-system","uid":"u-record",
                     "resourceVersion":"1"},
         "spec":%s,"status":{}}
        """
            .formatted(spec));
  }

  /** Every phase of the record's migration but the last is true. */
  void allTrue() {
    allTrueBefore(PhaseName.VERIFIED);
  }

  /** Every phase of the record's migration before this one is true. */
  void allTrueBefore(PhaseName end) {
    ObjectNode record = JSON.readTree(objects.getOrDefault(RECORD, "{}")).deepCopy().asObject();
    ArrayNode conditions = record.withObject("/status").putArray("conditions");
    for (PhaseName phase : PhaseName.values()) {
      if (phase.before(end)) {
        conditions
            .addObject()
            .put("type", phase.condition())
            .put("state", "TRUE")
            .put("reason", "Seen")
            .put("message", "")
            .put("lastTransitionTime", "2026-01-01T00:00:00Z");
      }
    }
    objects.put(RECORD, record.toString());
  }

  String server() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Writes {@code kubeconfig} into a directory. */
  FakeCluster kubeconfig(Path directory) throws IOException {
    kubeconfig(directory, server());
    return this;
  }

  static void kubeconfig(Path directory, String server) throws IOException {
    Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s"}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(server));
  }

  private void namespace(String name, String uid) {
    objects.put(
        "/api/v1/namespaces/" + name,
        "{\"metadata\":{\"name\":\"%s\",\"uid\":\"%s\"}}".formatted(name, uid));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (refusal != 0) {
      send(exchange, refusal, status(refusal, "refused"));
    } else if (path.equals(REVIEW)) {
      send(exchange, 201, review(body));
    } else if (forbidden.contains(right(method, path))) {
      send(exchange, 403, status(403, "cannot " + right(method, path)));
    } else if (method.equals("GET")) {
      get(exchange, path, query.contains("watch=true"));
    } else {
      changes.add(method + " " + path);
      change(exchange, method, path, body);
      onChange.accept(method + " " + path);
    }
  }

  private void get(HttpExchange exchange, String path, boolean watch) throws IOException {
    if (watch) {
      exchange.sendResponseHeaders(200, 0);
      exchange.close();
      return;
    }
    String list = list(path);
    String found = list.isEmpty() ? objects.get(path) : list;
    send(exchange, found == null ? 404 : 200, found == null ? status(404, "not found") : found);
  }

  private String list(String path) {
    for (String known : LISTS) {
      String[] parts = known.split(" ", 2);
      if (parts[0].equals(path)) {
        List<String> items = new ArrayList<>();
        objects.forEach((key, value) -> {
          if (key.startsWith(path + "/") && !key.substring(path.length() + 1).contains("/")) {
            items.add(value);
          }
        });
        String group =
            path.startsWith("/api/") ? "v1" : path.split("/")[2] + "/" + path.split("/")[3];
        return "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[%s]}"
            .formatted(group, parts[1], version.get(), String.join(",", items));
      }
    }
    return "";
  }

  private void change(HttpExchange exchange, String method, String path, String body)
      throws IOException {
    ObjectNode object = JSON.readTree(body.isEmpty() ? "{}" : body).deepCopy().asObject();
    String name = object.at("/metadata/name").asString("");
    String key = (method.equals("POST") ? path + "/" + name : path).replaceFirst("/status$", "");
    if (method.equals("PATCH") && objects.containsKey(key)) {
      send(exchange, 200, objects.getOrDefault(key, "{}"));
      return;
    }
    ObjectNode metadata = object.withObject("/metadata");
    metadata.put("uid", "u-" + name).put("resourceVersion", "" + version.incrementAndGet());
    objects.put(key, object.toString());
    send(exchange, 200, object.toString());
  }

  private String review(String body) {
    JsonNode asked = JSON.readTree(body).at("/spec/resourceAttributes");
    String sub = asked.path("subresource").asString("");
    String right =
        asked.path("verb").asString("")
            + " "
            + asked.path("resource").asString("")
            + (sub.isEmpty() ? "" : "/" + sub);
    return "{\"status\":{\"allowed\":%s}}".formatted(!forbidden.contains(right));
  }

  /** {@code list nodes} for a request, as far as tests forbid it. */
  private static String right(String method, String path) {
    String[] parts = path.split("/");
    boolean collection = LISTS.stream().anyMatch(l -> l.startsWith(path + " "));
    String resource = collection ? parts[parts.length - 1] : parts[Math.max(0, parts.length - 2)];
    String verb =
        switch (method) {
          case "GET" -> collection ? "list" : "get";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "DELETE" -> "delete";
          default -> "patch";
        };
    return verb + " " + resource;
  }

  private static String status(int code, String message) {
    return "{\"kind\":\"Status\",\"code\":%d,\"message\":\"%s\"}".formatted(code, message);
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
