package io.restitch.host.backup;

import io.restitch.core.problem.RestitchException;
import io.restitch.host.backup.Place.Stamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a place and can be read: a piece is there when its note is, and its file has the
 * size and the hash that the note says. A file is read through once, and again only when its size
 * or time changes: looking often is cheap. What is damaged does not count, and is told once.
 */
final class Shelf {
  private final Place place;
  private final Consumer<String> said;
  private final Map<String, Checked> checked = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** A file as it was when it was read. */
  private record Checked(Stamp stamp, Optional<Note> note, String problem) {}

  Shelf(Place place, Consumer<String> said) {
    this.place = place;
    this.said = said;
  }

  /** The newest of each piece whose note is wanted, and whole. */
  List<Kept> newest(Predicate<Note> wanted) {
    Map<String, Stamp> files;
    try {
      files = place.files();
    } catch (RestitchException e) {
      tell("backups in " + place.at("") + " cannot be seen: " + e.getMessage());
      return List.of();
    }
    List<Kept> notes = new ArrayList<>();
    for (Map.Entry<String, Stamp> file : files.entrySet()) {
      if (Note.is(file.getKey())) {
        note(file.getKey(), file.getValue())
            .filter(wanted)
            .ifPresent(n -> notes.add(new Kept(n, Note.file(file.getKey()))));
      }
    }
    notes.sort(Comparator.comparing((Kept f) -> f.note().takenAt()).reversed());
    Map<Piece, Kept> newest = new LinkedHashMap<>();
    for (Kept found : notes) {
      Piece piece = found.note().piece();
      if (!newest.containsKey(piece) && whole(found, files.get(found.place()))) {
        newest.put(piece, new Kept(found.note(), place.at(found.place())));
      }
    }
    return List.copyOf(newest.values());
  }

  private Optional<Note> note(String file, Stamp stamp) {
    return look(
            file,
            stamp,
            () -> {
              String text = place.read(file);
              try {
                return new Checked(stamp, Optional.of(Note.read(text)), "");
              } catch (RestitchException e) {
                return new Checked(stamp, Optional.empty(), e.getMessage());
              }
            })
        .note();
  }

  private boolean whole(Kept found, @Nullable Stamp stamp) {
    if (stamp == null) {
      tell(place.at(found.place()) + " is gone: it does not count as a backup");
      return false;
    }
    Stored kept = found.note().kept();
    return look(
            found.place(),
            stamp,
            () -> new Checked(stamp, Optional.empty(), damage(found, stamp, kept)))
        .problem()
        .isEmpty();
  }

  private String damage(Kept found, Stamp stamp, Stored kept) {
    if (stamp.sizeBytes() != kept.sizeBytes()) {
      return "it has " + stamp.sizeBytes() + " bytes, not " + kept.sizeBytes();
    }
    return place.sum(found.place()).equals(kept) ? "" : "its hash is not " + kept.sha256();
  }

  /** What could not be read at all is read again next time. */
  private Checked look(String file, Stamp stamp, Supplier<Checked> reading) {
    Checked before = checked.get(file);
    if (before != null && before.stamp().equals(stamp)) {
      return before;
    }
    Checked now;
    try {
      now = reading.get();
      checked.put(file, now);
    } catch (RestitchException e) {
      now = new Checked(stamp, Optional.empty(), e.getMessage());
    }
    if (!now.problem().isEmpty()) {
      tell(place.at(file) + " does not count as a backup: " + now.problem());
    }
    return now;
  }

  private void tell(String line) {
    if (told.add(line)) {
      said.accept(line);
    }
  }
}
