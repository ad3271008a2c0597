package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Intent;
import io.restitch.engine.loop.RunResult;
import io.restitch.twin.model.Blueprint;
import io.restitch.twin.model.RandomCluster;
import io.restitch.twin.model.SampleCluster;
import io.restitch.twin.time.Chance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Whole migrations as stories, line by line. A story that changes is a decision that changed: look
 * at the difference, then write it anew with {@code -Drestitch.stories=write}.
 */
class StoryTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void shouldTellTheStoryOfASmallMigration() {
    Told told = tell(RandomCluster.draw(11), 11);

    assertThat(told.result().outcome()).isEqualTo(Outcome.DONE);
    same("small-migration.txt", told.story().lines());
  }

  @Test
  void shouldTellTheStoryOfARollbackHalfWay() {
    Migrations m = Migrations.of(RandomCluster.draw(11), 11);
    Story story = new Story(m.twin().agenda().now());
    turnBackOnceOneControlPlaneIsConverted(m);

    RunResult result = run(m, story, 11);

    assertThat(result.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    same("small-rollback.txt", story.lines());
  }

  @Test
  void shouldTellTheStoryOfAFenceThatIsTakenAwayEveryMinute() {
    Migrations m = Migrations.of(RandomCluster.draw(11), 11);
    Story story = new Story(m.twin().agenda().now());
    meddle(m, 7);

    RunResult result = run(m, story, 11);

    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    same("contested-fence.txt", story.lines());
  }

  @Test
  void shouldTellTheStoryOfANetworkThatStandsInTheWay() {
    Migrations m = Migrations.of(RandomCluster.draw(11), 11);
    m.twin().kubernetes().probes().close("cp-1", "worker-2");
    Story story = new Story(m.twin().agenda().now());

    RunResult result = run(m, story, 11);

    assertThat(result.outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(result.why())
        .contains("UDP 8472 does not come through from cp-1 (", ") to worker-2 (");
    same("closed-port.txt", story.lines());
  }

  @Test
  void shouldTellTheSameStoryForTheSameSeed() {
    assertThat(tell(SampleCluster.draw(), 7).story().lines())
        .isEqualTo(tell(SampleCluster.draw(), 7).story().lines());
  }

  @Test
  void shouldTellAnotherStoryForAnotherSeed() {
    assertThat(tell(RandomCluster.draw(11), 1).story().lines())
        .isNotEqualTo(tell(RandomCluster.draw(11), 2).story().lines());
  }

  private static void turnBackOnceOneControlPlaneIsConverted(Migrations m) {
    boolean converted =
        m.twin().truth().world().nodes().values().stream()
            .anyMatch(n -> n.controlPlane() && n.fabric() == Fabric.FLANNEL);
    if (converted) {
      m.twin().ports().record().intend(Intent.ROLLBACK);
    } else {
      m.twin().agenda().in(Duration.ofSeconds(1), () -> turnBackOnceOneControlPlaneIsConverted(m));
    }
  }

  /** From the first green machine on, somebody takes the fence away, every minute so often. */
  private static void meddle(Migrations m, int times) {
    if (times == 0) {
      return;
    }
    boolean begun =
        m.twin().cloud().live().stream().anyMatch(x -> x.tags().containsKey(Names.MIGRATION));
    if (begun) {
      m.twin().meddler().takeFenceAway();
    }
    m.twin().agenda().in(Duration.ofMinutes(1), () -> meddle(m, begun ? times - 1 : times));
  }

  private record Told(Story story, RunResult result) {}

  private static Told tell(Blueprint blueprint, long seed) {
    Migrations m = Migrations.of(blueprint, seed);
    Story story = new Story(m.twin().agenda().now());
    return new Told(story, run(m, story, seed));
  }

  private static RunResult run(Migrations m, Story story, long seed) {
    Faults none = new Faults(new Chance(seed, "faults"), Faults.Odds.NONE);
    return new TwinRun(m.twin(), m.plan(), null, story, none).run(DAY);
  }

  private static void same(String name, List<String> lines) {
    String told = String.join("\n", lines) + "\n";
    try {
      if ("write".equals(System.getProperty("restitch.stories"))) {
        Files.writeString(Path.of("src/test/resources/stories", name), told);
        return;
      }
      try (InputStream known = StoryTest.class.getResourceAsStream("/stories/" + name)) {
        assertThat(told)
            .isEqualTo(
                new String(Objects.requireNonNull(known).readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
