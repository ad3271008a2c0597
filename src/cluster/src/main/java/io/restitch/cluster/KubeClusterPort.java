package io.restitch.cluster;

import io.restitch.cluster.act.Hands;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.fact.ClusterFacts;
import io.restitch.cluster.objects.PolicyObjects;
import io.restitch.cluster.watch.Eyes;
import io.restitch.cluster.watch.Watching;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.engine.port.ClusterPort;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** {@link ClusterPort} over the Kubernetes API. One watch at a time. */
public final class KubeClusterPort implements ClusterPort {
  private final Api api;
  private final Permissions permissions;
  private final KubeRecordPort record;
  private final Hands hands;
  private final AtomicReference<Optional<Watching>> watching =
      new AtomicReference<>(Optional.empty());

  /**
   * @param record reads our record as the watch shows it
   */
  public KubeClusterPort(Api api, KubeRecordPort record, InstantSource clock) {
    this.api = api;
    this.permissions = new Permissions(api);
    this.record = record;
    this.hands = new Hands(api, watching::get, clock);
  }

  @Override
  public ClusterFact identify() {
    return permissions.reading(() -> ClusterFacts.read(api));
  }

  @Override
  public List<Change> look() {
    List<Change> unwatched = unwatched();
    return permissions.reading(() -> Watching.look(api, new Eyes(record::fact), unwatched));
  }

  /** What is read once, at the beginning. */
  private List<Change> unwatched() {
    return List.of(
        new Change.ClusterSeen(identify()),
        new Change.PoliciesListed(permissions.reading(() -> new PolicyObjects(api).look())));
  }

  @Override
  public Watch watch(Consumer<List<Change>> sink) {
    List<Change> unwatched = unwatched();
    Watching started =
        permissions.reading(() -> Watching.start(api, new Eyes(record::fact), unwatched, sink));
    watching.set(Optional.of(started));
    return () -> {
      watching.set(Optional.empty());
      started.close();
    };
  }

  @Override
  public List<Change> perform(ClusterAction action) {
    return hands.perform(action);
  }
}
