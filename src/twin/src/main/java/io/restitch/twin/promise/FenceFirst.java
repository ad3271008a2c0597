package io.restitch.twin.promise;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.fact.Observed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Green machines and Nodes have to wait while somebody has taken the fence away. What was sent
 * before he was seen may still arrive.
 */
final class FenceFirst implements Promise {
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

  private @Nullable Instant since;

  @Override
  public String words() {
    return "while the fence is taken away no green machine is made, and no control plane's Node"
        + " deleted";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    if (!TakenAway.fence(scene.world())) {
      since = null;
    } else if (since == null) {
      since = scene.world().now();
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> beforeEffect(Scene scene, Action action) {
    Instant down = since;
    return down != null
            && scene.world().now().isAfter(down.plus(ON_ITS_WAY))
            && begins(scene.world(), action)
        ? Optional.of(action.describe() + ", and the fence is down since " + down)
        : Optional.empty();
  }

  private static boolean begins(Observed world, Action action) {
    return switch (action) {
      case CreateMachine a -> "forward".equals(a.tags().get(Names.DIRECTION));
      case DeleteNode a -> world.platform().hosts().containsKey(a.node());
      case Action other -> false;
    };
  }
}
