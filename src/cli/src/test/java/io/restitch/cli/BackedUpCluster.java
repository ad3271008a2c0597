package io.restitch.cli;

import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.backup.Errands;
import io.restitch.host.backup.Keeping;
import io.restitch.host.backup.KeptBackups;
import io.restitch.host.backup.Origins;
import io.restitch.host.backup.Volumes;
import io.restitch.render.HostScript;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A cluster of three control planes that was backed up. */
final class BackedUpCluster {
  static final String ID = "0a1b2c3d-0000-4000-8000-000000000000";

  /** SHA-256 of what every machine hands out. */
  static final String HASH = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

  private static final byte[] FILE = "x".getBytes(StandardCharsets.UTF_8);

  private BackedUpCluster() {}

  /** Backs it up to this folder. */
  static void into(Path folder, String cluster) {
    KeptBackups backups =
        new KeptBackups(
            new Origins(
                new TreeMap<>(Map.of("m1", "10.0.0.11", "m2", "10.0.0.12", "m3", "10.0.0.13")),
                ExternalEtcd.NONE,
                new Machines(),
                out -> out.write(FILE),
                new Volumes(null, Map.of(), InstantSource.system())),
            new Keeping(
                new Settings.Backup("", "", Duration.ofHours(6)),
                cluster,
                folder,
                List.of(),
                remote -> fail("no other host")),
            InstantSource.fixed(CliHarness.NOW),
            line -> {});
    backups.take(new TakeBackup(Kind.ETCD, ""));
    List.of("m1", "m2", "m3").forEach(m -> backups.take(new TakeBackup(Kind.HOST_FILES, m)));
  }

  private static <T> T fail(String why) {
    throw new RestitchException(ErrorCode.INTERNAL, why, "");
  }

  private static final class Machines implements Errands {
    @Override
    public String run(String machine, HostScript script) {
      return """
      {"path": "/var/lib/restitch/backups/x", "sizeBytes": 1, "sha256": "%s",
       "revision": 4711, "keys": 42, "version": "3.6.5", "files": 3}
      """
          .formatted(HASH);
    }

    @Override
    public void fetch(String machine, String path, OutputStream to) {
      try {
        to.write(FILE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
