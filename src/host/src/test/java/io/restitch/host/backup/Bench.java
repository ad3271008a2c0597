package io.restitch.host.backup;

import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.fact.Change;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.engine.machine.ProviderSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Backups of two control planes into a folder, with a clock that a test moves. */
final class Bench {
  static final String CLUSTER = "0a1b2c3d-0000-4000-8000-000000000000";
  static final String OBJECTS = "kind: IPPool # " + FakeMachines.CANARY + "\n";

  final Path folder;
  final FakeMachines machines = new FakeMachines();
  final FakeCloud cloud = new FakeCloud();
  final List<String> said = new ArrayList<>();
  List<Path> earlier = List.of();
  Account account = (command, input, out, err) -> 127;
  Accounts accounts = folder -> account;
  String cluster = CLUSTER;
  Instant now = Instant.parse("2026-01-31T12:00:00Z");

  Bench(Path folder) {
    this.folder = folder;
  }

  KeptBackups plain() {
    return backups("", "");
  }

  KeptBackups backups(String to, String recipient) {
    ProviderSnapshots snapshots =
        new ProviderSnapshots(
            cloud, () -> now, pause -> now = now.plus(pause), Duration.ofHours(1));
    Map<String, String> ids = Map.of("m1", "i-1", "m2", "i-2");
    return new KeptBackups(
        new Origins(
            new TreeMap<>(Map.of("m1", "10.0.0.1", "m2", "10.0.0.2")),
            ExternalEtcd.NONE,
            machines,
            out -> out.write(OBJECTS.getBytes(StandardCharsets.UTF_8)),
            new Volumes(snapshots, ids, () -> now)),
        new Keeping(
            new Settings.Backup(to, recipient, Duration.ofHours(6)),
            cluster,
            folder,
            earlier,
            accounts),
        () -> now,
        said::add);
  }

  static TakeBackup etcd() {
    return new TakeBackup(Kind.ETCD, "");
  }

  static TakeBackup filesOf(String machine) {
    return new TakeBackup(Kind.HOST_FILES, machine);
  }

  static TakeBackup volumesOf(String machine) {
    return new TakeBackup(Kind.MACHINE_SNAPSHOT, machine);
  }

  static TakeBackup objects() {
    return new TakeBackup(Kind.OBJECTS, "");
  }

  static List<BackupFact> facts(List<Change> changes) {
    return ((Change.BackupsSeen) changes.getFirst()).backups();
  }

  /** All files in the folder, drafts too. */
  List<String> lying() {
    return names(folder);
  }

  static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
