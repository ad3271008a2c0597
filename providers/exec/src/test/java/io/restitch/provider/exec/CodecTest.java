package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecTest {
  @TempDir Path directory;

  @Test
  void shouldWriteEverythingWhenMachineIsWanted() {
    // when
    byte[] request = Envelope.request(Map.of("region", "eu"), Requests.create(Scripts.request()));

    // then
    assertThat(new String(request, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"apiVersion":"provider.restitch.io/v1","settings":{"region":"eu"},\
            "token":"t-1","name":"green-1",\
            "shape":{"machineId":"","type":"t","zone":"z","image":"i","settings":{"disk":"40"}},\
            "join":{"nodeName":"green-1","labels":{"role":"green"},\
            "taints":[{"key":"restitch.io/new","value":"","effect":"NoSchedule"}],\
            "userData":"#!/bin/sh\\nkubeadm join --token %s\\n"},"tags":{"k":"v"}}\
            """
                .formatted(Scripts.SECRET));
  }

  @Test
  void shouldReadMachineWhenReplyHasMoreFieldsThanWeKnow() {
    // given
    var grown = Scripts.MACHINE.replace("{\"id\"", "{\"colour\":{\"deep\":[1]},\"id\"");
    var binary = Scripts.answering(directory, "x", grown);

    // when
    Machine machine = Scripts.open(binary).create(Scripts.request());

    // then
    assertThat(machine)
        .isEqualTo(
            new Machine(
                "m-1",
                "green-1",
                "t-1",
                MachineState.RUNNING,
                "z",
                "t",
                "",
                List.of("10.0.0.1"),
                Map.of("k", "v"),
                Instant.parse("2026-01-31T12:00:00Z"),
                "call the data centre"));
  }

  @Test
  void shouldRefuseWhenMachineHasAnotherToken() {
    // given
    var binary = Scripts.answering(directory, "x", Scripts.MACHINE.replace("t-1", "t-2"));

    // then
    assertThatThrownBy(() -> Scripts.open(binary).create(Scripts.request()))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("a machine of another token");
  }

  @Test
  void shouldRefuseWhenNobodyAskedForMachine() {
    // given
    var result = "{\"machines\":[" + Scripts.MACHINE + "]}";
    var provider = Scripts.open(Scripts.answering(directory, "x", result));

    // then
    assertThatThrownBy(() -> provider.get(List.of("m-2")))
        .hasMessageContaining("a machine that nobody asked for");
  }

  @Test
  void shouldKeepCodeAndWordsWhenProviderRefuses() {
    // given
    var error = "{\"code\":\"THROTTLED\",\"message\":\"slow down\",\"retryAfterSeconds\":7}";
    var binary = Scripts.write(directory, "x", "echo '" + Scripts.error(error) + "'; exit 1");

    // then
    assertThatThrownBy(() -> Scripts.open(binary).delete("m-1"))
        .isInstanceOfSatisfying(
            ProviderException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ProviderErrorCode.THROTTLED);
              assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
            })
        .hasMessage("x delete: slow down");
  }
}
