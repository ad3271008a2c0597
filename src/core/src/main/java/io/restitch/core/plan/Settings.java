package io.restitch.core.plan;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.net.Cidr;
import io.restitch.core.policy.Terms;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the operator chooses: the spec of the one document.
 *
 * @param network address ranges
 * @param provider who makes machines
 * @param workers how workers are replaced
 * @param drain how pods are moved
 * @param backup where backups go
 * @param hosts how control-plane machines are reached
 * @param attested phases that are true by the operator's word
 * @param accepted codes of the consents given, such as {@code lone-pods}
 * @param pauseAfter phases after which to pause
 */
public record Settings(
    Network network,
    Provider provider,
    Workers workers,
    Drain drain,
    Backup backup,
    Hosts hosts,
    Set<PhaseName> attested,
    Set<String> accepted,
    Set<PhaseName> pauseAfter) {
  public Settings {
    attested = phases(attested);
    accepted = Collections.unmodifiableSet(new TreeSet<>(accepted));
    pauseAfter = phases(pauseAfter);
  }

  /**
   * Address ranges.
   *
   * @param podCidr the new pod range
   * @param nodeMask prefix length of one node's share of it, such as 24
   * @param linkRange range of the bridge's link addresses
   * @param flannel what Flannel is made of
   */
  public record Network(Cidr podCidr, int nodeMask, Cidr linkRange, Flannel flannel) {
    /** Flannel's customary range, a /24 a node. */
    public static final Network DEFAULT =
        new Network(
            Cidr.parse("10.244.0.0/16"), 24, Cidr.parse("100.127.192.0/18"), Flannel.DEFAULT);
  }

  /**
   * What Flannel is made of.
   *
   * @param image of its agent, by tag or digest
   * @param cniImage of its CNI plugin
   * @param iface the network device between nodes, or its address; empty: the device that has the
   *     Node's own address, which the bridge uses and probes prove
   * @param netpol what enforces policies beside it
   */
  public record Flannel(String image, String cniImage, String iface, Netpol netpol) {
    /**
     * The release that this was tried with (github.com/flannel-io/flannel). By tag: its release,
     * chart and manifest name no digests, only the registry does, and one that nobody vouches for
     * is worth less than a name.
     */
    public static final Flannel DEFAULT =
        new Flannel(
            "ghcr.io/flannel-io/flannel:v0.28.10",
            "ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3",
            "",
            Netpol.DEFAULT);

    /** The same, with this beside it. */
    public Flannel with(Netpol other) {
      return new Flannel(image, cniImage, iface, other);
    }
  }

  /**
   * kube-network-policies in Flannel's pods, as Flannel's chart has it with {@code netpol.enabled}:
   * Flannel itself enforces no policies.
   *
   * @param enabled whether it is there
   * @param image its image, by tag or digest; which policies it enforces goes by its flavour
   */
  public record Netpol(boolean enabled, String image) {
    /** The release of Flannel's chart, with the digest that kubernetes/k8s.io promotes. */
    public static final Netpol DEFAULT =
        new Netpol(
            false,
            "registry.k8s.io/networking/kube-network-policies:v1.0.0"
                + "@sha256:1e3e79625828c8fdc9a579e3e587abaaadbb0eed317abc6912badb1b92f76135");

    /** The image of what is there; empty if nothing is. */
    public String brought() {
      return enabled ? image : "";
    }
  }

  /**
   * Who makes machines.
   *
   * @param name the provider's name; {@code restitch-provider-NAME} unless it is built in
   * @param path absolute path of its executable; empty to look on {@code PATH}
   * @param settings free-form settings, passed on
   * @param environment names of environment variables it may see
   * @param timeout limit of one call
   * @param sha256 checksum of the executable, pinned by the plan; empty before there is one
   */
  public record Provider(
      String name,
      String path,
      Map<String, String> settings,
      Set<String> environment,
      Duration timeout,
      String sha256) {
    /** A person makes the machines. */
    public static final Provider DEFAULT =
        new Provider("manual", "", Map.of(), Set.of(), Duration.ofSeconds(60), "");

    public Provider {
      settings = Collections.unmodifiableMap(new TreeMap<>(settings));
      environment = Collections.unmodifiableSet(new TreeSet<>(environment));
    }

    /** The same provider, pinned to this executable. */
    public Provider pinned(String absolutePath, String checksum) {
      return new Provider(name, absolutePath, settings, environment, timeout, checksum);
    }
  }

  /**
   * How workers are replaced.
   *
   * @param surge how many machines more than before there may be at a time; 0 or more
   * @param maxUnavailable how many workers fewer than before there may be at a time; 0 or more
   * @param canary whether the first worker goes alone
   * @param headroom capacity that must stay free beyond all requests, in percent
   * @param bootTimeout how long a machine may take from its creation to carrying pods
   * @param attempts how many machines a slot may try before a person is asked
   * @param settle how long no traffic must have been sent to a machine before it is deleted
   * @param namePrefix what names of new machines start with
   * @param join how new machines become nodes
   */
  public record Workers(
      int surge,
      int maxUnavailable,
      boolean canary,
      int headroom,
      Duration bootTimeout,
      int attempts,
      Duration settle,
      String namePrefix,
      Join join) {
    /** Three at a time, after a canary, nothing ever missing. */
    public static final Workers DEFAULT =
        new Workers(
            3,
            0,
            true,
            10,
            Duration.ofMinutes(15),
            3,
            Duration.ofSeconds(5),
            "worker",
            Join.DEFAULT);

    /** The same, but new machines become nodes in this way, with these flags of their kubelets. */
    public Workers joining(Join.How how, Map<String, String> kubelet) {
      return new Workers(
          surge,
          maxUnavailable,
          canary,
          headroom,
          bootTimeout,
          attempts,
          settle,
          namePrefix,
          new Join(how, kubelet, join.before(), join.approveServing()));
    }
  }

  /**
   * How new machines become nodes.
   *
   * @param how what runs at their first boot
   * @param kubelet flags of their kubelets, without dashes, such as {@code cloud-provider}
   * @param before commands of a shell that run before all else; shown in the plan
   * @param approveServing whether requests of their kubelets for the certificate they serve with
   *     are approved
   */
  public record Join(How how, Map<String, String> kubelet, String before, boolean approveServing) {
    /** A plain Debian or Ubuntu. */
    public static final Join DEFAULT = new Join(How.DEBIAN, Map.of(), "", false);

    public Join {
      kubelet = Collections.unmodifiableMap(new TreeMap<>(kubelet));
    }

    /** What runs at the first boot. */
    public enum How {
      /** Packages for Debian or Ubuntu, then kubeadm. */
      DEBIAN,
      /** Packages for Red Hat's family or Amazon Linux, then kubeadm. */
      RHEL,
      /** kubeadm alone: the image has all that it needs. */
      SCRIPT,
      /**
       * Nothing of ours: machines join by themselves, with the labels and taints they are given.
       */
      NONE
    }
  }

  /**
   * How pods are moved.
   *
   * @param gracePeriod grace for evicted pods; null leaves each pod its own
   * @param timeout how long one node's drain may take before a person is asked
   * @param podSelector pods a drain moves; others stay and are listed
   * @param parallel how many evictions may be under way in the whole cluster
   */
  public record Drain(
      @Nullable Duration gracePeriod, Duration timeout, LabelSelector podSelector, int parallel) {
    /** All pods, each with its own grace, an hour a node. */
    public static final Drain DEFAULT =
        new Drain(null, Duration.ofHours(1), LabelSelector.EVERYTHING, 50);
  }

  /**
   * Where backups go.
   *
   * @param to a directory or {@code ssh://} address; empty means the run directory
   * @param recipient age recipient ({@code age1…}) they are encrypted to; empty: they are not
   * @param maxAge a backup older than this is taken again at the start, and before the first
   *     conversion
   */
  public record Backup(String to, String recipient, Duration maxAge) {
    /** The run directory, six hours. */
    public static final Backup DEFAULT = new Backup("", "", Duration.ofHours(6));
  }

  /**
   * How control-plane machines are reached, over SSH. What is empty is as the user's own OpenSSH
   * configuration says.
   *
   * @param login how to log in where nothing else is said of a machine
   * @param each what is said of single machines
   * @param knownHosts file with the machines' host keys; empty: {@code ~/.ssh/known_hosts}
   * @param timeout limit of one connection attempt and of one short command
   * @param taskTimeout limit of one task on a machine
   * @param etcd an etcd that does not run on the control planes
   */
  public record Hosts(
      Login login,
      Each each,
      String knownHosts,
      Duration timeout,
      Duration taskTimeout,
      ExternalEtcd etcd) {
    /** As ssh itself would do it. */
    public static final Hosts DEFAULT =
        new Hosts(
            Login.DEFAULT,
            Each.NOTHING,
            "",
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            ExternalEtcd.NONE);

    /** The private key's file for a machine; empty: as OpenSSH has it. */
    public String key(String machine) {
      return each.keys().getOrDefault(machine, login.key());
    }

    /** The host to go through to a machine; empty: as OpenSSH has it. */
    public String jump(String machine) {
      return each.jumps().getOrDefault(machine, login.jump());
    }
  }

  /**
   * How to log in.
   *
   * @param user who logs in; uses {@code sudo -n} unless it is root
   * @param port port of sshd; 0 means 22
   * @param key file of a private key; empty: those of the agent and of the configuration
   * @param jump host to go through, {@code [user@]host[:port]}; empty: none
   */
  public record Login(String user, int port, String key, String jump) {
    /** As ssh itself would do it. */
    public static final Login DEFAULT = new Login("", 0, "", "");
  }

  /**
   * What differs from machine to machine, by node name.
   *
   * @param at where a machine is reached, {@code [user@]address[:port]}; others at their Node's
   *     InternalIP
   * @param keys files of private keys
   * @param jumps hosts to go through; {@code none}: straight to it
   */
  public record Each(Map<String, String> at, Map<String, String> keys, Map<String, String> jumps) {
    /** All alike. */
    public static final Each NOTHING = new Each(Map.of(), Map.of(), Map.of());

    public Each {
      at = Collections.unmodifiableMap(new TreeMap<>(at));
      keys = Collections.unmodifiableMap(new TreeMap<>(keys));
      jumps = Collections.unmodifiableMap(new TreeMap<>(jumps));
    }
  }

  /**
   * An etcd that does not run on the control planes.
   *
   * @param endpoints its endpoints, comma-separated; empty: etcd is stacked
   * @param caCert file of its CA on each control plane
   * @param cert file of a client certificate there
   * @param key file of that certificate's key there
   */
  public record ExternalEtcd(String endpoints, String caCert, String cert, String key) {
    /** Etcd runs on the control planes. */
    public static final ExternalEtcd NONE = new ExternalEtcd("", "", "", "");
  }

  /** Everything at its default. */
  public static final Settings DEFAULT =
      new Settings(
          Network.DEFAULT,
          Provider.DEFAULT,
          Workers.DEFAULT,
          Drain.DEFAULT,
          Backup.DEFAULT,
          Hosts.DEFAULT,
          Set.of(),
          Set.of(),
          Set.of());

  /** Whether Flannel is installed with what enforces policies beside it. */
  public boolean enforcing() {
    return network.flannel().netpol().enabled() && !attested.contains(PhaseName.FLANNEL_INSTALLED);
  }

  /** What of them changes who enforces policies. */
  public Terms terms() {
    return new Terms(attested, network.flannel().netpol().brought());
  }

  /** The same settings, but these phases are true by the operator's word. */
  public Settings attesting(Set<PhaseName> phases) {
    return new Settings(
        network, provider, workers, drain, backup, hosts, phases, accepted, pauseAfter);
  }

  /** The same settings with these consents. */
  public Settings accepting(Set<String> codes) {
    return new Settings(
        network, provider, workers, drain, backup, hosts, attested, codes, pauseAfter);
  }

  /** The same settings with another network. */
  public Settings with(Network other) {
    return new Settings(
        other, provider, workers, drain, backup, hosts, attested, accepted, pauseAfter);
  }

  /** The same settings with another provider. */
  public Settings with(Provider other) {
    return new Settings(
        network, other, workers, drain, backup, hosts, attested, accepted, pauseAfter);
  }

  /** The same settings with another way to replace workers. */
  public Settings with(Workers other) {
    return new Settings(
        network, provider, other, drain, backup, hosts, attested, accepted, pauseAfter);
  }

  private static Set<PhaseName> phases(Set<PhaseName> some) {
    EnumSet<PhaseName> all = EnumSet.noneOf(PhaseName.class);
    all.addAll(some);
    return Collections.unmodifiableSet(all);
  }
}
