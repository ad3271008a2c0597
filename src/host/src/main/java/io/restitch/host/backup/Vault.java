package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pieces in a place:
 *
 * <ol>
 *   <li>what a killed run left half done of this piece goes;
 *   <li>there has to be room for what was promised;
 *   <li>the piece is written, encrypted if wanted; what came must be what its source promised;
 *   <li>a {@link Note} is put beside it. A piece counts when its note is there.
 * </ol>
 *
 * <p>Pieces that were kept before stay.
 */
final class Vault {
  /** Left free for others, and for the notes. */
  private static final long SPARE = 16L << 20;

  /** A plan goes by the settings that it was made with. */
  static final String ELSEWHERE =
      "; to name another place under backup.to, `restitch abort` and plan anew";

  private final Place place;
  private final Seal seal;

  Vault(Place place, Seal seal) {
    this.place = place;
    this.seal = seal;
  }

  /** Whether a piece was kept as this keeps them: encrypted, if a recipient is given. */
  boolean fits(Note note) {
    return note.encrypted() || !seal.encrypts();
  }

  /**
   * Makes sure that something can be kept there, before a machine is asked for what takes long to
   * make.
   *
   * @throws RestitchException if not
   */
  void open(Piece piece) {
    requireRoom(piece, 0);
  }

  /** Keeps a piece, and says where. */
  String keep(Piece piece, Instant takenAt, Source source) {
    sweep(piece);
    source.promised().ifPresent(p -> requireRoom(piece, p.sizeBytes()));
    String file = seal.named(piece.file(takenAt));
    AtomicReference<@Nullable Stored> came = new AtomicReference<>();
    Content plain =
        out -> {
          Hashing hashing = new Hashing(out);
          source.content().writeTo(hashing);
          Stored sum = hashing.sum();
          source.promised().ifPresent(p -> requireSame(piece, p, sum));
          came.set(sum);
        };
    Stored kept = place.keep(piece.draft(), file, seal.over(plain));
    Note note =
        new Note(
            piece,
            takenAt,
            seal.encrypts(),
            kept,
            Objects.requireNonNull(came.get()),
            source.details());
    write(piece, Note.of(file), note.json());
    return place.at(file);
  }

  private void write(Piece piece, String file, String text) {
    place.keep(
        Note.of(piece.draft()),
        file,
        (OutputStream out) -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A piece without its note was never whole for anybody. */
  private void sweep(Piece piece) {
    Map<String, Place.Stamp> files = place.files();
    files.keySet().stream()
        .filter(f -> piece.is(f) && !files.containsKey(Note.of(f)))
        .forEach(place::remove);
  }

  private void requireRoom(Piece piece, long bytes) {
    long free = place.freeBytes();
    long need = bytes + bytes / 1000 + SPARE;
    if (free < need) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          place.at("")
              + " has "
              + (free >> 20)
              + " MiB free, and "
              + (need >> 20)
              + " MiB are needed for "
              + piece.words(),
          "make room there" + ELSEWHERE);
    }
  }

  private static void requireSame(Piece piece, Stored promised, Stored came) {
    if (!came.equals(promised)) {
      throw new RestitchException(
          ErrorCode.TRANSIENT,
          "of "
              + piece.words()
              + " came "
              + came.sizeBytes()
              + " bytes with the hash "
              + came.sha256()
              + ", there are "
              + promised.sizeBytes()
              + " with "
              + promised.sha256(),
          "");
    }
  }
}
