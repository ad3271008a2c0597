package io.restitch.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
  private static final String STARTED =
      "{'at':'2026-01-01T00:00:00Z','event':'run-started','tally':{}}";
  private static final String BEGAN =
      "{'at':'2026-01-01T00:00:01Z','event':'wait-began','code':'consent-missing',"
          + "'subject':'pod a/b','reason':'it would be lost','remedy':'move it'}";
  private static final String ENDED =
      "{'at':'2026-01-01T00:00:03Z','event':'wait-ended','code':'consent-missing',"
          + "'subject':'pod a/b','tookMillis':2000}";

  @Test
  void shouldTellWhatWasStillWaitedForWhenTheLogEnds() {
    // when
    Story story = story(STARTED, BEGAN);

    // then
    assertThat(story.open()).containsExactly("pod a/b: it would be lost → move it");
    assertThat(Markdown.of(story)).contains("## Still waited for\n\n- pod a/b: it would be lost");
    assertThat(Html.of(story)).contains("<li>pod a/b: it would be lost → move it</li>");
  }

  @Test
  void shouldForgetWhatEndedAndWhatAnEarlierRunWaitedFor() {
    assertThat(story(STARTED, BEGAN, ENDED).open()).isEmpty();
    assertThat(story(STARTED, BEGAN, STARTED).open()).isEmpty();
    assertThat(story(STARTED, BEGAN, ENDED).waits().get("consent-missing"))
        .isEqualTo(new Story.Waited(1, 2000, ""));
  }

  private static Story story(String... lines) {
    return Story.of(List.of(lines).stream().map(l -> l.replace('\'', '"')).toList());
  }
}
