package io.restitch.host.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Heard;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Answers of a machine that say little, or nothing that we know. */
class TaskAnswersTest {
  private static final Script SCRIPT = new Script("quick", "true");

  private Instant now = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void shouldGiveUpInTimeWhenNobodyKnowsWhichTaskRunsThere() {
    // given
    Tasks tasks = answering("busy \n");

    // when
    RestitchException failure = TasksBench.failure(tasks, SCRIPT);

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.TRANSIENT);
    assertThat(failure).hasMessage("quick has to wait on m1: another task runs there");
  }

  @Test
  void shouldShowOneCleanLineWhenTheAnswerIsNone() {
    // given
    Tasks tasks = answering("\u001b[31mtoken: canary-secret\nand more");

    // when
    RestitchException failure = TasksBench.failure(tasks, SCRIPT);

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.TRANSIENT);
    assertThat(failure)
        .hasMessage("m1 answered a question about a task with '[31mtoken: (withheld) and more'");
  }

  private Tasks answering(String answer) {
    Terms terms = new Terms("/r", Duration.ofMinutes(1), Duration.ofSeconds(1));
    return new Tasks(
        new Same(answer), terms, new Heard(), () -> now, pause -> now = now.plus(pause), () -> {});
  }

  /** Gives one answer to all. */
  private record Same(String answer) implements Shell {
    @Override
    public Reply run(String machine, String script, Duration limit) {
      return new Reply(0, answer.getBytes(StandardCharsets.UTF_8), "");
    }

    @Override
    public Reply run(String machine, String script, Duration limit, OutputStream stdout) {
      throw new AssertionError("nothing is fetched");
    }
  }
}
