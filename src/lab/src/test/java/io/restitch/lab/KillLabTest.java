package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real {@code kill -9}, again and again in one migration, each time resumed by a plain {@code
 * restitch apply} in an empty directory. The end is the same as without.
 */
class KillLabTest {
  /** Which moments the short run takes: the same seed, the same moments. */
  private static final long SEED =
      Long.getLong("restitch.lab.seed", Instant.now().getEpochSecond());

  private static final int FEW = 3;

  @Test
  @Tag("lab")
  void shouldEndTheSameWhenKilledAtAFewMoments(@TempDir Path home) throws IOException {
    List<Moment> all = new ArrayList<>(Arrays.asList(Moment.values()));
    all.remove(Moment.HALF_WAY);
    Collections.shuffle(all, new Random(SEED));
    Set<Moment> few = EnumSet.copyOf(all.subList(0, FEW));
    System.out.printf("restitch.lab.seed=%d: killed %s%n", SEED, few);

    shouldEndTheSame(home, few);
  }

  @Test
  @Tag("drill")
  void shouldEndTheSameWhenKilledAtEveryMoment(@TempDir Path home) throws IOException {
    shouldEndTheSame(home, EnumSet.complementOf(EnumSet.of(Moment.HALF_WAY)));
  }

  private static void shouldEndTheSame(Path home, Set<Moment> moments) throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      Path first = Files.createDirectory(home.resolve("first"));
      new Restitch(lab, first).withSettings(3).run("plan", "--out", "p.yaml").well();
      Path next = first;
      Instant begin = Instant.now();

      // When
      for (Moment moment : moments) {
        moment.arrange(lab);
        try (Run run = apply(lab, next, next.equals(first))) {
          run.killAt(moment);
        }
        System.out.printf(
            "killed %s, after %d s%n", moment, Duration.between(begin, Instant.now()).toSeconds());
        next = Files.createDirectory(home.resolve("after-" + moment.name()));
      }
      try (Run last = apply(lab, next, false)) {
        int status = last.ends();

        // Then
        assertThat(status).as(last.told()).isZero();
      }
      long seconds = Duration.between(begin, Instant.now()).toSeconds();
      Ends.allWorkersAreGreen(lab);
      Promises promises = Promises.kept(lab, moments.size() + " times killed, " + seconds + " s");
      assertThat(promises.nodes().podCidrsGiven()).hasSize(12);
    }
  }

  private static Run apply(Lab lab, Path home, boolean first) {
    return first
        ? Run.start(lab, home, "apply", "p.yaml", "--until", "WorkersReplaced", "--yes")
        : Run.start(lab, home, "apply", "--until", "WorkersReplaced", "--yes");
  }
}
