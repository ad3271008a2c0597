package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What moving one pod costs the API server, counted beside {@code kubectl drain}: see bench/. */
@Tag("drill")
class RequestsDrillTest {
  private static final String BENCH =
      Path.of("../../bench/requests-per-pod").toAbsolutePath().normalize().toString();
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final double MOST_PER_POD = 1.3;

  @Test
  void shouldAskAtMostThirteenTimesForTenPodsWithAndWithoutTightBudgets() {
    String restitch = String.join(" ", Restitch.built());

    Commands.Ended ended =
        Commands.run(LIMIT, Map.of(), List.of(BENCH, "-o", "json", "--restitch", restitch));

    JsonNode cases = new JsonMapper().readTree(ended.well().out()).path("cases");
    assertThat(cases).hasSize(2);
    assertThat(cases).allSatisfy(RequestsDrillTest::costsLittle);
  }

  private static void costsLittle(JsonNode counted) {
    JsonNode ours = counted.path("restitch");
    assertThat(ours.path("evicted").asInt()).isGreaterThanOrEqualTo(60);
    assertThat(ours.path("perPod").asDouble())
        .as(counted.toString())
        .isLessThanOrEqualTo(MOST_PER_POD);
    assertThat(counted.path("ratio").asDouble()).isGreaterThan(1);
  }
}
