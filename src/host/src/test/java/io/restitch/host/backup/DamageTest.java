package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.etcd;
import static io.restitch.host.backup.Bench.facts;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.BackupFact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces that are not what they were any more, and what a killed run leaves. */
class DamageTest {
  private static final String FILE = "etcd-0a1b2c3d-20260131T120000Z.db";

  @TempDir private Path directory = Path.of("");
  private Bench bench = new Bench(directory);
  private KeptBackups backups = bench.plain();

  @BeforeEach
  void keepOne() {
    bench = new Bench(directory.resolve("backups"));
    backups = bench.plain();
    backups.take(etcd());
  }

  @Test
  void shouldNotCountASnapshotThatLostItsEnd() throws IOException {
    // given
    byte[] whole = Files.readAllBytes(path());
    Files.write(path(), Arrays.copyOf(whole, whole.length - 512));

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said)
        .containsExactly(
            path()
                + " does not count as a backup: it has "
                + (whole.length - 512)
                + " bytes, not "
                + whole.length);
  }

  @Test
  void shouldNotCountASnapshotWithOneFlippedBit() throws IOException {
    // given
    byte[] bytes = Files.readAllBytes(path());
    bytes[bytes.length / 3] ^= 4;
    Files.write(path(), bytes);

    // when
    List<BackupFact> all = facts(bench.plain().look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).singleElement().asString().contains(FILE, "its hash is not");
  }

  @Test
  void shouldSayOnceThatASnapshotIsGone() throws IOException {
    // given
    Files.delete(path());

    // when
    backups.look();
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).singleElement().asString().contains(FILE, "is gone");
  }

  @Test
  void shouldFallBackToTheOneBeforeWhenTheNewestIsDamaged() throws IOException {
    // given
    bench.now = bench.now.plus(Duration.ofHours(1));
    Path newest = Path.of(facts(backups.take(etcd())).getFirst().place());
    Files.writeString(newest, "");

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).extracting(BackupFact::place).containsExactly(path().toString());
  }

  @Test
  void shouldNotCountASnapshotWhoseNoteIsDamaged() throws IOException {
    // given
    Files.writeString(bench.folder.resolve(FILE + ".index.json"), "{\"format\": 1, \"kind\"");

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).singleElement().asString().contains("not a note on a backup");
  }

  @Test
  void shouldCountAllOthersWhenAFileIsGoneBeforeItIsLookedAt() throws IOException {
    // given
    // Listed, and not there: as a piece that is moved or removed in between.
    for (int i = 0; i < 20; i++) {
      Files.createSymbolicLink(bench.folder.resolve("gone-" + i), Path.of("nowhere"));
    }

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).hasSize(1);
  }

  @Test
  void shouldReadAFileThroughOnceWhileItDoesNotChange() throws IOException {
    // given
    Counting place = new Counting(new FolderPlace(bench.folder));
    Shelf shelf = new Shelf(place, bench.said::add);

    // when
    shelf.newest(p -> true);
    shelf.newest(p -> true);
    int before = place.sums;
    byte[] bytes = Files.readAllBytes(path());
    Files.delete(path());
    Files.write(path(), bytes);
    List<Kept> found = shelf.newest(p -> true);

    // then
    assertThat(before).isEqualTo(1);
    assertThat(place.sums).isEqualTo(2);
    assertThat(found).hasSize(1);
  }

  @Test
  void shouldReplaceWhatAKilledRunLeft() throws IOException {
    // given: killed while it wrote, and between the snapshot and its note
    Files.writeString(bench.folder.resolve(".etcd-0a1b2c3d.part"), "half");
    Files.writeString(bench.folder.resolve(".etcd-0a1b2c3d.part.index.json"), "{");
    Files.writeString(bench.folder.resolve("etcd-0a1b2c3d-20260131T110000Z.db"), "no note");
    String another = "files-m1-0a1b2c3d-20260131T110000Z.tar.gz";
    Files.writeString(bench.folder.resolve(another), "of another piece");
    bench.now = bench.now.plus(Duration.ofHours(1));

    // when
    backups.take(etcd());

    // then
    String next = "etcd-0a1b2c3d-20260131T130000Z.db";
    assertThat(bench.lying())
        .containsExactly(FILE, FILE + ".index.json", next, next + ".index.json", another);
  }

  @Test
  void shouldReplaceWhatAKilledRunLeftOnTheMachine() {
    // given: killed before it removed what it had fetched
    String left = "m1:/var/lib/restitch/backups/etcd-0a1b2c3d.db";
    bench.machines.files.put(left, new byte[] {1});

    // when
    backups.take(etcd());

    // then
    assertThat(bench.machines.files).isEmpty();
  }

  private Path path() {
    return bench.folder.resolve(FILE);
  }

  /** Counts how often a file is read through. */
  private static final class Counting implements Place {
    private final Place place;
    private int sums;

    Counting(Place place) {
      this.place = place;
    }

    @Override
    public String at(String file) {
      return place.at(file);
    }

    @Override
    public long freeBytes() {
      return place.freeBytes();
    }

    @Override
    public Stored keep(String draft, String file, Content content) {
      return place.keep(draft, file, content);
    }

    @Override
    public Map<String, Stamp> files() {
      return place.files();
    }

    @Override
    public String read(String file) {
      return place.read(file);
    }

    @Override
    public Stored sum(String file) {
      sums++;
      return place.sum(file);
    }

    @Override
    public void remove(String file) {
      place.remove(file);
    }
  }
}
