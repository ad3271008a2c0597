package io.restitch.host.ssh;

import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.task.Shell;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.sshd.client.SshClient;

/**
 * A root shell on each of some machines, over SSH: {@code sudo -n sh}, or {@code sh} where one logs
 * in as root. Scripts go in on stdin, never in arguments, which every user of a machine can read.
 *
 * <p>The shell first says who it is. What comes before that is other people's, such as a greeting
 * of the login shell; if it never comes, the rights of root were refused.
 */
public final class RootShell implements Shell, AutoCloseable {
  private static final String HELLO = "restitch-shell-of-";
  private static final String INTRODUCTION = "echo \"" + HELLO + "$(id -u)\"\n";
  private static final String ROOT = "0";
  private static final int MOST_ANSWER = 16 * 1024 * 1024;
  private static final int MOST_COMPLAINT = 64 * 1024;

  private final SshClient client;
  private final Map<String, Connection> connections;

  /**
   * Connects to nothing yet.
   *
   * @param addresses where machines are unless the settings say otherwise, by name
   * @throws RestitchException {@code BAD_FILE} or {@code BAD_SETTING} if the settings or the user's
   *     SSH configuration make no sense
   */
  public RootShell(
      Settings.Hosts settings, Map<String, String> addresses, Surroundings surroundings) {
    Destinations destinations = new Destinations(settings, surroundings);
    List<Destination> all =
        addresses.entrySet().stream().map(e -> destinations.of(e.getKey(), e.getValue())).toList();
    this.client = Client.start();
    this.connections =
        all.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Destination::name, d -> new Connection(client, d, settings.timeout())));
  }

  @Override
  public Reply run(String machine, String script, Duration limit) {
    Capped stdout = new Capped(MOST_ANSWER);
    Reply reply = run(machine, script, limit, stdout);
    return new Reply(reply.status(), stdout.toByteArray(), reply.stderr());
  }

  @Override
  public Reply run(String machine, String script, Duration limit, OutputStream stdout) {
    Connection connection = connections.get(machine);
    if (connection == null) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND, "no machine is called " + machine, "name it under hosts.at");
    }
    Capped stderr = new Capped(MOST_COMPLAINT);
    AfterHello out = new AfterHello(HELLO, stdout);
    Destination to = connection.destination();
    byte[] text = (INTRODUCTION + script).getBytes(StandardCharsets.UTF_8);
    int status =
        connection.run(
            to.user().equals("root") ? "sh" : "sudo -n sh",
            in -> in.write(text),
            limit,
            out,
            stderr);
    String complaint = stderr.toString(StandardCharsets.UTF_8);
    if (!out.name().equals(ROOT)) {
      throw SshProblems.notRoot(to, complaint);
    }
    return new Reply(status, new byte[0], complaint);
  }

  /** Ends all connections; what runs detached goes on. */
  @Override
  public void close() {
    connections.values().forEach(Connection::close);
    client.stop();
  }
}
