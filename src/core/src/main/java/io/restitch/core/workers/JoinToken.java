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
import java.util.function.BiConsumer;

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
    List<Action> spent = new ArrayList<>();
    there(
        view,
        (machine, attempt) -> {
          if (attempt < machine.attempt() || joined(view, machine)) {
            spent.add(new DeleteJoinToken(id(machine.attempt(attempt).token())));
          }
        });
    return spent;
  }

  /** Ids of tokens of this migration that machines can still join with. */
  public static List<String> left(View view) {
    List<String> ids = new ArrayList<>();
    there(view, (machine, attempt) -> ids.add(id(machine.attempt(attempt).token())));
    return ids;
  }

  /** Goes through the attempts whose token is there. */
  private static void there(View view, BiConsumer<Replacement, Integer> each) {
    SortedSet<String> there = view.world().platform().joinTokens();
    if (there.isEmpty()) {
      return;
    }
    for (Slot slot : view.plan().slots()) {
      for (Direction direction : Direction.values()) {
        Replacement now = Replacement.of(view, slot, direction);
        for (int attempt = 1; attempt <= now.attempt(); attempt++) {
          if (there.contains(id(now.attempt(attempt).token()))) {
            each.accept(now, attempt);
          }
        }
      }
    }
  }

  private static boolean joined(View view, Replacement machine) {
    String name = machine.name(view.plan().settings().workers().namePrefix());
    return view.world().nodes().containsKey(name);
  }
}
