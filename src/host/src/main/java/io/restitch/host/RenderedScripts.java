package io.restitch.host;

import io.restitch.core.action.HostAction.Task;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.host.task.Script;
import io.restitch.render.HostScript;
import io.restitch.render.HostScripts;
import org.jspecify.annotations.Nullable;

/** The scripts in {@code templates/control-plane}, filled in. */
public final class RenderedScripts implements MachineScripts {
  private final ExternalEtcd etcd;

  /**
   * @param etcd an etcd that does not run on the control planes
   */
  public RenderedScripts(ExternalEtcd etcd) {
    this.etcd = etcd;
  }

  @Override
  public Script observe() {
    return script(new HostScript.Observe(etcd));
  }

  @Override
  public Script of(Task task) {
    return script(new HostScript.Plain(task));
  }

  @Override
  public Script setControllerManager(boolean allocate, @Nullable Cidr range) {
    return script(new HostScript.SetControllerManager(allocate, range));
  }

  /** Any script, ready to run. */
  public static Script script(HostScript script) {
    return new Script(script.name(), HostScripts.render(script));
  }
}
