package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.spi.MachineProviderFactory;
import io.restitch.spi.ProviderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecProviderFactoryTest {
  @TempDir Path directory;

  @Test
  void shouldBeFoundByServiceLoader() {
    assertThat(ServiceLoader.load(MachineProviderFactory.class))
        .anySatisfy(factory -> assertThat(factory.name()).isEqualTo("exec"));
  }

  @Test
  void shouldKeepOwnSettingsAndPassOthersOn() {
    // when
    var settings =
        ExecProviderFactory.parse(
            Map.of(
                "exec.name", "lab",
                "exec.path", "/opt/restitch-provider-lab",
                "exec.timeoutSeconds", "5",
                "exec.environment", "AWS_PROFILE, AWS_REGION",
                "region", "eu"));

    // then
    assertThat(settings)
        .isEqualTo(
            new ExecSettings(
                Path.of("/opt/restitch-provider-lab"),
                Map.of("region", "eu"),
                Duration.ofSeconds(5),
                Set.of("AWS_PROFILE", "AWS_REGION"),
                null));
  }

  @Test
  void shouldCreateProviderFromSettings() {
    // given
    var capabilities =
        "{\"name\":\"lab\",\"version\":\"2\",\"snapshots\":false,\"groups\":true,\"stop\":false,\"new\":1}";
    Path binary = Scripts.answering(directory, "lab", capabilities);

    // when
    var provider =
        new ExecProviderFactory()
            .create(Map.of("exec.name", "lab", "exec.path", binary.toString()));

    // then
    assertThat(provider.capabilities().groups()).isTrue();
  }

  @Test
  void shouldNameSettingWhenItIsWrong() {
    assertRefused(Map.of(), "exec.name is missing");
    assertRefused(Map.of("exec.name", "l", "exec.pth", "/x"), "unknown setting exec.pth");
    assertRefused(Map.of("exec.name", "l", "exec.timeoutSeconds", "1m"), "exec.timeoutSeconds");
    assertRefused(Map.of("exec.name", "l", "exec.timeoutSeconds", "0"), "time limit");
    assertRefused(Map.of("exec.name", "l", "exec.path", "bin/l"), "must be absolute");
    assertRefused(Map.of("exec.name", "l", "exec.sha256", "abc"), "not a SHA-256");
    assertRefused(Map.of("exec.name", "l", "exec.environment", "A=b"), "environment variable: A=…");
  }

  private static void assertRefused(Map<String, String> settings, String said) {
    assertThatThrownBy(() -> new ExecProviderFactory().create(settings))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining(said);
  }
}
