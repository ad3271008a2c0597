package io.restitch.host.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What lies in a place, without a cluster to ask: the newest of each piece of each cluster. */
public final class Catalog {
  private Catalog() {}

  /**
   * Reads it, and every file in it through.
   *
   * @param places folders, or {@code ssh://} addresses
   * @param accounts enters other hosts
   * @param said takes what people should know, such as that a piece is damaged
   * @throws io.restitch.core.problem.RestitchException {@code BAD_SETTING} if a place is none
   */
  public static List<Kept> read(List<String> places, Accounts accounts, Consumer<String> said) {
    List<Kept> all = new ArrayList<>();
    for (String place : places) {
      all.addAll(new Shelf(Places.of(place, accounts), said).newest(note -> true));
    }
    return all;
  }
}
