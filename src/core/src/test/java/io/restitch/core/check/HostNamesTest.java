package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.Change;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.Each;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostNamesTest {
  @Test
  void shouldBlockWhenANameIsNoNodes() {
    // when
    List<Verdict> found =
        look(new Each(Map.of("cp-9", "10.0.0.1"), Map.of("cp-1", "/k", "cp-9", "/k"), Map.of()));

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.BLOCK);
          assertThat(v.subject()).isEqualTo("node cp-9");
          assertThat(v.message()).contains("hosts.at, hosts.keys name it");
        });
  }

  @Test
  void shouldFindNothingWhenAllNamesAreNodes() {
    assertThat(look(new Each(Map.of(), Map.of("cp-1", "/k"), Map.of("cp-1", "none")))).isEmpty();
  }

  private static List<Verdict> look(Each each) {
    Settings.Hosts h = Settings.Hosts.DEFAULT;
    Settings s = Settings.DEFAULT;
    Settings settings =
        new Settings(
            s.network(),
            s.provider(),
            s.workers(),
            s.drain(),
            s.backup(),
            new Settings.Hosts(
                h.login(), each, h.knownHosts(), h.timeout(), h.taskTimeout(), h.etcd()),
            s.attested(),
            s.accepted(),
            s.pauseAfter());
    return Seen.cluster()
        .with(settings)
        .and(new Change.NodeSeen(Facts.controlPlane("cp-1")))
        .by(new HostNames());
  }
}
