package io.restitch.host.backup;

import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.Backups;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Takes pieces of one cluster's backup, and knows which can be read from here now. Pieces may be
 * taken together; looks come one after the other, so that one which began earlier, and read a large
 * file through, does not tell of fewer pieces than one that began later.
 */
public final class KeptBackups implements Backups {
  /** Clocks of machines that keep time differ by less; beyond, nobody knows a piece's age. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final String cluster;
  private final Sources sources;
  private final Volumes volumes;
  private final Vault vault;
  private final List<Shelf> shelves;
  private final InstantSource clock;
  private final Consumer<String> said;
  private final Accounts accounts;
  private final ReentrantLock turn = new ReentrantLock();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param clock when pieces were taken
   * @param said takes what people should know, such as that a piece is damaged
   * @throws RestitchException {@code BAD_SETTING} if place or recipient are none
   */
  public KeptBackups(Origins origins, Keeping keeping, InstantSource clock, Consumer<String> said) {
    this.cluster = keeping.cluster();
    this.sources = new Sources(origins, said);
    this.volumes = origins.volumes();
    this.vault = new Vault(keeping.target(), Seal.to(keeping.settings().recipient()));
    this.shelves = keeping.all().stream().map(p -> new Shelf(p, said)).toList();
    this.clock = clock;
    this.said = said;
    this.accounts = keeping.accounts();
  }

  @Override
  public List<Change> take(TakeBackup action) {
    Piece piece = new Piece(cluster, action.kind(), action.subject());
    Instant now = clock.instant();
    vault.open(piece);
    Source source = sources.of(piece);
    String place = keep(piece, now, source);
    List<BackupFact> all = readable();
    if (all.stream().noneMatch(b -> b.place().equals(place))) {
      throw new RestitchException(
          ErrorCode.TRANSIENT, place + " was written and cannot be read again", "");
    }
    return List.of(new Change.BackupsSeen(all));
  }

  /** A piece that could not be kept does not stay at its source either: it holds every Secret. */
  private String keep(Piece piece, Instant now, Source source) {
    try {
      return vault.keep(piece, now, source);
    } finally {
      source.done().run();
    }
  }

  @Override
  public List<Change> look() {
    return List.of(new Change.BackupsSeen(readable()));
  }

  @Override
  public void close() {
    accounts.close();
  }

  private List<BackupFact> readable() {
    turn.lock();
    try {
      List<Kept> found = new ArrayList<>();
      shelves.forEach(
          s -> found.addAll(s.newest(n -> n.piece().cluster().equals(cluster) && counts(n))));
      found.removeIf(k -> !there(k.note()));
      return Kept.newest(found, cluster).stream().map(KeptBackups::fact).toList();
    } finally {
      turn.unlock();
    }
  }

  private boolean counts(Note note) {
    String which = note.piece().words() + " of " + note.takenAt() + " does not count: ";
    if (!vault.fits(note)) {
      tell(which + "it is not encrypted, and backup.recipient is given");
      return false;
    }
    if (note.takenAt().isAfter(clock.instant().plus(SKEW))) {
      tell(which + "by the clock here that is yet to come");
      return false;
    }
    return true;
  }

  private boolean there(Note note) {
    return switch (note.piece().kind()) {
      case ETCD, OBJECTS, HOST_FILES -> true;
      case MACHINE_SNAPSHOT -> {
        try {
          yield volumes.there(note);
        } catch (RestitchException e) {
          tell(note.piece().words() + " cannot be seen: " + e.getMessage());
          yield false;
        }
      }
    };
  }

  /** Once: who is looked at every few seconds is not told of every few seconds. */
  private void tell(String line) {
    if (told.add(line)) {
      said.accept(line);
    }
  }

  private static BackupFact fact(Kept found) {
    Note note = found.note();
    return new BackupFact(
        note.piece().kind(),
        note.piece().subject(),
        note.takenAt(),
        found.place(),
        note.kept().sizeBytes(),
        note.kept().sha256());
  }
}
