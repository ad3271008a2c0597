package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.etcd;
import static io.restitch.host.backup.Bench.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.fact.BackupFact;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups on another host, whose shell is this machine's. */
class RemotePlaceTest {
  private static final String FILE = "etcd-0a1b2c3d-20260131T120000Z.db";

  @TempDir private Path directory = Path.of("");
  private Bench bench = new Bench(directory);
  private Path there = directory;

  @BeforeEach
  void prepare() {
    bench = new Bench(directory.resolve("unused"));
    there = directory.resolve("it's there");
    bench.account = new LocalAccount(directory);
  }

  @Test
  void shouldKeepAPieceAndReadItAgain() throws IOException {
    // when
    BackupFact fact = facts(backups().take(etcd())).getFirst();

    // then
    assertThat(fact.place()).isEqualTo("ssh://ops@vault" + there + "/" + FILE);
    assertThat(Files.readAllBytes(there.resolve(FILE)))
        .isEqualTo(FakeMachines.content("m1etcd-0a1b2c3d.db"));
    assertThat(Bench.names(there)).containsExactly(FILE, FILE + ".index.json");
    assertThat(bench.lying()).isEmpty();
  }

  @Test
  void shouldLetNobodyElseReadAnythingThere() throws IOException {
    // when
    backups().take(etcd());

    // then
    assertThat(mode(there)).isEqualTo("rwx------");
    assertThat(mode(there.resolve(FILE))).isEqualTo("rw-------");
  }

  @Test
  void shouldNotCountWhatChangedThere() throws IOException {
    // given
    KeptBackups backups = backups();
    backups.take(etcd());
    byte[] bytes = Files.readAllBytes(there.resolve(FILE));
    bytes[7] ^= 1;
    Files.write(there.resolve(FILE), bytes);

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).singleElement().asString().contains("its hash is not");
  }

  @Test
  void shouldKeepNothingWhenTheConnectionBreaks() {
    // given
    bench.machines.onTheWay =
        bytes -> {
          throw new RestitchException(ErrorCode.TRANSIENT, "the connection was lost", "");
        };

    // then
    assertThatThrownBy(() -> backups().take(etcd())).hasMessage("the connection was lost");
    assertThat(Bench.names(there)).isEmpty();
  }

  @Test
  void shouldKeepNothingWhenTheHostGotOnlyAPart() {
    // given
    LocalAccount whole = new LocalAccount(directory);
    bench.account =
        (command, input, out, err) ->
            whole.run(
                command,
                to -> {
                  ByteArrayOutputStream all = new ByteArrayOutputStream();
                  input.writeTo(all);
                  to.write(Arrays.copyOf(all.toByteArray(), all.size() / 2));
                },
                out,
                err);

    // then
    assertThatThrownBy(() -> backups().take(etcd()))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("cannot keep ssh://ops@vault" + there + "/" + FILE);
    assertThat(Bench.names(there)).isEmpty();
  }

  @Test
  void shouldNameThePlaceAndTheReasonWhenItCannotBeWritten() throws IOException {
    // given
    Files.writeString(there, "a file");

    // then
    assertThatThrownBy(() -> backups().take(etcd()))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.remedy()).contains("backup.to"))
        .hasMessageContaining("ssh://ops@vault" + there);
  }

  @Test
  void shouldKeepAPieceWhenTheLoginShellGreets() {
    // given
    LocalAccount plain = new LocalAccount(directory);
    bench.account =
        (command, input, out, err) ->
            plain.run("echo 'Welcome 1 to a/b'; " + command, input, out, err);
    KeptBackups backups = backups();
    backups.take(etcd());

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).hasSize(1);
    assertThat(bench.said).isEmpty();
  }

  @Test
  void shouldSayThatThePlaceCannotBeReached() {
    // given
    bench.account =
        (command, input, out, err) -> {
          throw new RestitchException(ErrorCode.UNREACHABLE, "vault refuses connections", "");
        };

    // when
    List<BackupFact> all = facts(backups().look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).singleElement().asString().contains("vault refuses connections");
    assertThatThrownBy(() -> backups().take(etcd())).hasMessageContaining("vault refuses");
  }

  @Test
  void shouldSeeNothingWhereNothingWasEverKept() {
    // when
    List<BackupFact> all = facts(backups().look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).isEmpty();
    assertThat(there).doesNotExist();
  }

  @Test
  void shouldRefuseAnAddressOfAnotherFormWithoutRepeatingIt() {
    assertThatThrownBy(() -> bench.backups("ssh://ops:secret@vault/backups", ""))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_SETTING))
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldFindAFolderBelowTheHome() {
    // when
    RemoteFolder folder = RemoteFolder.parse("ssh://vault:2222/~/backups/");

    // then
    assertThat(folder).isEqualTo(new RemoteFolder("vault:2222", "backups"));
    assertThat(folder.shown()).isEqualTo("ssh://vault:2222/~/backups");
  }

  private KeptBackups backups() {
    return bench.backups("ssh://ops@vault" + there, "");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
