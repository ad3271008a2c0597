package io.restitch.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.action.HostAction.Task;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostScriptsTest {

  static Stream<HostScript> scripts() {
    ExternalEtcd external =
        new ExternalEtcd("https://10.0.0.9:2379", "/etc/etcd/ca.crt", "/etc/etcd/c.crt", "/k");
    return Stream.concat(
        Stream.of(
            new HostScript.Observe(ExternalEtcd.NONE),
            new HostScript.Observe(external),
            new HostScript.Scan(),
            new HostScript.Forget(),
            new HostScript.BackUpEtcd("run-1", ExternalEtcd.NONE, false),
            new HostScript.BackUpFiles("run-1"),
            new HostScript.SetControllerManager(true, Cidr.parse("10.244.0.0/16")),
            new HostScript.Discard("/var/lib/restitch/backups/etcd-run-1.db")),
        Stream.of(Task.values()).map(HostScript.Plain::new));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void shouldBeAScriptOfItsOwnWhenRendered(HostScript script) throws Exception {
    // given
    String name = script.name();

    // when
    String text = HostScripts.render(script);

    // then
    assertThat(text)
        .startsWith("#!/bin/sh\n# " + name + ": ")
        .doesNotContain("[=")
        .doesNotContain("[#");
    assertThat(text).contains("# stdout: ").endsWith("\n");
    assertThat(syntaxErrors(text)).isEmpty();
  }

  @Test
  void shouldBeTheSameTextWhenRenderedAgain() {
    // given
    HostScript script = new HostScript.BackUpFiles("a");

    // when
    String again = HostScripts.render(new HostScript.BackUpFiles("a"));

    // then
    assertThat(again)
        .isEqualTo(HostScripts.render(script))
        .isNotEqualTo(HostScripts.render(new HostScript.BackUpFiles("b")));
  }

  @Test
  void shouldQuoteWhenAValueIsFilledIn() {
    // given
    HostScript script =
        new HostScript.Observe(new ExternalEtcd("https://a:2379", "/a'; rm -rf /", "/$(id)", ""));

    // when
    String text = HostScripts.render(script);

    // then
    assertThat(text)
        .contains("\nendpoints='https://a:2379'\n")
        .contains("\nca_cert='/a'\\''; rm -rf /'\n")
        .contains("\ncert='/$(id)'\n")
        .contains("\nkey=''\n");
  }

  @Test
  void shouldFailWhenAValueIsMissing() {
    // given
    var names = Map.of("endpoints", "");

    // when
    // then
    assertThatThrownBy(() -> HostScripts.fill("observe", names))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("caCert");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "a b", "-a", "a'; rm -rf /", "$(id)", "a\n", "../a", "a/b", "a..b", "ı"})
  void shouldRefuseWhenANameIsNoDnsName(String name) {
    // given
    // when
    // then
    assertThatThrownBy(() -> new HostScript.BackUpFiles(name))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("DNS-1123");
    assertThatThrownBy(() -> new HostScript.Discard("/var/lib/restitch/backups/" + name))
        .isInstanceOf(RestitchException.class);
  }

  @Test
  void shouldRefuseWhenAPathIsNoBackup() {
    // given
    String path = "/etc/kubernetes/pki";

    // when
    // then
    assertThatThrownBy(() -> new HostScript.Discard(path))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("/var/lib/restitch/backups/");
  }

  @Test
  void shouldRefuseWhenAnExternalEtcdIsNamedStrangely() {
    // given
    ExternalEtcd lines = new ExternalEtcd("https://a:2379\nid", "", "", "");
    ExternalEtcd relative = new ExternalEtcd("https://a:2379", "pki/ca.crt", "", "");

    // when
    // then
    assertThatThrownBy(() -> new HostScript.Observe(lines)).hasMessageContaining("list of URLs");
    assertThatThrownBy(() -> new HostScript.Observe(relative))
        .hasMessageContaining("absolute path");
  }

  private static String syntaxErrors(String script) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
    process.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String errors = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return errors;
  }
}
