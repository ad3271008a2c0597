package io.restitch.cli.wiring;

import io.restitch.host.backup.Content;
import io.restitch.host.backup.Volumes;
import java.nio.file.Path;
import java.util.List;

/**
 * What backups need besides machines and settings.
 *
 * @param cluster UID of the namespace kube-system
 * @param objects writes Calico's objects and our own, as YAML
 * @param volumes takes snapshots of machines' volumes
 * @param folder where pieces go unless the settings name a place
 * @param earlier folders of earlier runs
 */
public record Keepsakes(
    String cluster, Content objects, Volumes volumes, Path folder, List<Path> earlier) {
  public Keepsakes {
    earlier = List.copyOf(earlier);
  }
}
