package io.restitch.host.backup;

import io.restitch.core.plan.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where pieces of a cluster's backup are kept and found.
 *
 * @param settings what the operator chose
 * @param cluster UID of the namespace kube-system
 * @param usual the folder where they go if he chose none
 * @param earlier folders in which earlier runs may have kept some, if he chose none
 * @param accounts enters other hosts; closed with what uses this
 */
public record Keeping(
    Settings.Backup settings, String cluster, Path usual, List<Path> earlier, Accounts accounts) {
  public Keeping {
    earlier = List.copyOf(earlier);
  }

  /** Where new pieces go. */
  Place target() {
    return Places.of(settings.to().isEmpty() ? usual.toString() : settings.to(), accounts);
  }

  /**
   * Where pieces that count may be found. Whoever named a place wants them there: one on this
   * machine is none, should this machine be lost too.
   */
  List<Place> all() {
    List<Place> all = new ArrayList<>();
    all.add(target());
    if (!settings.to().isEmpty()) {
      return all;
    }
    earlier.stream().filter(p -> !p.equals(usual)).map(FolderPlace::new).forEach(all::add);
    return all;
  }
}
