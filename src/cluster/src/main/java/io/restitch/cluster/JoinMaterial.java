package io.restitch.cluster;

import io.restitch.cluster.act.JoinTokens;
import io.restitch.cluster.api.Api;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.WorkerScript;
import java.time.InstantSource;

/** What new machines run at their first boot. */
public final class JoinMaterial {
  private final Permissions permissions;
  private final JoinTokens tokens;

  public JoinMaterial(Api api, InstantSource clock) {
    this.permissions = new Permissions(api);
    this.tokens = new JoinTokens(api, clock);
  }

  /**
   * A machine's user data, a secret; empty if machines join by themselves. The token inside it
   * exists when this returns.
   *
   * @throws RestitchException {@code BLOCKED} if machines cannot join this cluster
   */
  public String userData(Settings.Join join, CreateMachine machine) {
    return join.how() == Settings.Join.How.NONE
        ? ""
        : permissions.joining(
            join, () -> WorkerScript.of(join, machine, tokens.access(machine.token())));
  }
}
