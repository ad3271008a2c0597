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

  @Test
  void shouldTellWhoEnforcesPoliciesAndWhichCameLater() {
    // when
    Story story =
        story(
            STARTED,
            "{'at':'2026-01-01T00:00:00Z','event':'policies-shown',"
                + "'table':[['POLICIES','NetworkPolicy (1)'],['now','Felix']],"
                + "'says':['It is <so>.'],'unshown':['NetworkPolicy a/b']}");

    // then
    assertThat(Markdown.of(story))
        .contains(
            """
            ## Policies

            | POLICIES | NetworkPolicy (1) |
            |---|---|
            | now | Felix |

            - It is <so>.
            - NetworkPolicy a/b is new: the plan does not show it, and nobody enforces it on Flannel\
             nodes.
            """);
    assertThat(Html.of(story))
        .contains("<th>NetworkPolicy (1)</th>", "<td>Felix</td>", "<li>It is &lt;so&gt;.</li>");
  }

  @Test
  void shouldSayNothingOfPoliciesWhereThereAreNone() {
    assertThat(Markdown.of(story(STARTED))).doesNotContain("Policies");
    assertThat(Html.of(story(STARTED))).doesNotContain("Policies");
  }

  private static Story story(String... lines) {
    return Story.of(List.of(lines).stream().map(l -> l.replace('\'', '"')).toList());
  }
}
