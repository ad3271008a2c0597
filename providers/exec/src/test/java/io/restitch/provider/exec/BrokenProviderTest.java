package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a provider writes, one exception says which, what and how it was wrong. */
class BrokenProviderTest {
  @TempDir Path directory;

  static Stream<Arguments> brokenReplies() {
    String machines = Scripts.reply("{\"machines\":[" + Scripts.MACHINE + "]}");
    return Stream.of(
        arguments("garbage", "echo 'Segmentation fault'", "exactly one JSON reply"),
        arguments("nothing", "true", "it wrote nothing"),
        arguments("truncated", echo(machines.substring(0, 80)), "exactly one JSON reply"),
        arguments("trailing garbage", echo(machines + " done"), "exactly one JSON reply"),
        arguments("two replies", echo(machines + machines), "exactly one JSON reply"),
        arguments("a field twice", echo("{\"a\":1,\"a\":2}"), "exactly one JSON reply"),
        arguments("not UTF-8", "printf '\"\\xff\\xfe\"'", "exactly one JSON reply"),
        arguments("a list", echo("[]"), "the reply must be an object"),
        arguments("no apiVersion", echo("{\"result\":{}}"), "apiVersion is missing"),
        arguments(
            "other apiVersion",
            echo("{\"apiVersion\":\"v2\",\"result\":{}}"),
            "this restitch speaks provider.restitch.io/v1"),
        arguments(
            "neither", echo("{\"apiVersion\":\"provider.restitch.io/v1\"}"), "result or error"),
        arguments(
            "unknown code",
            echo(Scripts.error("{\"code\":\"OOPS\",\"message\":\"m\"}")),
            "error.code is unknown: OOPS"),
        arguments(
            "no message", echo(Scripts.error("{\"code\":\"QUOTA\"}")), "error.message is missing"),
        arguments(
            "bad retryAfter",
            echo(
                Scripts.error(
                    "{\"code\":\"QUOTA\",\"message\":\"m\",\"retryAfterSeconds\":\"5\"}")),
            "error.retryAfterSeconds must be a number"),
        arguments("missing field", echo(Scripts.reply("{}")), "result.machines is missing"),
        arguments(
            "missing machine field",
            echo(machines.replace("\"zone\":\"z\",", "")),
            "result.machines[0].zone is missing"),
        arguments(
            "unknown state",
            echo(machines.replace("RUNNING", "SLEEPING")),
            "result.machines[0].state must be one of"),
        arguments(
            "wrong kind",
            echo(machines.replace("[\"10.0.0.1\"]", "\"10.0.0.1\"")),
            "result.machines[0].addresses must be a list"),
        arguments(
            "not a time",
            echo(machines.replace("2026-01-31T12:00:00Z", "yesterday")),
            "result.machines[0].createdAt must be a time"),
        arguments(
            "tag not asked for",
            echo(machines.replace("\"k\":\"v\"", "\"k\":\"w\"")),
            "without the tags"),
        arguments("gone", echo(machines.replace("RUNNING", "GONE")), "a machine that is GONE"),
        arguments("endless", "yes | head -c 5000000", "wrote more than 4 MiB to stdout"),
        arguments("no interpreter", "exit 127", "is its interpreter installed"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenReplies")
  void shouldRefuseWhenReplyIsBroken(String kind, String body, String said) {
    // given
    var binary = Scripts.write(directory, "x", "cat >/dev/null\n" + body);
    var provider = Scripts.open(binary);

    // when
    var failure = failure(() -> provider.list(Map.of("k", "v")));

    // then
    assertThat(failure.code()).isEqualTo(ProviderErrorCode.INVALID);
    assertThat(failure).hasMessageStartingWith(binary + " list ").hasMessageContaining(said);
  }

  @Test
  void shouldBeTransientWhenProviderCrashes() {
    // given
    var binary = Scripts.write(directory, "x", "echo 'half {'; echo 'out of luck' >&2; exit 3");

    // when
    var failure = failure(() -> Scripts.open(binary).list(Map.of()));

    // then
    assertThat(failure.code()).isEqualTo(ProviderErrorCode.TRANSIENT);
    assertThat(failure)
        .hasMessageContaining("crashed (status 3)")
        .hasMessageContaining("half {")
        .hasMessageContaining("out of luck");
  }

  @Test
  void shouldShowOnlyFirstPrintableCharactersWhenGarbageIsLong() {
    // given
    var binary = Scripts.write(directory, "x", "printf '\\033[31m\\001'; printf 'g%.0s' {1..900}");

    // when
    var failure = failure(() -> Scripts.open(binary).list(Map.of()));

    // then
    assertThat(failure.getMessage()).doesNotContain("\033", "\001").endsWith("g…");
    assertThat(failure.getMessage()).hasSizeLessThan(450 + directory.toString().length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat",
        "head -c 400",
        "cat >&2; exit 1",
        "python3 -c 'import json,sys; print(json.load(sys.stdin)[\"join\"][\"userData\"])'",
        "read -r r; printf '%s' \"$r\" | tr -d '\\n' | cut -c 150-"
      })
  void shouldNotShowSecretWhenProviderEchoesRequest(String body) {
    // given
    var provider = Scripts.open(Scripts.write(directory, "x", body));

    // when
    var failure = failure(() -> provider.create(Scripts.request()));

    // then
    assertThat(failure.getMessage()).doesNotContain(Scripts.SECRET, "kubeadm join");
  }

  @Test
  void shouldWithholdErrorMessageWhenItRepeatsTheSecret() {
    // given
    var error = "{\"code\":\"QUOTA\",\"message\":\"no: kubeadm join --token %s\"}";
    var binary =
        Scripts.write(directory, "x", echo(Scripts.error(error.formatted(Scripts.SECRET))));

    // when
    var failure = failure(() -> Scripts.open(binary).create(Scripts.request()));

    // then
    assertThat(failure.code()).isEqualTo(ProviderErrorCode.QUOTA);
    assertThat(failure).hasMessageContaining("withheld");
    assertThat(failure.getMessage()).doesNotContain(Scripts.SECRET);
  }

  private static ProviderException failure(ThrowingCallable call) {
    return catchThrowableOfType(ProviderException.class, call);
  }

  private static String echo(String reply) {
    return "cat <<'EOF'\n" + reply + "\nEOF";
  }
}
