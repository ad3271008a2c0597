package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.facts;
import static io.restitch.host.backup.Bench.objects;
import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.BackupFact;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Taking and looking go on at once. */
@Timeout(60)
class TogetherTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldNotTellOfFewerPiecesAfterMoreWhenALookTakesLong() {
    // given
    Bench bench = new Bench(directory.resolve("unused"));
    Path there = directory.resolve("there");
    LocalAccount plain = new LocalAccount(directory);
    List<String> lists = new CopyOnWriteArrayList<>();
    AtomicInteger count = new AtomicInteger();
    bench.account =
        (command, input, out, err) -> {
          if (!command.contains("for f in")) {
            return plain.run(command, input, out, err);
          }
          int number = count.incrementAndGet();
          lists.add(number + " begins");
          int status = plain.run(command, input, out, err);
          if (number == 1) {
            until("a piece and its note are kept", () -> Bench.names(there).size() == 2);
          }
          lists.add(number + " ends");
          return status;
        };
    KeptBackups backups = bench.backups("ssh://ops@vault" + there, "");
    CompletableFuture<List<BackupFact>> early =
        CompletableFuture.supplyAsync(() -> facts(backups.look()), Thread::startVirtualThread);
    until("it looks", () -> lists.contains("1 begins"));

    // when
    List<BackupFact> late = facts(backups.take(objects()));

    // then
    assertThat(late).hasSize(1);
    assertThat(early.join()).isEmpty();
    // The second looks for what a killed run left, before the piece is kept.
    assertThat(lists)
        .containsExactly("1 begins", "2 begins", "2 ends", "1 ends", "3 begins", "3 ends");
  }
}
