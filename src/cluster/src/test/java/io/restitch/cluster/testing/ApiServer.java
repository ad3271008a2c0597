package io.restitch.cluster.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Retries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps objects by path, with UIDs and resourceVersions as the real one does, and remembers what it
 * was asked. An answer that a test prepared for a request comes first, once.
 */
public final class ApiServer implements AutoCloseable {
  /** One request: method, path with query, body and content type. */
  public record Asked(String method, String path, String query, String type, JsonNode body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private record Prepared(int code, String body, Runnable first) {}

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();
  private final Map<String, Deque<Prepared>> prepared = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final Api api;
  private int version = 100;

  public ApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    ConfigBuilder config = new ConfigBuilder(Config.empty()).withMasterUrl(url);
    api =
        new Api(
            new KubernetesClientBuilder()
                .withConfig(config.withRequestRetryBackoffLimit(0).build())
                .build(),
            new Retries(Duration.ofMillis(1)));
  }

  /** A client of it. */
  public Api api() {
    return api;
  }

  /** What it was asked, in order: {@code PUT /api/v1/nodes/a}. */
  public List<String> asked() {
    return asked.stream().map(Asked::toString).toList();
  }

  /** What it was asked, in order, whole. */
  public List<Asked> requests() {
    return List.copyOf(asked);
  }

  /** The requests of one kind, whole. */
  public List<Asked> asked(String methodAndPath) {
    return asked.stream().filter(a -> a.toString().equals(methodAndPath)).toList();
  }

  /** The next request of this kind is answered so, instead of being carried out. */
  public ApiServer answer(String methodAndPath, int code, String body) {
    return prepare(methodAndPath, new Prepared(code, body, () -> {}));
  }

  /** Before the next request of this kind is carried out, something else happens. */
  public ApiServer before(String methodAndPath, Runnable first) {
    return prepare(methodAndPath, new Prepared(0, "", first));
  }

  /** Before the next request of this kind comes, something else happens; then it is answered so. */
  public ApiServer lost(String methodAndPath, Runnable first, int code, String body) {
    return prepare(methodAndPath, new Prepared(code, body, first));
  }

  private ApiServer prepare(String methodAndPath, Prepared answer) {
    prepared.computeIfAbsent(methodAndPath, k -> new ArrayDeque<>()).add(answer);
    return this;
  }

  /** Keeps an object; gives it a UID if it has none. */
  public synchronized ApiServer keep(String path, String json) {
    store(path, (ObjectNode) Json.tree(json));
    return this;
  }

  /** Somebody else deletes an object. */
  public void forget(String path) {
    objects.remove(path);
  }

  /** The object at a path; empty if there is none. */
  public JsonNode at(String path) {
    ObjectNode found = objects.get(path);
    return found == null ? Json.tree("{}") : found;
  }

  /** Where all objects are. */
  public SortedSet<String> paths() {
    return new TreeSet<>(objects.keySet());
  }

