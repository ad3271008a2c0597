package io.restitch.core.check;

import static io.restitch.core.testing.Facts.pod;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.Change;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every worker offers 4 cores, every pod asks for half of one. */
class CapacityTest {
  private final Capacity check = new Capacity();

  @Test
  void shouldFindNothingWhenOneNodeCanLeave() {
    // when
    List<Verdict> found = with(surge(0), 6).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.ok(
                "capacity",
                "workers",
                "pods ask for 3.0 CPU and 6.0 GiB, the workers offer 4.0 CPU and 16.0 GiB"));
  }

  @Test
  void shouldBlockWhenNoNodeCouldEverLeave() {
    // when
    List<Verdict> found = with(surge(0), 8).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "capacity",
                "workers",
                "pods ask for 4.0 CPU and 8.0 GiB, the workers offer 4.0 CPU and 16.0 GiB with one"
                    + " node less, and 10 % must stay free: no node could ever leave",
                "set workers.surge to 1 or more, or lower workers.headroom"));
  }

  @Test
  void shouldFindNothingWhenSurgeComesFirst() {
    // when
    List<Verdict> found = with(surge(1), 8).by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(Level.OK);
  }

  @Test
  void shouldFindNothingWhenThereAreNoWorkers() {
    // when
    List<Verdict> found = Seen.cluster().by(check);

    // then
    assertThat(found).isEmpty();
  }

  private static Seen with(Settings settings, int pods) {
    Seen seen = Seen.cluster().with(settings).nodes(worker("w-1"), worker("w-2"));
    for (int i = 0; i < pods; i++) {
      seen.and(new Change.PodSeen(pod("p-" + i, i % 2 == 0 ? "w-1" : "w-2")));
    }
    return seen;
  }

  private static Settings surge(int surge) {
    Settings.Workers d = Settings.Workers.DEFAULT;
    return Settings.DEFAULT.with(
        new Settings.Workers(
            surge,
            1,
            d.canary(),
            d.headroom(),
            d.bootTimeout(),
            d.attempts(),
            d.settle(),
            d.namePrefix(),
            Settings.Join.DEFAULT));
  }
}
