package io.restitch.host.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClientTest {
  @Test
  void shouldKnowEd25519WhenItIsTheFirstToLookAtAKey() throws Exception {
    // given
    ProcessBuilder fresh =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Fresh.class.getName());

    // when
    Process ended = fresh.redirectErrorStream(true).start();
    String printed =
        new String(ended.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    // then
    assertThat(printed).endsWith("knows Ed25519: true");
    assertThat(ended.waitFor()).isZero();
  }

  /** Only in a JVM of its own has nobody told sshd-core of Ed25519 before. */
  static final class Fresh {
    private Fresh() {}

    public static void main(String[] arguments) {
      Client.start().stop();
      System.out.println("knows Ed25519: " + SecurityUtils.isEDDSACurveSupported());
    }
  }
}
