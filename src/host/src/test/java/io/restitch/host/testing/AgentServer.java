package io.restitch.host.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** An SSH agent with Ed25519 keys (draft-ietf-sshm-ssh-agent), written apart from our client. */
public final class AgentServer implements AutoCloseable {
  private static final int REQUEST_IDENTITIES = 11;
  private static final int IDENTITIES_ANSWER = 12;
  private static final int SIGN_REQUEST = 13;
  private static final int SIGN_RESPONSE = 14;
  private static final int FAILURE = 5;

  private final ServerSocketChannel server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<KeyPair> keys = new ArrayList<>();
  private final AtomicInteger signatures = new AtomicInteger();
  private volatile UnaryOperator<byte[]> spoil = answer -> answer;

  /** Listens on this socket. */
  public AgentServer(Path socket, KeyPair... keys) throws IOException {
    this.keys.addAll(List.of(keys));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    threads.execute(this::accept);
  }

  /** Makes something else of every answer; of an empty one it makes no answer, and hangs up. */
  public void spoils(UnaryOperator<byte[]> how) {
    spoil = how;
  }

  /** How often it signed. */
  public int signatures() {
    return signatures.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        DataInputStream in = new DataInputStream(Channels.newInputStream(client));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client))) {
      while (true) {
        byte[] request = in.readNBytes(in.readInt());
        byte[] answer = spoil.apply(answer(new ByteArrayBuffer(request)));
        if (answer.length == 0) {
          return;
        }
        out.writeInt(answer.length);
        out.write(answer);
        out.flush();
      }
    } catch (Exception e) {
      // hung up
    }
  }

  private byte[] answer(Buffer request) throws Exception {
    Buffer answer = new ByteArrayBuffer();
    switch (request.getUByte()) {
      case REQUEST_IDENTITIES -> {
        answer.putByte((byte) IDENTITIES_ANSWER);
        answer.putUInt(keys.size());
        for (KeyPair key : keys) {
          answer.putPublicKey(key.getPublic());
          answer.putString("of the test");
        }
      }
      case SIGN_REQUEST -> sign(request, answer);
      default -> answer.putByte((byte) FAILURE);
    }
    return answer.getCompactData();
  }

  private void sign(Buffer request, Buffer answer) throws Exception {
    var wanted = request.getPublicKey();
    byte[] message = request.getBytes();
    for (KeyPair key : keys) {
      if (KeyUtils.compareKeys(key.getPublic(), wanted)) {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(message);
        Buffer signed = new ByteArrayBuffer();
        signed.putString("ssh-ed25519");
        signed.putBytes(signature.sign());
        answer.putByte((byte) SIGN_RESPONSE);
        answer.putBytes(signed.getCompactData());
        signatures.incrementAndGet();
        return;
      }
    }
    answer.putByte((byte) FAILURE);
  }
}
