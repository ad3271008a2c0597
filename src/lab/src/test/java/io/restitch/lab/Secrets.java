package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pieces of every secret that a cluster of real machines has: its private keys, the keys and tokens
 * of kubeconfigs, a Secret. Each piece is long enough to be found nowhere else.
 */
final class Secrets {
  private static final String CANARY = "canary-5d0c0f8e2b7a4c1f9e63";

  /** Prints a line of each private key, and what kubeconfigs prove themselves with. */
  private static final String PIECES =
      """
      for key in $(find /etc/kubernetes -name '*.key') /etc/ssh/ssh_host_*_key; do
        grep -v -e '-----' "$key" | sed -n 2p
      done
      for conf in /etc/kubernetes/*.conf /etc/cni/net.d/calico-kubeconfig; do
        sed -n 's/^ *client-key-data: //p' "$conf" | cut -c 301-360
        sed -n 's/^ *token: "\\{0,1\\}//p' "$conf" | tr -d '"' | sed 's/.*\\(.\\{40\\}\\)$/\\1/'
      done
      """;

  private final List<String> pieces;

  private Secrets(List<String> pieces) {
    this.pieces = pieces;
  }

  /** Reads those that are there, and makes a Secret whose value is known. */
  static Secrets of(MixedLab lab) {
    lab.kubectl("create", "secret", "generic", "canary", "--from-literal=value=" + CANARY);
    List<String> pieces = new ArrayList<>(List.of(CANARY));
    Commands.read(lab.dir().resolve("ssh/id_ed25519"))
        .lines()
        .skip(2)
        .limit(1)
        .forEach(pieces::add);
    for (String machine : MixedEnds.CONTROL_PLANES) {
      lab.exec(machine, "sh", "-c", PIECES)
          .lines()
          .filter(l -> l.length() > 30)
          .forEach(pieces::add);
    }
    assertThat(pieces).hasSizeGreaterThan(30);
    return new Secrets(pieces);
  }

  /** All that restitch keeps in the cluster. */
  static String record(MixedLab lab) {
    return lab.kubectl("get", "migrations.restitch.io", "-A", "-o", "yaml")
        + lab.kubectl("get", "configmaps,events,leases", "-n", "restitch-system", "-o", "yaml");
  }

  void areNotIn(String what, String text) {
    assertThat(pieces).as("secrets in %s", what).noneMatch(text::contains);
  }

  /** Neither in the files of a folder, whose run directories are for their owner only. */
  void areInNoFileOf(Path folder) {
    Path runs = folder.resolve("restitch-runs");
    assertThat(files(runs)).isNotEmpty();
    assertThat(mode(runs)).isEqualTo("rwx------");
    for (Path file : files(folder)) {
      try {
        areNotIn(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Backups, and all that restitch put on the machines, are for their owner only. */
  void canBeReadByNobodyElse(MixedLab lab) {
    Path backups = lab.dir().resolve("backups");
    assertThat(mode(backups)).isEqualTo("rwx------");
    assertThat(files(backups))
        .isNotEmpty()
        .allSatisfy(backup -> assertThat(mode(backup)).isEqualTo("rw-------"));
    for (String machine : MixedEnds.CONTROL_PLANES) {
      assertThat(lab.exec(machine, "ls", "/var/lib/restitch/tasks")).isNotBlank();
      assertThat(
              lab.tryExec(
                      machine,
                      "sudo",
                      "-u",
                      "nosudo",
                      "find",
                      "/etc/hostname",
                      "/var/lib/restitch",
                      "/etc/kubernetes/restitch-backup",
                      "-readable")
                  .out())
          .as("others can read on %s", machine)
          .isEqualToIgnoringNewLines("/etc/hostname");
    }
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
