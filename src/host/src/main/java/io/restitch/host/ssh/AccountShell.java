package io.restitch.host.ssh;

import io.restitch.core.plan.Settings;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.sshd.client.SshClient;

/**
 * An account on a host that is no machine of the cluster's, such as one for backups, over SSH.
 * Commands run as its user.
 */
public final class AccountShell implements AutoCloseable {
  private final SshClient client;
  private final Connection connection;

  /**
   * Connects to nothing yet.
   *
   * @param settings key, known hosts and limits are taken from here
   * @param at {@code [user@]host[:port]}
   * @throws io.restitch.core.problem.RestitchException {@code BAD_FILE} or {@code BAD_SETTING} if
   *     that or the user's SSH configuration make no sense
   */
  public AccountShell(Settings.Hosts settings, String at, Surroundings surroundings) {
    Destination to = new Destinations(settings, surroundings).other(at);
    this.client = Client.start();
    this.connection = new Connection(client, to, settings.timeout());
  }

  /**
   * Runs a command.
   *
   * @param command for the login shell
   * @param input its stdin; what fails there fails this
   * @return its exit status
   * @throws io.restitch.core.problem.RestitchException if the host cannot be entered, the
   *     connection breaks, or it takes longer than its limit
   */
  public int run(String command, Input input, Duration limit, OutputStream out, OutputStream err) {
    return connection.run(command, input, limit, out, err);
  }

  @Override
  public void close() {
    connection.close();
    client.stop();
  }
}
