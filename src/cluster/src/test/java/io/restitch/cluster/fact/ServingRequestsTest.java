package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ServingRequestFact;
import io.restitch.core.fact.ServingRequestFact.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What kubelets ask for, to the last name; the requests were made by openssl. */
class ServingRequestsTest {
  private static final String UNDECIDED = "";

  @Test
  void shouldTellWhatAKubeletAsksFor() throws IOException {
    ServingRequestFact request = asked("usual.pem");

    assertThat(request.name()).isEqualTo("csr-7fzlq");
    assertThat(request.uid()).isEqualTo("u-csr");
    assertThat(request.asker().user()).isEqualTo("system:node:worker-1");
    assertThat(request.asker().groups()).containsExactly("system:authenticated", "system:nodes");
    assertThat(request.usages()).containsExactly("digital signature", "server auth");
    assertThat(request.wanted())
        .isEqualTo(
            new Wanted(
                List.of("O=system:nodes", "CN=system:node:worker-1"),
                List.of("worker-1"),
                List.of("10.0.0.7", "fd00:0:0:0:0:0:0:7"),
                List.of(),
                ""));
  }

  @Test
  void shouldTellEverythingElseThatARequestAsksFor() throws IOException {
    assertThat(asked("more.pem").wanted().others())
        .containsExactly(
            "URI spiffe://a/b",
            "mail address a@b.c",
            "directory name CN=x",
            "other name 1.2.3.4",
            "registered id 1.2.3.4",
            "extension 2.5.29.19");
  }

  @Test
  void shouldTellEveryAttribute() throws IOException {
    assertThat(asked("challenge.pem").wanted().others()).contains("attribute 1.2.840.113549.1.9.7");
  }

  @Test
  void shouldNotTakeTwoOrganizationsForOne() throws IOException {
    assertThat(asked("two-organizations.pem").wanted().subject())
        .hasSize(2)
        .doesNotContain("O=system:nodes");
  }

  @Test
  void shouldSayWhyARequestCannotBeRead() {
    assertThat(ServingRequests.wanted(null).problem()).isNotEmpty();
    assertThat(ServingRequests.wanted("%%%").problem()).isNotEmpty();
    assertThat(ServingRequests.wanted(encoded("no PEM")).problem())
        .isEqualTo("it holds no PEM of a certificate request alone");
    assertThat(
            ServingRequests.wanted(
                    encoded(
                        "-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQE=\n"
                            + "-----END CERTIFICATE REQUEST-----\n"))
                .problem())
        .isNotEmpty();
  }

  @Test
  void shouldNotReadTheFirstOfTwoRequestsOnly() throws IOException {
    String two = text("usual.pem") + text("more.pem");

    assertThat(ServingRequests.wanted(encoded(two)).problem()).isNotEmpty();
  }

  @Test
  void shouldForgetARequestThatSomebodyDecidedOn() throws IOException {
    String approved = ",\"status\":{\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\"}]}";

    assertThat(ServingRequests.seen(request("usual.pem", ServingRequests.SIGNER, approved)))
        .containsExactly(new Change.ServingRequestGone("csr-7fzlq"));
  }

  @Test
  void shouldNotTakeTheRequestOfAnotherSignerForOne() throws IOException {
    String client = "kubernetes.io/kube-apiserver-client-kubelet";

    assertThat(ServingRequests.seen(request("usual.pem", client, UNDECIDED)))
        .containsExactly(new Change.ServingRequestGone("csr-7fzlq"));
  }

  private static ServingRequestFact asked(String file) throws IOException {
    List<Change> seen = ServingRequests.seen(request(file, ServingRequests.SIGNER, UNDECIDED));
    assertThat(seen).hasSize(1).first().isInstanceOf(Change.ServingRequestSeen.class);
    return ((Change.ServingRequestSeen) seen.getFirst()).request();
  }

  private static CertificateSigningRequest request(String file, String signer, String status)
      throws IOException {
    return Serialization.unmarshal(
        """
        {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest",
         "metadata":{"name":"csr-7fzlq","uid":"u-csr"},
         "spec":{"signerName":"%s","request":"%s","username":"system:node:worker-1",
                 "groups":["system:nodes","system:authenticated"],
                 "usages":["server auth","digital signature"]}%s}
        """
            .formatted(signer, encoded(text(file)), status),
        CertificateSigningRequest.class);
  }

  private static String text(String file) throws IOException {
    try (InputStream in = ServingRequestsTest.class.getResourceAsStream("/csr/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
