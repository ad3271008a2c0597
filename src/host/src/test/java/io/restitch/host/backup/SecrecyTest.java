package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.etcd;
import static io.restitch.host.backup.Bench.facts;
import static io.restitch.host.backup.Bench.filesOf;
import static io.restitch.host.backup.Bench.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a backup is seen by nobody but who may read it. */
class SecrecyTest {
  @TempDir private Path directory = Path.of("");
  private Bench bench = new Bench(directory);

  @BeforeEach
  void prepare() {
    bench = new Bench(directory.resolve("backups"));
  }

  @Test
  void shouldBeOpenedByTheIdentityAndHoldWhatTheMachineWrote() throws Exception {
    // given
    KeyPair keys = new X25519KeyPairGenerator().generateKeyPair();

    // when
    BackupFact fact = facts(bench.backups("", keys.getPublic().toString()).take(etcd())).getFirst();

    // then
    assertThat(fact.place()).endsWith(".db.age");
    assertThat(opened(Path.of(fact.place()), keys))
        .isEqualTo(FakeMachines.content("m1etcd-0a1b2c3d.db"));
  }

  @Test
  void shouldShowNothingOfTheContentWhenItIsEncrypted() throws Exception {
    // given
    KeyPair keys = new X25519KeyPairGenerator().generateKeyPair();
    KeptBackups backups = bench.backups("", keys.getPublic().toString());

    // when
    backups.take(etcd());
    backups.take(objects());

    // then
    for (String file : bench.lying()) {
      byte[] bytes = Files.readAllBytes(bench.folder.resolve(file));
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
          .doesNotContain(FakeMachines.CANARY);
    }
  }

  @Test
  void shouldNotCountAnEncryptedSnapshotThatLostItsEnd() throws Exception {
    // given
    KeyPair keys = new X25519KeyPairGenerator().generateKeyPair();
    KeptBackups backups = bench.backups("", keys.getPublic().toString());
    Path path = Path.of(facts(backups.take(etcd())).getFirst().place());
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).isEmpty();
  }

  @Test
  void shouldNotCountWhatIsNotEncryptedWhenARecipientIsGiven() throws Exception {
    // given
    KeyPair keys = new X25519KeyPairGenerator().generateKeyPair();
    bench.plain().take(etcd());
    KeptBackups backups = bench.backups("", keys.getPublic().toString());

    // when
    List<BackupFact> before = facts(backups.look());
    List<BackupFact> after = facts(backups.take(etcd()));

    // then
    assertThat(before).isEmpty();
    assertThat(bench.said).singleElement().asString().contains("it is not encrypted");
    assertThat(after).singleElement().extracting(BackupFact::place).asString().endsWith(".age");
  }

  @Test
  void shouldPutNoSecretIntoNotesMessagesOrFailures() throws IOException {
    // given
    KeptBackups backups = bench.plain();

    // when
    backups.take(etcd());
    backups.take(filesOf("m1"));
    Path path = bench.folder.resolve("etcd-0a1b2c3d-20260131T120000Z.db");
    Files.writeString(path, FakeMachines.CANARY);
    backups.look();
    bench.machines.onTheWay = bytes -> Arrays.copyOf(bytes, 100);

    // then
    assertThatThrownBy(() -> backups.take(etcd()))
        .satisfies(e ->
            assertThat(e.getMessage() + ((RestitchException) e).remedy())
                .doesNotContain(FakeMachines.CANARY));
    assertThat(bench.said).isNotEmpty().noneMatch(s -> s.contains(FakeMachines.CANARY));
    for (String file : bench.lying()) {
      if (file.endsWith(".index.json")) {
        assertThat(Files.readString(bench.folder.resolve(file)))
            .doesNotContain(FakeMachines.CANARY);
      }
    }
  }

  @Test
  void shouldRefuseAnIdentityWhereARecipientBelongsWithoutRepeatingIt() throws Exception {
    // given
    String identity = new X25519KeyPairGenerator().generateKeyPair().getPrivate().toString();

    // then
    assertThat(identity).startsWith("AGE-SECRET-KEY-1");
    assertThatThrownBy(() -> bench.backups("", identity))
        .isInstanceOf(RestitchException.class)
        .hasMessage("backup.recipient is not an age recipient")
        .hasNoCause();
  }

  private static byte[] opened(Path file, KeyPair keys)
      throws IOException, GeneralSecurityException {
    RecipientStanzaReader reader =
        X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(keys.getPrivate().toString());
    try (InputStream plain =
        Channels.newInputStream(
            new StandardDecryptingChannelFactory()
                .newDecryptingChannel(Files.newByteChannel(file), List.of(reader)))) {
      return plain.readAllBytes();
    }
  }
}
