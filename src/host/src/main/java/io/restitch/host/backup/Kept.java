package io.restitch.host.backup;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * A piece that can be read.
 *
 * @param note what is said of it
 * @param place what people find its file under
 */
public record Kept(Note note, String place) {

  /** The newest of each piece of a cluster, wherever they lie. */
  public static List<Kept> newest(Collection<Kept> some, String cluster) {
    TreeMap<String, Kept> newest = new TreeMap<>();
    some.stream()
        .filter(k -> k.note().piece().cluster().equals(cluster))
        .sorted(Comparator.comparing(k -> k.note().takenAt()))
        .forEach(k -> newest.put(k.note().piece().name(), k));
    return List.copyOf(newest.values());
  }
}