  private ObjectNode store(String path, ObjectNode object) {
    ObjectNode metadata = object.withObject("/metadata");
    if (!metadata.has("uid")) {
      metadata.put("uid", "uid-" + ++version);
    }
    metadata.put("resourceVersion", String.valueOf(++version));
    objects.put(path, object);
    return object;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = exchange.getRequestURI().getQuery();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    Asked request =
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query == null ? "" : query,
            type == null ? "" : type,
            Json.tree(text));
    asked.add(request);
    Deque<Prepared> queue = prepared.getOrDefault(request.toString(), new ArrayDeque<>());
    Prepared first = queue.poll();
    if (first != null) {
      first.first().run();
    }
    Prepared answer = first != null && first.code() != 0 ? first : carryOut(request);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.code(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Prepared carryOut(Asked a) {
    String path = a.path().replaceFirst("/status$", "");
    ObjectNode old = objects.get(path);
    return switch (a.method()) {
      case "POST" -> {
        String at = path + "/" + a.body().at("/metadata/name").asString("");
        yield objects.containsKey(at)
            ? status(409, "AlreadyExists")
            : ok(store(at, (ObjectNode) a.body().deepCopy()));
      }
      case "GET" -> old == null ? list(path, a.query()) : ok(old);
      case "PUT" ->
          old != null && same(old, a.body(), "/metadata/resourceVersion", a.body())
              ? ok(store(path, replaced(old, a)))
              : status(409, "the object has been modified");
      case "PATCH" -> patch(path, old, a);
      default -> delete(path, old, a);
    };
  }

  /** Of all namespaces too; of a kind that there is nothing of, it knows nothing. */
  private Prepared list(String path, String query) {
    String selector = "fieldSelector=metadata.name=";
    String name = query.startsWith(selector) ? query.substring(selector.length()) : "";
    String only = name.replaceFirst("&.*", "");
    String kind = path.substring(path.lastIndexOf('/') + 1);
    String base = path.substring(0, path.lastIndexOf('/'));
    Pattern one = Pattern.compile("\\Q" + base + "\\E/(namespaces/[^/]+/)?" + kind + "/[^/]+");
    ObjectNode list = (ObjectNode) Json.tree("{\"metadata\":{\"resourceVersion\":\"1\"}}");
    var items = list.putArray("items");
    new TreeMap<>(objects)
        .forEach((at, object) -> {
          if (one.matcher(at).matches() && (only.isEmpty() || at.endsWith("/" + only))) {
            items.add(object);
          }
        });
    boolean known = !items.isEmpty() || !only.isEmpty() || kind.equals("daemonsets");
    return known ? ok(list) : status(404, "not found");
  }

  private static ObjectNode replaced(ObjectNode old, Asked a) {
    ObjectNode next = (ObjectNode) old.deepCopy();
    boolean status = a.path().endsWith("/status");
    String part = status ? "status" : "spec";
    next.set(part, a.body().path(part).deepCopy());
    JsonNode annotations = a.body().at("/metadata/annotations");
    if (!status && annotations.isObject()) {
      next.withObject("/metadata").set("annotations", annotations.deepCopy());
    }
    return next;
  }

  private Prepared patch(String path, @Nullable ObjectNode old, Asked a) {
    boolean apply = a.type().contains("apply");
    if (old == null) {
      return apply ? ok(store(path, (ObjectNode) a.body().deepCopy())) : status(404, "not found");
    }
    boolean wanted =
        same(old, a.body(), "/metadata/resourceVersion", old)
            && same(old, a.body(), "/metadata/uid", old);
    if (!wanted) {
      return status(409, "the object has been modified");
    }
    ObjectNode next = (ObjectNode) old.deepCopy();
    merge(next, a.body());
    return ok(store(path, next));
  }

  /** Whether the other names no such field, or the same value. */
  private static boolean same(JsonNode old, JsonNode other, String field, JsonNode otherwise) {
    String wanted = other.at(field).asString(otherwise.at(field).asString(""));
    return old.at(field).asString("").equals(wanted);
  }

  private static void merge(ObjectNode into, JsonNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue().isNull()) {
        into.remove(field.getKey());
      } else if (field.getValue().isObject()) {
        merge(
            into.withObject("/" + field.getKey().replace("~", "~0").replace("/", "~1")),
            field.getValue());
      } else {
        into.set(field.getKey(), field.getValue().deepCopy());
      }
    }
  }

  private Prepared delete(String path, @Nullable ObjectNode old, Asked a) {
    if (old == null) {
      return status(404, "not found");
    }
    String uid = a.body().at("/preconditions/uid").asString(old.at("/metadata/uid").asString());
    if (!uid.equals(old.at("/metadata/uid").asString(""))) {
      return status(409, "Precondition failed: UID in precondition");
    }
    String now = old.at("/metadata/resourceVersion").asString("");
    if (!a.body().at("/preconditions/resourceVersion").asString(now).equals(now)) {
      return status(409, "Precondition failed: ResourceVersion in precondition");
    }
    remove(path);
    return ok(old);
  }

  private void remove(String path) {
    ObjectNode gone = objects.remove(path);
    if (gone != null) {
      goesWith(path, gone).forEach(this::remove);
    }
  }

  /** What is in a namespace, of a defined kind, or owned by what is deleted. */
  private List<String> goesWith(String path, ObjectNode gone) {
    String name = gone.at("/metadata/name").asString("");
    JsonNode spec = gone.path("spec");
    String group = "/apis/" + spec.path("group").asString("") + "/";
    String plural = "/" + spec.at("/names/plural").asString("") + "/";
    return new TreeMap<>(objects)
        .entrySet().stream()
            .filter(o -> {
              boolean inside =
                  path.equals("/api/v1/namespaces/" + name)
                      && o.getKey().contains("/namespaces/" + name + "/");
              boolean defined =
                  path.contains("/customresourcedefinitions/")
                      && o.getKey().startsWith(group)
                      && o.getKey().contains(plural);
              return inside || defined || ownedBy(gone, o.getValue());
            })
            .map(Map.Entry::getKey)
            .toList();
  }

  private static boolean ownedBy(ObjectNode owner, ObjectNode object) {
    String uid = owner.at("/metadata/uid").asString("");
    return object
        .at("/metadata/ownerReferences")
        .valueStream()
        .anyMatch(o -> o.path("uid").asString("").equals(uid));
  }

  private static Prepared ok(JsonNode body) {
    return new Prepared(200, body.toString(), () -> {});
  }

  private static Prepared status(int code, String message) {
    return new Prepared(code, Json.write(Map.of("kind", "Status", "message", message)), () -> {});
  }

  @Override
  public void close() {
    api.close();
    server.stop(0);
  }
}
