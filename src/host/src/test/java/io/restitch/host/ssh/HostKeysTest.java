package io.restitch.host.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Keys;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostKeysTest extends SshBench {
  @BeforeEach
  void hasAKey() throws Exception {
    entrance.has(ours);
  }

  @Test
  void shouldShowFingerprintAndLineWhenAKeyIsUnknown() throws IOException {
    // when
    RestitchException failure = failure();

    // then
    String line = "[127.0.0.1]:" + host.port() + " " + Keys.line(theirs.getPublic());
    assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failure)
        .hasMessage(
            "the host key of m1 (ops@127.0.0.1:%d) is not known: it shows ssh-ed25519 %s"
                .formatted(host.port(), KeyUtils.getFingerPrint(theirs.getPublic())));
    assertThat(failure.remedy()).contains(line, "ssh_host_ed25519_key.pub", "ssh-keyscan");
    assertThat(entrance.file("known_hosts")).doesNotExist();
  }

  @Test
  void shouldLetInWhenTheLineThatWasShownIsAdded() throws IOException {
    // given
    String remedy = failure().remedy();

    // when
    entrance.knows(remedy.substring(remedy.lastIndexOf("[127.0.0.1]")));

    // then
    assertThat(answer()).isEqualTo("in\n");
  }

  @Test
  void shouldRefuseWhenAKeyHasChanged() throws IOException {
    // given
    entrance.knows(host, Keys.make("Ed25519").getPublic());
    String before = Files.readString(entrance.file("known_hosts"));

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.BLOCKED);
    assertThat(failure).hasMessageContaining("is not the one in known_hosts");
    assertThat(failure.remedy()).contains("ssh-keygen -R [127.0.0.1]:" + host.port());
    assertThat(entrance.file("known_hosts")).hasContent(before);
  }

  @Test
  void shouldRefuseWhenAKeyIsRevoked() throws IOException {
    // given
    entrance.knows(host, theirs.getPublic());
    entrance.knows("@revoked * " + Keys.line(theirs.getPublic()));

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.BLOCKED);
    assertThat(failure).hasMessageContaining("is revoked in known_hosts");
  }

  @Test
  void shouldNotTrustAnotherPortWhenANameIsKnownWithoutOne() throws IOException {
    // given
    entrance.knows("127.0.0.1 " + Keys.line(theirs.getPublic()));

    // when / then
    assertThat(failure()).hasMessageContaining("is not known");
  }

  @Test
  void shouldTrustWhenTheNameIsHashed() throws Exception {
    // given
    entrance.knows(hashed("[127.0.0.1]:" + host.port()) + " " + Keys.line(theirs.getPublic()));

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  @Test
  void shouldTrustWhenAnAliasIsConfigured() throws Exception {
    // given
    entrance.configures("Host 127.0.0.1\n  HostKeyAlias master-one");
    entrance.knows("master-one " + Keys.line(theirs.getPublic()));

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  @Test
  void shouldTrustWhenAnotherFileIsConfigured() throws Exception {
    // given
    entrance.configures("UserKnownHostsFile " + folder.resolve("mine"));
    Files.writeString(
        folder.resolve("mine"),
        "[127.0.0.1]:" + host.port() + " " + Keys.line(theirs.getPublic()) + "\n");

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "EC", "RSA"})
  void shouldAskForAKeyThatIsKnownWhenAMachineHasSeveral(String known) throws Exception {
    // given
    host.close();
    Map<String, KeyPair> keys =
        Map.of("Ed25519", theirs, "EC", Keys.make("EC"), "RSA", Keys.make("RSA"));
    host =
        new SshHost(folder.resolve("bin"), keys.values().toArray(KeyPair[]::new)).lets("ops", ours);
    entrance.at("m1", host).knows(host, keys.getOrDefault(known, ours).getPublic());

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  private static String hashed(String name) throws Exception {
    byte[] salt = new byte[20];
    salt[3] = 42;
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(salt, "HmacSHA1"));
    Base64.Encoder base64 = Base64.getEncoder();
    return "|1|"
        + base64.encodeToString(salt)
        + "|"
        + base64.encodeToString(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
  }
}
