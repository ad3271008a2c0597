package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.etcd;
import static io.restitch.host.backup.Bench.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.fact.BackupFact;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Entrance;
import io.restitch.host.testing.Keys;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups on another host, over SSH. */
@Timeout(120)
class SshAccountsTest {
  @TempDir private Path directory = Path.of("");
  private final KeyPair ours = Keys.make("Ed25519");
  private final KeyPair theirs = Keys.make("Ed25519");
  private Bench bench = new Bench(directory);
  private SshHost vault;
  private Entrance entrance;
  private SshAccounts accounts;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(directory.resolve("unused"));
    vault = new SshHost(directory.resolve("bin"), theirs).lets("keeper", ours);
    // What is said of machines must not be used for it.
    entrance = new Entrance(directory.resolve("home")).has(ours).user("ops").through("bastion");
    accounts = new SshAccounts(entrance.settings(), entrance.surroundings());
  }

  @AfterEach
  void close() throws IOException {
    accounts.close();
    vault.close();
  }

  @Test
  void shouldKeepAPieceThereAndReadItAgain() throws IOException {
    // given
    entrance.knows(vault, theirs.getPublic());

    // when
    BackupFact fact = facts(backups().take(etcd())).getFirst();

    // then
    assertThat(fact.place()).startsWith("ssh://keeper@127.0.0.1:" + vault.port() + "/");
    Path file = there().resolve(Path.of(fact.place()).getFileName());
    assertThat(Files.readAllBytes(file)).isEqualTo(FakeMachines.content("m1etcd-0a1b2c3d.db"));
    assertThat(vault.logins()).isEqualTo(1);
  }

  @Test
  void shouldTellOfTheDiskThereAndNotOfTheConnectionWhenItIsFull() throws IOException {
    // given
    entrance.knows(vault, theirs.getPublic());
    vault.tool("cat", "/bin/cat >/dev/null; echo 'cat: No space left on device' >&2; exit 1");

    // then
    assertThatThrownBy(() -> backups().take(etcd()))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_DISK))
        .hasMessageContainingAll("cannot write ssh://keeper@", "No space left on device");
    assertThat(Bench.names(there())).isEmpty();
  }

  @Test
  void shouldTellOfThePlaceWhenTheHostStopsReadingInTheMiddle() throws IOException {
    // given
    entrance.knows(vault, theirs.getPublic());
    vault.tool("cat", "/bin/cat >/dev/full");

    // then
    assertThatThrownBy(() -> backups().take(etcd()))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_DISK))
        .hasMessageContaining("cannot write ssh://keeper@");
    assertThat(Bench.names(there())).isEmpty();
  }

  @Test
  void shouldTrustNoHostThatIsNotKnown() {
    // then
    assertThatThrownBy(() -> backups().take(etcd()))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("SHA256:");
    assertThat(there()).doesNotExist();
  }

  @Test
  void shouldSayThatNothingListensThere() throws IOException {
    // given
    entrance.knows(vault, theirs.getPublic());
    vault.close();

    // when
    List<BackupFact> all = facts(backups().look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).singleElement().asString().contains("refuses connections");
  }

  private KeptBackups backups() {
    bench.accounts = accounts;
    return bench.backups("ssh://keeper@127.0.0.1:" + vault.port() + there(), "");
  }

  private Path there() {
    return directory.resolve("vault");
  }
}
