package io.restitch.host.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "joined with abcdef.CANARY",
        "token: CANARY",
        "\"token\": \"CANARY\"",
        "--client-secret=CANARY",
        "password = 'CANARY'",
        "Authorization: Bearer CANARY",
        "https://root:CANARY@10.0.0.1:2379",
        "client-key-data: CANARY",
        "AGE-SECRET-KEY-1CANARY",
        "eyJhbGciOiJSUzI1NiIs.CANARY.CANARY",
        "users: LS0tLS1CRUdJTiBSU0EgUFJJVkCANARY"
      })
  void shouldWithholdASecretWhenALineShowsOne(String line) {
    // given
    String canary = line.startsWith("joined") ? "0123456789abcdef" : "CANARY0123456789ABCDEF";

    // when
    String clean = new Redaction().of(line.replace("CANARY", canary));

    // then
    assertThat(clean).contains("(withheld)").doesNotContain(canary);
  }

  @Test
  void shouldWithholdAWholePrivateKeyWhenItComesLineByLine() {
    // given
    List<String> heard = new ArrayList<>();
    Lines lines = new Lines(heard::add);

    // when
    lines.take(
        """
        before
        -----BEGIN RSA PRIVATE KEY-----
        Q0FOQVJZ
        -----END RSA PRIVATE KEY-----
        after
        """
            .getBytes(StandardCharsets.UTF_8));

    // then
    assertThat(heard).containsExactly("before", "(withheld)", "(withheld)", "(withheld)", "after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "removed 12 chains of Calico from the table nat",
        "snapshot.db has sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "moved /etc/cni/net.d/10-calico.conflist aside",
        "--cluster-cidr=10.244.0.0/16 instead of --cluster-cidr=192.168.0.0/16",
        "waits for kube-apiserver.example.org:6443"
      })
  void shouldLeaveALineAloneWhenThereIsNoSecretInIt(String line) {
    assertThat(new Redaction().of(line)).isEqualTo(line);
  }

  @Test
  void shouldMakeLinesOfPiecesWhereverTheyAreCut() {
    // given
    List<String> heard = new ArrayList<>();
    Lines lines = new Lines(heard::add);

    // when
    for (byte b : "grün\n\u001b[31mrot\u001b[0m\n\nlast".getBytes(StandardCharsets.UTF_8)) {
      lines.take(new byte[] {b});
    }
    lines.end();

    // then
    assertThat(heard).containsExactly("grün", "[31mrot [0m", "last");
    assertThat(lines.bytes()).isEqualTo(24);
  }
}
