package io.restitch.core.check;

import static io.restitch.core.testing.Facts.pod;
import static io.restitch.core.testing.Facts.storing;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentsTest {
  private static final PodFact.Storage EMPTY_DIR =
      new PodFact.Storage(true, List.of(), List.of(), false);

  private final Consents check = new Consents();

  @Test
  void shouldFindNothingWhenNothingIsLost() {
    // when
    List<Verdict> found =
        Seen.cluster().nodes(worker("w-1")).and(new Change.PodSeen(pod("cart", "w-1"))).by(check);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldAskForEachConsentWhenAPodNeedsSeveral() {
    // given
    PodFact lone = storing(lone("tool"), EMPTY_DIR);

    // when
    List<Verdict> found =
        Seen.cluster().nodes(worker("w-1")).and(new Change.PodSeen(lone)).by(check);

    // then
    assertThat(found)
        .extracting(Verdict::level, Verdict::code, Verdict::remedy)
        .containsExactly(
            tuple(Level.CONSENT, "emptydir-data", "--accept emptydir-data, or move them yourself"),
            tuple(Level.CONSENT, "lone-pods", "--accept lone-pods, or move them yourself"));
    assertThat(found)
        .extracting(Verdict::message)
        .contains("shop/tool: have no controller: nothing makes them again");
  }

  @Test
  void shouldSayAcceptedWhenConsentWasGiven() {
    // when
    List<Verdict> found =
        Seen.cluster()
            .with(Settings.DEFAULT.accepting(Set.of("lone-pods")))
            .nodes(worker("w-1"))
            .and(new Change.PodSeen(lone("a")))
            .and(new Change.PodSeen(storing(pod("b", "w-1"), EMPTY_DIR)))
            .by(check);

    // then
    assertThat(found)
        .extracting(Verdict::code, Verdict::remedy)
        .containsExactly(
            tuple("emptydir-data", "--accept emptydir-data, or move them yourself"),
            tuple("lone-pods", "accepted"));
  }

  @Test
  void shouldNameAFewAndCountTheRestWhenThereAreMany() {
    // given
    Seen seen = Seen.cluster().nodes(worker("w-1"));
    for (int i = 1; i <= 6; i++) {
      seen.and(new Change.PodSeen(lone("tool-" + i)));
    }

    // when
    List<Verdict> found = seen.by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.subject()).isEqualTo("6 pods");
          assertThat(v.message()).startsWith("shop/tool-1, ").contains(" and 2 more: ");
        });
  }

  private static PodFact lone(String name) {
    return Facts.lone(pod(name, "w-1"));
  }
}
