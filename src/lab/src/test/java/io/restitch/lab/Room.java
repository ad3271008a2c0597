package io.restitch.lab;

import io.restitch.lab.Commands.Ended;
import io.restitch.render.HostScript;
import io.restitch.render.HostScripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Kernel state and files of a machine, and nothing else: a network and a mount namespace, in which
 * /etc, /opt and /var can be written without a trace outside, and /run and the BPF file system are
 * empty. Needs root; fails where there are no namespaces.
 */
final class Room implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Ends by itself when this JVM does. */
  private static final String SETUP =
      """
      set -e
      mount -t tmpfs room /run
      for d in etc opt var; do
        mkdir -p /run/.room/$d/upper /run/.room/$d/work
        mount -t overlay room -o lowerdir=/$d,upperdir=/run/.room/$d/upper,workdir=/run/.room/$d/work /$d
      done
      mount -t tmpfs room /sys/fs/bpf
      rm -rf /etc/cni /etc/kubernetes /opt/cni /var/lib/cni /var/lib/calico /var/lib/restitch /var/lib/kubelet
      ip link set lo up
      # No addresses of the kernel's own, which come when they please.
      echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode
      mkdir -p /run/shims
      echo ready
      exec tail --pid="$1" -f /dev/null
      """;

  private final Process holder;
  private final Path files;

  private Room(Process holder, Path files) {
    this.holder = holder;
    this.files = files;
  }

  static Room open() {
    try {
      Path files = Files.createTempDirectory("restitch-room-");
      Path out = files.resolve("out");
      Path err = files.resolve("err");
      List<String> command =
          List.of(
              "unshare",
              "--net",
              "--mount",
              "--propagation",
              "private",
              "sh",
              "-c",
              SETUP,
              "sh",
              String.valueOf(ProcessHandle.current().pid()));
      Process holder = Commands.start(files, Map.of(), command, out, err);
      Room room = new Room(holder, files);
      Await.until(
          LIMIT,
          "a machine in namespaces (needs root)",
          () -> Commands.read(out).contains("ready"),
          () -> Commands.read(err));
      return room;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs shell text in here; programs in /run/shims go before all others. */
  Ended sh(String script) {
    try {
      Path file = Files.createTempFile(files, "script", ".sh");
      Files.writeString(file, script);
      // A session of its own: a test may kill all of it and nothing else.
      String start = "PATH=/run/shims:$PATH; echo $$ >/run/session; exec dash " + file;
      return Commands.run(
          LIMIT,
          Map.of(),
          List.of(
              "setsid",
              "--wait",
              "nsenter",
              "--net=/proc/" + holder.pid() + "/ns/net",
              "--mount=/proc/" + holder.pid() + "/ns/mnt",
              "dash",
              "-c",
              start));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Ended run(HostScript script) {
    return sh(HostScripts.render(script));
  }

  /** Puts a program before the machine's own; {@code $real} is that one's path. */
  void shim(String name, String body) {
    sh("""
    real=$(PATH=${PATH#/run/shims:} command -v %1$s || echo /nonexistent)
    { printf '#!/bin/dash\\nreal=%%s name=%1$s\\n' "$real"; cat <<'SHIM'
    %2$s
    SHIM
    } >/run/shims/%1$s
    chmod 755 /run/shims/%1$s
    """
            .formatted(name, body))
        .well();
  }

  /** Puts programs of a folder before the machine's own. */
  void link(Path folder, String... names) {
    for (String name : names) {
      sh("ln -s %s/%s /run/shims/".formatted(folder, name)).well();
    }
  }

  /** Takes a program away: it can no longer be run. */
  void without(String... names) {
    for (String name : names) {
      sh("rm -f /run/shims/%1$s; mount --bind /dev/null \"$(readlink -f \"$(command -v %1$s)\")\""
              .formatted(name))
          .well();
    }
  }

  @Override
  public void close() {
    try {
      holder.destroyForcibly().waitFor();
      try (var all = Files.list(files)) {
        for (Path file : all.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
