package io.restitch.engine.document;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Consent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The one table of all fields: reader, writer, schema and template are made from it. */
final class SpecTable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A reference as container runtimes know it: {@code [host/]path[:tag][@sha256:digest]}. */
  private static final String IMAGE = "[a-zA-Z0-9][a-zA-Z0-9._/:-]{0,254}(@sha256:[0-9a-f]{64})?";

  static final Field<Cidr> POD_CIDR =
      new Field<>(
          "network.podCidr",
          "The new pod range. Must overlap neither the present one nor Services nor machines.",
          ValueTypes.cidr("10.244.0.0/16"),
          s -> s.network().podCidr());
  static final Field<Integer> NODE_MASK =
      new Field<>(
          "network.nodeMask",
          "Prefix length of one node's share of the pod range; kube-controller-manager's too.",
          ValueTypes.integer(8, 124),
          s -> s.network().nodeMask());
  static final Field<Cidr> LINK_RANGE =
      new Field<>(
          "network.linkRange",
          "Range of the bridge's link addresses, one per node. Must be used by nobody else.",
          ValueTypes.cidr("100.127.192.0/18"),
          s -> s.network().linkRange());
  static final Field<String> FLANNEL_IMAGE =
      new Field<>(
          "network.flannelImage",
          "Image of Flannel's agent, by tag or, better, by digest (NAME:TAG@sha256:…); the registry"
              + " has it.",
          ValueTypes.text(IMAGE, "ghcr.io/flannel-io/flannel:v0.28.10"),
          s -> s.network().flannel().image());
  static final Field<String> FLANNEL_CNI_IMAGE =
      new Field<>(
          "network.flannelCniImage",
          "Image of Flannel's CNI plugin, likewise.",
          ValueTypes.text(IMAGE, "ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3"),
          s -> s.network().flannel().cniImage());
  static final Field<String> FLANNEL_IFACE =
      new Field<>(
          "network.flannelIface",
          "Device between nodes, or its address, where it is not the one that has the Node's own"
              + " address. Empty: that one.",
          ValueTypes.text("([A-Za-z0-9][A-Za-z0-9_.:-]{0,38})?", "eth1"),
          s -> s.network().flannel().iface());

  static final Field<Boolean> FLANNEL_NETPOL =
      new Field<>(
          "network.flannelNetpol",
          "Whether kube-network-policies runs beside Flannel, which enforces no policies itself.",
          ValueTypes.flag(),
          s -> s.network().flannel().netpol().enabled());
  static final Field<String> FLANNEL_NETPOL_IMAGE =
      new Field<>(
          "network.flannelNetpolImage",
          "Its image. Which kinds of policies it enforces goes by its flavour.",
          ValueTypes.text(IMAGE, "registry.k8s.io/networking/kube-network-policies:v1.0.0"),
          s -> s.network().flannel().netpol().image());

  static final Field<String> PROVIDER_NAME =
      new Field<>(
          "provider.name",
          "Who makes machines: the executable restitch-provider-NAME, or manual.",
          ValueTypes.text("[a-z0-9][a-z0-9-]{0,62}", "manual"),
          s -> s.provider().name());
  static final Field<String> PROVIDER_PATH =
      new Field<>(
          "provider.path",
          "Absolute path of the provider's executable. Empty: looked up on PATH.",
          ValueTypes.text("(/.*)?", "/usr/local/bin/restitch-provider-mine"),
          s -> s.provider().path());
  static final Field<Map<String, String>> PROVIDER_SETTINGS =
      new Field<>(
          "provider.settings",
          "Settings for the provider, passed on as they are. No secrets: they are shown.",
          ValueTypes.map(),
          s -> s.provider().settings());
  static final Field<Set<String>> PROVIDER_ENVIRONMENT =
      new Field<>(
          "provider.environment",
          "Names of the environment variables the provider may see.",
          ValueTypes.texts("CLOUD_TOKEN_FILE"),
          s -> s.provider().environment());
  static final Field<Duration> PROVIDER_TIMEOUT =
      new Field<>(
          "provider.timeout",
          "Limit of one call.",
          ValueTypes.duration(SECOND),
          s -> s.provider().timeout());
  static final Field<String> PROVIDER_SHA256 =
      new Field<>(
          "provider.sha256",
          "Checksum of the executable. `restitch plan` pins it.",
          ValueTypes.text("([0-9a-f]{64})?", "64 hexadecimal digits"),
          s -> s.provider().sha256());

  static final Field<Integer> SURGE =
      new Field<>(
          "workers.surge",
          "How many machines more than before there may be at a time.",
          ValueTypes.integer(0, 1000),
          s -> s.workers().surge());
  static final Field<Integer> MAX_UNAVAILABLE =
      new Field<>(
          "workers.maxUnavailable",
          "How many workers fewer than before there may be at a time.",
          ValueTypes.integer(0, 1000),
          s -> s.workers().maxUnavailable());
  static final Field<Boolean> CANARY =
      new Field<>(
          "workers.canary",
          "Whether the first worker goes alone.",
          ValueTypes.flag(),
          s -> s.workers().canary());
  static final Field<Integer> HEADROOM =
      new Field<>(
          "workers.headroom",
          "Capacity that stays free beyond all requests, in percent.",
          ValueTypes.integer(0, 100),
          s -> s.workers().headroom());
  static final Field<Duration> BOOT_TIMEOUT =
      new Field<>(
          "workers.bootTimeout",
          "How long a machine may take from its creation to carrying pods.",
          ValueTypes.duration(SECOND),
          s -> s.workers().bootTimeout());
  static final Field<Integer> ATTEMPTS =
      new Field<>(
          "workers.attempts",
          "How many machines a slot may try before a person is asked.",
          ValueTypes.integer(1, 100),
          s -> s.workers().attempts());
  static final Field<Duration> SETTLE =
      new Field<>(
          "workers.settle",
          "How long no traffic must have been sent to a machine before it is deleted.",
          ValueTypes.duration(Duration.ZERO),
          s -> s.workers().settle());
  static final Field<String> NAME_PREFIX =
      new Field<>(
          "workers.namePrefix",
          "What names of new machines start with.",
          ValueTypes.text("[a-z]([a-z0-9-]{0,38}[a-z0-9])?", "worker"),
          s -> s.workers().namePrefix());

  static final Field<Settings.Join.How> JOIN =
      new Field<>(
          "workers.join",
          "How new machines become nodes: debian or rhel (packages, then kubeadm), script (kubeadm"
              + " alone), none (by themselves).",
          ValueTypes.choice(Settings.Join.How.class),
          s -> s.workers().join().how());
  static final Field<Map<String, String>> KUBELET =
      new Field<>(
          "workers.kubelet",
          "Flags of their kubelets without dashes, such as cloud-provider: external.",
          ValueTypes.map(),
          s -> s.workers().join().kubelet());
  static final Field<String> BEFORE_JOIN =
      new Field<>(
          "workers.beforeJoin",
          "Shell commands that run first on new machines, as root: mirrors, CAs, sysctls. No"
              + " secrets: they are shown.",
          ValueTypes.text("sysctl -w vm.max_map_count=262144"),
          s -> s.workers().join().before());
  static final Field<Boolean> APPROVE_SERVING =
      new Field<>(
          "workers.approveServingCertificates",
          "Whether requests of new machines' kubelets for serving certificates are approved, where"
              + " the provider tells all that they name.",
          ValueTypes.flag(),
          s -> s.workers().join().approveServing());

  static final Field<Duration> GRACE_PERIOD =
      new Field<>(
          "drain.gracePeriod",
          "Grace for evicted pods. Unset: each pod's own.",
          ValueTypes.duration(Duration.ZERO),
          s -> s.drain().gracePeriod());
  static final Field<Duration> DRAIN_TIMEOUT =
      new Field<>(
          "drain.timeout",
          "How long one node's drain may take before a person is asked.",
          ValueTypes.duration(SECOND),
          s -> s.drain().timeout());
  static final Field<LabelSelector> POD_SELECTOR =
      new Field<>(
          "drain.podSelector",
          "Pods a drain moves; others stay and are listed. Empty: all.",
          ValueTypes.selector(),
          s -> s.drain().podSelector());
  static final Field<Integer> PARALLEL =
      new Field<>(
          "drain.parallel",
          "How many evictions may be under way in the whole cluster.",
          ValueTypes.integer(1, 10_000),
          s -> s.drain().parallel());

  static final Field<String> BACKUP_TO =
      new Field<>(
          "backup.to",
          "A directory or ssh:// address; pieces elsewhere do not count. Empty: the run directory.",
          ValueTypes.text("/var/backups/restitch"),
          s -> s.backup().to());
  static final Field<String> BACKUP_RECIPIENT =
      new Field<>(
          "backup.recipient",
          "age recipient that backups are encrypted to. Empty: they are not encrypted.",
          ValueTypes.text("(age1[02-9ac-hj-np-z]{58})?", "age1…, as age-keygen prints it"),
          s -> s.backup().recipient());
  static final Field<Duration> BACKUP_MAX_AGE =
      new Field<>(
          "backup.maxAge",
          "A backup older than this is taken again at the start, and before the first conversion.",
          ValueTypes.duration(Duration.ofMinutes(1)),
          s -> s.backup().maxAge());

  static final Field<Set<PhaseName>> ATTESTED =
      new Field<>(
          "attested",
          "Phases that are true by your word: what restitch cannot see or do on this cluster.",
          ValueTypes.phases(),
          Settings::attested);
  static final Field<Set<String>> ACCEPT =
      new Field<>(
          "accept",
          "Codes of the consents you give, as `restitch plan` names them.",
          ValueTypes.words("consent", Consent.ALL),
          Settings::accepted);
  static final Field<Set<PhaseName>> PAUSE_AFTER =
      new Field<>(
          "pauseAfter", "Phases after which to pause.", ValueTypes.phases(), Settings::pauseAfter);

  private static final List<Field<?>> BEFORE_HOSTS =
      List.of(
          POD_CIDR,
          NODE_MASK,
          LINK_RANGE,
          FLANNEL_IMAGE,
          FLANNEL_CNI_IMAGE,
          FLANNEL_IFACE,
          FLANNEL_NETPOL,
          FLANNEL_NETPOL_IMAGE,
          PROVIDER_NAME,
          PROVIDER_PATH,
          PROVIDER_SETTINGS,
          PROVIDER_ENVIRONMENT,
          PROVIDER_TIMEOUT,
          PROVIDER_SHA256,
          SURGE,
          MAX_UNAVAILABLE,
          CANARY,
          HEADROOM,
          BOOT_TIMEOUT,
          ATTEMPTS,
          SETTLE,
          NAME_PREFIX,
          JOIN,
          KUBELET,
          BEFORE_JOIN,
          APPROVE_SERVING,
          GRACE_PERIOD,
          DRAIN_TIMEOUT,
          POD_SELECTOR,
          PARALLEL,
          BACKUP_TO,
          BACKUP_RECIPIENT,
          BACKUP_MAX_AGE);

  /** All fields in the order they are written. */
  static final List<Field<?>> FIELDS =
      Stream.of(BEFORE_HOSTS, HostFields.ALL, List.of(ATTESTED, ACCEPT, PAUSE_AFTER))
          .<Field<?>>flatMap(List::stream)
          .toList();

  /** What each section is about, in order. */
  static final List<Map.Entry<String, String>> SECTIONS =
      List.of(
          Map.entry("network", "Address ranges."),
          Map.entry("provider", "Who makes machines."),
          Map.entry("workers", "How workers are replaced."),
          Map.entry("drain", "How pods are moved."),
          Map.entry("backup", "Where backups go."),
          Map.entry("hosts", "How control-plane machines are reached, over SSH."));

  private SpecTable() {}
}
