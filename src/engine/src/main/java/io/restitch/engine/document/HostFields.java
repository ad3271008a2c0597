package io.restitch.engine.document;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Fields of the section {@code hosts}: how control-plane machines are reached. */
final class HostFields {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String TARGET =
      "([^@\\s]+@)?([^@:\\s\\[\\]]+|\\[[0-9a-fA-F:]+\\])(:[0-9]{1,5})?";

  static final Field<String> USER =
      new Field<>(
          "hosts.user",
          "Who logs in by SSH; uses sudo -n unless it is root. Empty: as ~/.ssh/config says.",
          ValueTypes.text("([A-Za-z_][A-Za-z0-9_.-]{0,31})?", "ops"),
          s -> s.hosts().login().user());
  static final Field<Integer> PORT =
      new Field<>(
          "hosts.port",
          "Port of sshd. 0: as ~/.ssh/config says, else 22.",
          ValueTypes.integer(0, 65_535),
          s -> s.hosts().login().port());
  static final Field<String> KEY =
      new Field<>(
          "hosts.key",
          "File of a private key. Empty: the agent's keys, and those of ~/.ssh/config.",
          ValueTypes.text("~/.ssh/id_ed25519"),
          s -> s.hosts().login().key());
  static final Field<String> KNOWN_HOSTS =
      new Field<>(
          "hosts.knownHosts",
          "File with the machines' host keys; an unknown key is refused. Empty: ~/.ssh/known_hosts.",
          ValueTypes.text("~/.ssh/known_hosts"),
          s -> s.hosts().knownHosts());
  static final Field<String> JUMP =
      new Field<>(
          "hosts.jump",
          "Host to go through, [user@]host[:port]. Empty: as ~/.ssh/config says.",
          ValueTypes.text("(" + TARGET + ")?", "ops@bastion.example.org"),
          s -> s.hosts().login().jump());
  static final Field<Duration> TIMEOUT =
      new Field<>(
          "hosts.timeout",
          "Limit of one connection attempt and of one short command.",
          ValueTypes.duration(SECOND),
          s -> s.hosts().timeout());
  static final Field<Duration> TASK_TIMEOUT =
      new Field<>(
          "hosts.taskTimeout",
          "Limit of one task on a machine, such as a backup.",
          ValueTypes.duration(SECOND),
          s -> s.hosts().taskTimeout());
  static final Field<Map<String, String>> AT =
      new Field<>(
          "hosts.at",
          "Where a machine is reached, by node name: [user@]address[:port]. Others at their"
              + " Node's InternalIP.",
          ValueTypes.map(),
          s -> s.hosts().each().at());
  static final Field<Map<String, String>> KEYS =
      new Field<>(
          "hosts.keys",
          "Files of private keys for single machines, by node name; hosts.key for others.",
          ValueTypes.map(),
          s -> s.hosts().each().keys());
  static final Field<Map<String, String>> JUMPS =
      new Field<>(
          "hosts.jumps",
          "Hosts to go through to single machines, by node name; none: straight to it.",
          ValueTypes.map(),
          s -> s.hosts().each().jumps());
  static final Field<String> ETCD_ENDPOINTS =
      new Field<>(
          "hosts.etcdEndpoints",
          "Endpoints of an etcd that does not run on the control planes, comma-separated. Empty:"
              + " it does.",
          ValueTypes.text("(https?://[^,\\s]+(,https?://[^,\\s]+)*)?", "https://10.0.0.20:2379"),
          s -> s.hosts().etcd().endpoints());
  static final Field<String> ETCD_CA_CERT =
      new Field<>(
          "hosts.etcdCaCert",
          "File of that etcd's CA on each control plane.",
          ValueTypes.text("(/.*)?", "/etc/kubernetes/pki/etcd/ca.crt"),
          s -> s.hosts().etcd().caCert());
  static final Field<String> ETCD_CERT =
      new Field<>(
          "hosts.etcdCert",
          "File of a client certificate for it there.",
          ValueTypes.text("(/.*)?", "/etc/kubernetes/pki/apiserver-etcd-client.crt"),
          s -> s.hosts().etcd().cert());
  static final Field<String> ETCD_KEY =
      new Field<>(
          "hosts.etcdKey",
          "File of that certificate's key there.",
          ValueTypes.text("(/.*)?", "/etc/kubernetes/pki/apiserver-etcd-client.key"),
          s -> s.hosts().etcd().key());

  /** All of them, in the order they are written. */
  static final List<Field<?>> ALL =
      List.of(
          USER,
          PORT,
          KEY,
          KNOWN_HOSTS,
          JUMP,
          TIMEOUT,
          TASK_TIMEOUT,
          AT,
          KEYS,
          JUMPS,
          ETCD_ENDPOINTS,
          ETCD_CA_CERT,
          ETCD_CERT,
          ETCD_KEY);

  private HostFields() {}
}
