package io.restitch.host.ssh;

import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a machine: opened when it is needed, kept, and opened anew when it broke. A
 * few commands may run over it at a time.
 */
final class Connection implements AutoCloseable {
  /** sshd lets ten sessions into one connection (MaxSessions, sshd_config(5)). */
  private static final int AT_A_TIME = 4;

  private final SshClient client;
  private final Destination destination;
  private final Duration limit;
  private final Semaphore room = new Semaphore(AT_A_TIME);
  private final ReentrantLock opening = new ReentrantLock();
  private List<ClientSession> open = List.of();

  /**
   * @param limit of one connection attempt
   */
  Connection(SshClient client, Destination destination, Duration limit) {
    this.client = client;
    this.destination = destination;
    this.limit = limit;
  }

  Destination destination() {
    return destination;
  }

  /**
   * Runs a command.
   *
   * @param input its stdin; what fails there fails this
   * @return its exit status
   * @throws RestitchException if the machine cannot be entered, the connection breaks, or it takes
   *     longer than its limit
   */
  int run(String command, Input input, Duration limit, OutputStream out, OutputStream err) {
    try {
      if (!room.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw SshProblems.late(destination, limit);
      }
    } catch (InterruptedException e) {
      throw stopped(e);
    }
    try {
      ClientSession session = session();
      try (ChannelExec channel = session.createExecChannel(command)) {
        channel.setOut(out);
        channel.setErr(err);
        return exchange(channel, input, limit);
      } catch (InterruptedIOException e) {
        throw stopped(e);
      } catch (IOException | IllegalStateException e) {
        // A connection that broke a moment ago takes no channel, and calls that a wrong state.
        session.close(true);
        throw SshProblems.broken(destination, e);
      }
    } catch (InterruptedException e) {
      throw stopped(e);
    } finally {
      room.release();
    }
  }

  /** The channel's own way to wait does not hear interrupts. */
  private int exchange(ChannelExec channel, Input input, Duration limit)
      throws IOException, InterruptedException {
    channel.open().verify(limit);
    try (OutputStream in = channel.getInvertedIn()) {
      input.writeTo(in);
    } catch (IOException e) {
      if (!channel.getSession().isOpen()) {
        throw e;
      }
      // The command ended without reading all of it; why, it says itself.
    }
    CountDownLatch closed = new CountDownLatch(1);
    channel.addCloseFutureListener(future -> closed.countDown());
    if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw SshProblems.late(destination, limit);
    }
    Integer status = channel.getExitStatus();
    if (status == null) {
      throw SshProblems.lost(destination, channel.getExitSignal());
    }
    return status;
  }

  private RestitchException stopped(Exception e) {
    Thread.currentThread().interrupt();
    return SshProblems.stopped(destination, e);
  }

  private ClientSession session() {
    opening.lock();
    try {
      if (open.isEmpty() || !open.stream().allMatch(ClientSession::isOpen)) {
        drop();
        open = connect();
      }
      return open.getLast();
    } finally {
      opening.unlock();
    }
  }

  /** Sessions to each host on the way, the machine's own last. */
  private List<ClientSession> connect() {
    List<ClientSession> way = new ArrayList<>();
    try {
      for (Destination hop : hops(destination)) {
        way.add(enter(hop, way.isEmpty() ? null : way.getLast()));
      }
      return way;
    } catch (RestitchException e) {
      way.reversed().forEach(s -> s.close(true));
      throw e;
    }
  }

  private ClientSession enter(Destination hop, @Nullable ClientSession before) {
    Login login = Login.to(hop);
    ClientSession session = null;
    try {
      String host = hop.address();
      int port = hop.port();
      if (before != null) {
        SshdSocketAddress tunnel =
            before
                .createLocalPortForwardingTracker(
                    new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(host, port))
                .getBoundAddress();
        host = "127.0.0.1";
        port = tunnel.getPort();
      }
      HostConfigEntry entry = new HostConfigEntry("", host, port, hop.user());
      session = client.connect(entry, Client.context(login), null).verify(limit).getSession();
      login.pairs().forEach(session::addPublicKeyIdentity);
      session.auth().verify(limit);
      return session;
    } catch (IOException | RuntimeException e) {
      if (session != null) {
        session.close(true);
      }
      throw e instanceof InterruptedIOException
          ? stopped(e)
          : SshProblems.closed(hop, login, e, limit);
    }
  }

  private static List<Destination> hops(Destination destination) {
    List<Destination> hops = new ArrayList<>();
    destination.jump().ifPresent(j -> hops.addAll(hops(j)));
    hops.add(destination);
    return hops;
  }

  private void drop() {
    open.reversed().forEach(s -> s.close(true));
    open = List.of();
  }

  /** Ends it; another command would open it anew. */
  @Override
  public void close() {
    opening.lock();
    try {
      drop();
    } finally {
      opening.unlock();
    }
  }
}
