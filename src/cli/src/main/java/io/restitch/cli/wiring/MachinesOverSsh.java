package io.restitch.cli.wiring;

import io.restitch.core.plan.Settings;
import io.restitch.engine.port.HostPort;
import io.restitch.host.MachineTraces;
import io.restitch.host.Pace;
import io.restitch.host.RenderedScripts;
import io.restitch.host.SshHostPort;
import io.restitch.host.SshMachines;
import io.restitch.host.backup.Keeping;
import io.restitch.host.backup.KeptBackups;
import io.restitch.host.backup.Origins;
import io.restitch.host.backup.SshAccounts;
import io.restitch.host.backup.TaskErrands;
import io.restitch.host.ssh.Surroundings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Control-plane machines over SSH. */
final class MachinesOverSsh implements Machines {
  private final Surroundings surroundings;
  private final InstantSource clock;

  MachinesOverSsh(Map<String, String> environment, InstantSource clock) {
    this.surroundings = Surroundings.of(environment);
    this.clock = clock;
  }

  @Override
  public HostPort open(
      Settings settings, SortedMap<String, String> addresses, Keepsakes keepsakes) {
    SshMachines ssh = new SshMachines(settings.hosts(), addresses, surroundings, clock);
    try {
      return port(settings, addresses, keepsakes, ssh);
    } catch (RuntimeException e) {
      ssh.close();
      throw e;
    }
  }

  @Override
  public SortedMap<String, List<String>> forget(
      Settings settings, SortedMap<String, String> addresses) {
    try (SshMachines ssh = new SshMachines(settings.hosts(), addresses, surroundings, clock)) {
      return new MachineTraces(ssh).remove();
    }
  }

  private HostPort port(
      Settings settings,
      SortedMap<String, String> addresses,
      Keepsakes keepsakes,
      SshMachines ssh) {
    Origins origins =
        new Origins(
            addresses,
            settings.hosts().etcd(),
            new TaskErrands(ssh.tasks()),
            keepsakes.objects(),
            keepsakes.volumes());
    Keeping keeping =
        new Keeping(
            settings.backup(),
            keepsakes.cluster(),
            keepsakes.folder(),
            keepsakes.earlier(),
            new SshAccounts(settings.hosts(), surroundings));
    return new SshHostPort(
        ssh,
        new RenderedScripts(settings.hosts().etcd()),
        new KeptBackups(origins, keeping, clock, ssh::say),
        clock,
        Pace.CALM);
  }
}
