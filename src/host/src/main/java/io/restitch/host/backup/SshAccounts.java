package io.restitch.host.backup;

import io.restitch.core.plan.Settings;
import io.restitch.host.ssh.AccountShell;
import io.restitch.host.ssh.Surroundings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Accounts on other hosts, one connection to each, made when it is needed. */
public final class SshAccounts implements Accounts {
  private final Settings.Hosts settings;
  private final Surroundings surroundings;
  private final Map<String, AccountShell> open = new ConcurrentHashMap<>();

  /**
   * Connects to nothing yet.
   *
   * @param settings key, known hosts and limits; {@code hosts.taskTimeout} is that of one transfer
   */
  public SshAccounts(Settings.Hosts settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  @Override
  public Account of(RemoteFolder folder) {
    AccountShell shell =
        open.computeIfAbsent(folder.host(), at -> new AccountShell(settings, at, surroundings));
    return (command, input, out, err) ->
        shell.run(command, input::writeTo, settings.taskTimeout(), out, err);
  }

  @Override
  public void close() {
    open.values().forEach(AccountShell::close);
  }
}
