package io.restitch.host.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * The user's SSH agent, over its Unix socket: draft-ietf-sshm-ssh-agent, a 32-bit length and a
 * message each way. (sshd-core's own client for such sockets needs a native library.)
 */
final class AgentSocket extends AbstractAgentProxy {
  /** OpenSSH's agent takes and sends no more than this (MAX_AGENT_REPLY_LEN). */
  private static final int LONGEST = 256 * 1024;

  private final SocketChannel channel;
  private final Selector selector;
  private final Duration limit;
  private final Predicate<PublicKey> shown;

  private AgentSocket(
      SocketChannel channel, Selector selector, Duration limit, Predicate<PublicKey> shown) {
    super(null);
    this.channel = channel;
    this.selector = selector;
    this.limit = limit;
    this.shown = shown;
  }

  /**
   * Connects.
   *
   * @param limit how long one answer may take; an agent may ask its user first
   * @param shown which of its keys are used: a server allows a few attempts only
   * @throws IOException if no agent listens there
   */
  static AgentSocket connect(Path socket, Duration limit, Predicate<PublicKey> shown)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new AgentSocket(channel, selector, limit, shown);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }
  }

  @Override
  public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
    List<Map.Entry<PublicKey, String>> keys = new ArrayList<>();
    for (Map.Entry<PublicKey, String> key : super.getIdentities()) {
      if (shown.test(key.getKey())) {
        keys.add(key);
      }
    }
    return keys;
  }

  @Override
  protected synchronized Buffer request(Buffer message) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(message.array(), message.rpos(), message.available());
    while (out.hasRemaining()) {
      channel.write(out);
    }
    long deadline = System.nanoTime() + limit.toNanos();
    int length = read(4, deadline).getInt();
    if (length < 1 || length > LONGEST) {
      throw new IOException("the agent announced an answer of " + length + " bytes");
    }
    return new ByteArrayBuffer(read(length, deadline).array());
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    super.close();
    selector.close();
    channel.close();
  }

  private ByteBuffer read(int length, long deadline) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(length);
    while (in.hasRemaining()) {
      int count = channel.read(in);
      if (count < 0) {
        throw new EOFException("the agent hung up");
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (count == 0 && (left <= 0 || selector.select(left) == 0)) {
        throw new IOException("the agent did not answer in " + limit.toSeconds() + " s");
      }
      selector.selectedKeys().clear();
    }
    return in.flip();
  }
}
