package io.restitch.cluster.objects;

import io.restitch.cluster.api.Api;
import io.restitch.core.phases.CalicoRemoved;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Writes as one YAML file, in the order in which it can be made again:
 *
 * <ol>
 *   <li>what {@link CalicoRemoved} would remove now: what {@link CalicoInventory} lists, and what
 *       goes with it;
 *   <li>restitch's record and ConfigMaps: the plan, and what else it keeps.
 * </ol>
 *
 * <p>What of it cannot be copied is said at its head: Secrets, for one, are not read.
 */
public final class ObjectsExport {
  private static final String OURS = "/namespaces/restitch-system/";
  private static final String RECORD = "restitch.io/v1alpha1";

  private final Api api;

  public ObjectsExport(Api api) {
    this.api = api;
  }

  /**
   * Writes them all.
   *
   * @throws io.restitch.core.problem.RestitchException if one cannot be read
   * @throws IOException if they cannot be written
   */
  public void writeTo(OutputStream out) throws IOException {
    CalicoInventory.Found found = new CalicoInventory(api).look();
    CalicoCopies copies = new CalicoCopies(api, out);
    copies.remark("Copied in the order in which it can be made again.");
    for (Map.Entry<String, String> uncopied : found.uncopied().entrySet()) {
      copies.remark("Not copied of " + uncopied.getKey() + ": " + uncopied.getValue());
    }
    List<String> items = CalicoRemoved.inOrder(found.objects()).reversed();
    for (String item : items) {
      copies.of(item);
    }
    for (String item : items) {
      copies.in(item);
    }
    copies.all("/apis/" + RECORD + OURS + "migrations", RECORD, "Migration");
    copies.all("/api/v1" + OURS + "configmaps", "v1", "ConfigMap");
  }
}
