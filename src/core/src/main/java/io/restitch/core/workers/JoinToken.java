package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeleteJoinToken;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Bootstrap tokens that new machines join with: one a machine. Its id follows from the machine's
 * own token, so that a restart knows it; its secret half is nowhere but in the cluster and in the
 * machine's user data.
 */
public final class JoinToken {
  /** How long a machine has to join, from its creation on. */
  public static final Duration LIFE = Duration.ofMinutes(30);

  /** Six of {@code [a-z0-9]} (kubernetes, cluster-bootstrap/token/api). */
  private static final int LENGTH = 6;

  private static final BigInteger IDS = BigInteger.valueOf(36).pow(LENGTH);

  private JoinToken() {}

  /**
   * The id of the token that a machine joins with.
   *
   * @param machineToken its idempotency token, hexadecimal
   */
  public static String id(String machineToken) {
    String id = new BigInteger(machineToken, 16).mod(IDS).toString(36);
    return "0".repeat(LENGTH - id.length()) + id;
  }

  /** Deletes tokens whose machine has joined, or was given up. Others expire by themselves. */
  public static List<Action> upkeep(View view) {
    SortedSet<String> there = view.world().platform().joinTokens();
    List<Action> spent = new ArrayList<>();
    if (there.isEmpty()) {
      return spent;
    }
    for (Slot slot : view.plan().slots()) {
      for (Direction direction : Direction.values()) {
        Replacement now = Replacement.of(view, slot, direction);
        for (int attempt = 1; attempt <= now.attempt(); attempt++) {
          String id = id(now.attempt(attempt).token());
          if (there.contains(id) && (attempt < now.attempt() || joined(view, now))) {
            spent.add(new DeleteJoinToken(id));
          }
        }
      }
    }
    return spent;
  }

  private static boolean joined(View view, Replacement machine) {
    String name = machine.name(view.plan().settings().workers().namePrefix());
    return view.world().nodes().containsKey(name);
  }
}
