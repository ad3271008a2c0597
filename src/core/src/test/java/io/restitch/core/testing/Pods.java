package io.restitch.core.testing;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A scheduler and a controller in one: a pod that goes comes back on a node that takes it. */
final class Pods {
  private int again;

  Observed move(Observed world, ObjectRef ref, String uid) {
    Optional<PodFact> old = world.workloads().pods().find(ref).filter(p -> p.uid().equals(uid));
    if (old.isEmpty()) {
      return world;
    }
    Observed without = world.fold(new Change.PodGone(ref));
    Optional<NodeFact> place =
        world.nodes().values().stream()
            .filter(NodeFact::schedulable)
            .filter(n -> old.get().spec().placement().tolerates(n.spec().taints()))
            .min(Comparator.comparing(n -> n.spec().taints().size()));
    PodFact p = old.get();
    PodFact.Status s = p.status();
    String address =
        place.flatMap(NodeFact::podCidr).isPresent() ? "10.244.0.7" : s.addresses().getFirst();
    return without.fold(
        new Change.PodSeen(
            new PodFact(
                p.ref(),
                uid + "-" + ++again,
                place.map(NodeFact::name).orElse(""),
                p.labels(),
                p.annotations(),
                p.owner(),
                p.spec(),
                new PodFact.Status(
                    s.phase(), true, s.createdAt(), null, s.finalizers(), List.of(address)))));
  }
}
