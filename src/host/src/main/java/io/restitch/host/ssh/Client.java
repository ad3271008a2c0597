package io.restitch.host.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * sshd-core's client, set up so that nothing is tried or trusted but what a {@link Login} says:
 * public keys only, no configuration or default key of its own.
 */
final class Client {
  /** Travels with a connection attempt into sshd-core's callbacks. */
  static final AttributeKey<Login> LOGIN = new AttributeKey<>();

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int HEARTBEATS_MISSED = 3;
  private static final int THREADS = 2;

  private Client() {}

  /** A started client. */
  static SshClient start() {
    JdkRegistrar.install();
    SshClient client = SshClient.setUpDefaultClient();
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    client.setAgentFactory(new Agents());
    client.setServerKeyVerifier((session, remote, key) -> {
      Login login = login(session);
      return login != null && new HostKeys(login).verifyServerKey(session, remote, key);
    });
    client.addSessionListener(new KnownKindsFirst());
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, HEARTBEATS_MISSED);
    CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
    CoreModuleProperties.NIO_WORKERS.set(client, THREADS);
    client.start();
    return client;
  }

  static AttributeRepository context(Login login) {
    return AttributeRepository.ofKeyValuePair(LOGIN, login);
  }

  private static @Nullable Login login(@Nullable Session session) {
    AttributeRepository context =
        session instanceof ClientSession client ? client.getConnectionContext() : null;
    return context == null ? null : context.getAttribute(LOGIN);
  }

  /**
   * Asks a machine for a key of a kind that is known of it, before others: it may have several, and
   * one of another kind would look unknown. As OpenSSH does (order_hostkeyalgs, sshconnect2.c).
   */
  private static final class KnownKindsFirst implements SessionListener {
    @Override
    public void sessionCreated(Session session) {
      Login login = login(session);
      if (login == null) {
        return;
      }
      Set<String> kinds = new HostKeys(login).kinds();
      List<NamedFactory<Signature>> all = session.getSignatureFactories();
      session.setSignatureFactories(
          all.stream()
              .sorted(
                  Comparator.comparing(
                      f -> !kinds.contains(KeyUtils.getCanonicalKeyType(f.getName()))))
              .toList());
    }
  }

  private static final class Agents implements SshAgentFactory {
    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
      return List.of();
    }

    @Override
    public @Nullable SshAgent createClient(Session session, FactoryManager manager) {
      Login login = login(session);
      try {
        return login == null ? null : login.agent().orElse(null);
      } catch (IOException e) {
        return null;
      }
    }

    @Override
    public SshAgentServer createServer(ConnectionService service) {
      throw new UncheckedIOException(new IOException("agents are not forwarded"));
    }
  }
}
