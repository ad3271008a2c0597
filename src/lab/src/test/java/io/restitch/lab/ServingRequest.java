package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A kubelet's request for the certificate that it serves with, as the API server has it: posted in
 * the kubelet's name.
 */
record ServingRequest(Lab lab, String name) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Posts one of a node's kubelet for this address. */
  static ServingRequest post(Lab lab, String name, String node, String address) {
    String user = "system:node:" + node;
    Path file = lab.dir().resolve(name + ".csr");
    Commands.run(
            LIMIT,
            Map.of(),
            List.of(
                "openssl",
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-keyout",
                lab.dir().resolve(name + ".key").toString(),
                "-subj",
                "/O=system:nodes/CN=" + user,
                "-addext",
                "subjectAltName=DNS:" + node + ",IP:" + address,
                "-out",
                file.toString()))
        .well();
    try {
      String yaml =
          """
          apiVersion: certificates.k8s.io/v1
          kind: CertificateSigningRequest
          metadata: {name: %s}
          spec:
            signerName: kubernetes.io/kubelet-serving
            usages: [digital signature, server auth]
            request: %s
          """
              .formatted(
                  name,
                  Base64.getEncoder()
                      .encodeToString(Files.readString(file).getBytes(StandardCharsets.US_ASCII)));
      Path posted = Files.writeString(lab.dir().resolve(name + ".yaml"), yaml);
      lab.kubectl("create", "-f", posted.toString(), "--as", user, "--as-group", "system:nodes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ServingRequest(lab, name);
  }

  /** Type and reason of each decision on it; empty while nobody has decided. */
  String decision() {
    return lab.kubectl(
        "get", "csr", name, "-o", "jsonpath={range .status.conditions[*]}{.type}={.reason}{end}");
  }
}
