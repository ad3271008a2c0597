package io.restitch.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellFormatTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        " ",
        "a'; rm -rf /",
        "$(id)",
        "`id`",
        "${HOME}",
        "two\nlines\n",
        "\\",
        "'",
        "''",
        "*",
        "~",
        "-n",
        "#no comment",
        "a\"b",
        "ışık €"
      })
  void shouldComeOutOfAShellAsItWentInWhenQuoted(String text) throws Exception {
    // given
    String quoted = ShellWord.quoted(text);

    // when
    String seen = shell("printf %s " + quoted);

    // then
    assertThat(seen).isEqualTo(text);
  }

  @Test
  void shouldRefuseWhenNoWordCanHoldIt() {
    // given
    String text = "a\0b";

    // when
    // then
    assertThatThrownBy(() -> ShellWord.quoted(text)).hasMessageContaining("NUL");
  }

  private static String shell(String script) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh").redirectErrorStream(true).start();
    process.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }
}
