package io.restitch.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who is faster than restitch: a Node gets another pod CIDR while restitch's patch of it
 * is with the API server, which asks an admission webhook before it writes.
 */
final class PodCidrRace implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final char[] PASSWORD = "changeit".toCharArray();

  private static final String WEBHOOK =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: lab-pod-cidr-race}
      webhooks:
      - name: race.lab.restitch.io
        clientConfig: {url: "https://127.0.0.1:%d/", caBundle: %s}
        rules: [{apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [nodes]}]
        matchConditions:
        - name: gets-a-planned-one
          expression: >-
            !has(oldObject.spec.podCIDR) && has(object.spec.podCIDR) && object.spec.podCIDR.startsWith('10.244.')
        failurePolicy: Fail
        sideEffects: None
        admissionReviewVersions: [v1]
      """;

  private final Lab lab;
  private final String nodes;
  private final String cidr;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();

  private PodCidrRace(Lab lab, String nodes, String cidr, HttpsServer server) {
    this.lab = lab;
    this.nodes = nodes;
    this.cidr = cidr;
    this.server = server;
  }

  /**
   * One race, for the first Node of these.
   *
   * @param folder for its key
   * @param nodes end of their names
   * @param cidr what the Node gets
   */
  static PodCidrRace on(Lab lab, Path folder, String nodes, String cidr) {
    try {
      KeyStore keys = keys(folder.resolve("race.p12"));
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
      PodCidrRace race = new PodCidrRace(lab, nodes, cidr, server);
      server.setExecutor(race.threads);
      server.createContext("/", race::answer);
      server.start();
      lab.apply(WEBHOOK.formatted(server.getAddress().getPort(), bundle(keys)));
      return race;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a server on loopback with TLS", e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request = JsonMapper.shared().readTree(exchange.getRequestBody()).path("request");
    String node = request.path("name").asString("");
    if (node.endsWith(nodes) && !over.getAndSet(true)) {
      String spec = "{\"spec\":{\"podCIDR\":\"%1$s\",\"podCIDRs\":[\"%1$s\"]}}".formatted(cidr);
      lab.kubectl("patch", "node", node, "-p", spec);
    }
    byte[] allowed =
        JsonMapper.shared()
            .writeValueAsBytes(
                Map.of(
                    "apiVersion",
                    "admission.k8s.io/v1",
                    "kind",
                    "AdmissionReview",
                    "response",
                    Map.of("uid", request.path("uid").asString(""), "allowed", true)));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, allowed.length);
    exchange.getResponseBody().write(allowed);
    exchange.close();
  }

  private static KeyStore keys(Path file) throws IOException, GeneralSecurityException {
    Commands.run(
            LIMIT,
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "race",
                "-keyalg",
                "EC",
                "-dname",
                "CN=race",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD)))
        .well();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  /** Its certificate as a webhook's {@code caBundle}: PEM, once more in Base64. */
  private static String bundle(KeyStore keys) throws GeneralSecurityException {
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("race").getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    lab.kubectl("delete", "validatingwebhookconfiguration", "lab-pod-cidr-race");
    server.stop(0);
    threads.close();
  }
}
