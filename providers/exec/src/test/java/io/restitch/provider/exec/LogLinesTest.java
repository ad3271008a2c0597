package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class LogLinesTest {
  private final RecordingLogger logger = new RecordingLogger();
  private final LogLines log =
      new LogLines(logger, Secrets.of(Map.of(), List.of(Scripts.SECRET)), line -> {});

  @Test
  void shouldForwardLinesAsTheyCome() {
    // when
    drain("one\n\ntwo \033[31mred\nno newline at the end");

    // then
    assertThat(logger.lines).containsExactly("one", "two [31mred", "no newline at the end");
    assertThat(log.last()).isEqualTo("no newline at the end");
  }

  @Test
  void shouldBoundNumberAndLengthWhenProviderIsChatty() {
    // when
    drain("x".repeat(100_000) + "\n" + "line\n".repeat(2_000));

    // then
    assertThat(logger.lines).hasSize(501);
    assertThat(logger.lines.getFirst()).hasSize(501).endsWith("…");
    assertThat(logger.lines.getLast()).contains("more than 500 lines");
  }

  @Test
  void shouldWithholdLineWhenItRepeatsASecret() {
    // when
    drain("booting with " + Scripts.SECRET.substring(3) + "\nfine\n");

    // then
    assertThat(logger.lines)
        .containsExactly("(withheld: it repeats a secret of the request)", "fine");
  }

  private void drain(String stderr) {
    log.drain(new ByteArrayInputStream(stderr.getBytes(StandardCharsets.UTF_8)));
  }

  /** Keeps what is logged at info. */
  private static final class RecordingLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    private final transient List<String> lines = new ArrayList<>();

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String pattern,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      lines.add(MessageFormatter.basicArrayFormat(pattern, arguments));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
