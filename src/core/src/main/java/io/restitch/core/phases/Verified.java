package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.ListCalico;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.CalicoLeft;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.workers.Nodeless;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every pod has an address in the new range, Flannel serves every node and Calico none, and nothing
 * is left that is ours and was to go; see {@link Remains}.
 */
public final class Verified implements Phase {
  /** While somebody removes what is left, it is looked for so often. */
  private static final Duration LIST_AGAIN = Duration.ofSeconds(10);

  @Override
  public PhaseName name() {
    return PhaseName.VERIFIED;
  }

  @Override
  public Step forward(View view) {
    List<Action> looks = looks(view);
    List<Wait> left = Remains.of(view);
    boolean known = view.world().calicoLeft().filter(CalicoLeft::none).isPresent();
    return looks.isEmpty() && left.isEmpty() && known
        ? NetworkProbed.left(view).orElse(Step.done(evidence(view)))
        : Step.todo(
            left.isEmpty() ? "what is left is looked for" : left.size() + " things are left",
            looks,
            left);
  }

  /** What holds where nothing is left. */
  public static String evidence(View view) {
    return "every pod has an address in "
        + view.plan().settings().network().podCidr()
        + ", and nothing of Calico's or of restitch's is left";
  }

  private static List<Action> looks(View view) {
    List<Action> looks = new ArrayList<>();
    Optional<CalicoLeft> calico = view.world().calicoLeft();
    boolean known =
        calico
            .filter(CalicoLeft::asListed)
            .filter(c -> c.none() || view.world().now().isBefore(c.at().plus(LIST_AGAIN)))
            .isPresent();
    if (!known) {
      looks.add(new ListCalico());
    }
    Nodeless.look(view).ifPresent(looks::add);
    return looks;
  }

  @Override
  public Step backward(View view) {
    return Step.done("nothing to undo");
  }
}
