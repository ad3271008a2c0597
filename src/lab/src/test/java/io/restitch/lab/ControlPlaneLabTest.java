package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Three real control planes are backed up, held, converted in place and handed back, by one {@code
 * apply}, while a client reads and writes.
 */
class ControlPlaneLabTest {

  @Test
  @Tag("lab")
  void shouldConvertThreeControlPlanesWhileAClientReadsAndWrites(@TempDir Path home) {
    shouldConvert("vxlan", home);
  }

  @Test
  @Tag("drill")
  void shouldConvertThreeControlPlanesWhoseCalicoSpeaksBgp(@TempDir Path home) {
    shouldConvert("bgp", home);
  }

  private static void shouldConvert(String mode, Path home) {
    // Given
    try (MixedLab lab = MixedLab.up(mode);
        Client client = lab.client(home)) {
      lab.settings(home);
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Secrets secrets = Secrets.of(lab);
      Instant begin = Instant.now();

      // When
      Commands.Ended applied;
      ProcessLists lists = ProcessLists.watch();
      try (lists) {
        applied =
            lab.restitch(home, "apply", "--yes", "--until", "IpamReturned", "--progress", "plain");
      }

      // Then
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      long seconds = Duration.between(begin, Instant.now()).toSeconds();
      Client.Fared fared = client.end();
      System.out.printf(
          "%s: 3 control planes in %d s; a client beside them: %s%n", mode, seconds, fared);
      assertThat(fared.lived()).isTrue();
      assertThat(fared.rounds()).isGreaterThan(seconds);
      assertThat(fared.readThrough()).isEqualTo(lab.everyApiServer());
      assertThat(fared.lost()).isZero();
      assertThat(fared.longestGap()).isLessThanOrEqualTo(5);
      MixedEnds.everyControlPlaneIsConverted(lab, before);
      secrets.areNotIn("what it printed", applied.out() + applied.err());
      secrets.areNotIn("a process list", lists.all());
      lab.restitch(home, "report", "--html", "--out", "report.html").well();
      secrets.areInNoFileOf(home);
      secrets.areNotIn("the record", Secrets.record(lab));
      secrets.canBeReadByNobodyElse(lab);
    }
  }
}
