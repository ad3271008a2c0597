package io.restitch.twin.promise;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Promise 7. Only a rollback gives a machine its own first pod CIDR back. */
final class PodCidrsAreUsedOnce implements Promise {
  private final Map<Cidr, String> given = new HashMap<>();

  @Override
  public String words() {
    return "no pod CIDR is used twice, and none overlaps another range";
  }

  @Override
  public Optional<String> beforeEffect(Scene scene, Action action) {
    return switch (action) {
      case AssignPodCidr a -> look(scene, a.node(), a.cidr());
      case PostNode a -> look(scene, a.node(), a.podCidr());
      default -> Optional.empty();
    };
  }

  private Optional<String> look(Scene scene, String node, @Nullable Cidr cidr) {
    if (cidr == null) {
      return Optional.empty();
    }
    String before = given.putIfAbsent(cidr, node);
    if (before != null && !before.equals(node)) {
      return Optional.of(node + " gets " + cidr + ", which " + before + " had");
    }
    for (NodeFact other : scene.world().nodes().values()) {
      if (!other.name().equals(node) && other.spec().podCidrs().stream().anyMatch(cidr::overlaps)) {
        return Optional.of(node + " gets " + cidr + ", which overlaps " + other.name() + "'s");
      }
    }
    boolean blockOfAnother =
        scene.world().fabrics().calico().blocks().entrySet().stream()
            .anyMatch(e -> e.getValue().stream().anyMatch(cidr::overlaps));
    boolean old =
        scene
            .world()
            .cluster()
            .flatMap(c -> c.oldRange())
            .filter(r -> r.contains(cidr))
            .isPresent();
    if (blockOfAnother && !old) {
      return Optional.of(node + " gets " + cidr + ", which overlaps a Calico block");
    }
    return scene.world().cluster().stream()
            .flatMap(c -> c.serviceRanges().stream())
            .anyMatch(cidr::overlaps)
        ? Optional.of(node + " gets " + cidr + ", which overlaps Services")
        : Optional.empty();
  }
}
