package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Real machines with a cluster whose workers are on Flannel and whose control planes are not yet,
 * or with one that is all on Calico; up from its making to its close. Needs root; fails if it
 * cannot start.
 */
final class MixedLab implements AutoCloseable {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Duration BUILD = Duration.ofMinutes(40);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Map<String, String> ENVIRONMENT = Map.of("NO_COLOR", "1");

  private final Path dir;
  private List<String> identity = List.of();

  private MixedLab(Path dir) {
    this.dir = dir;
  }

  /** With Calico in this mode: {@code vxlan} or {@code bgp}. */
  static MixedLab up(String mode) {
    script(BUILD, "build", "machines");
    return new MixedLab(Path.of(script(LIMIT, "mixed", "--mode", mode).lastLine()));
  }

  /**
   * A whole cluster on Calico in this mode, with workloads and {@link Probers}; {@code worker-3} is
   * yet to join.
   */
  static MixedLab mission(String mode) {
    script(BUILD, "build", "machines");
    return new MixedLab(
        Path.of(script(LIMIT, "mission", "--mode", mode, "--joined", "2").lastLine()));
  }

  /** So many control planes, and workers that run and are not joined; no pod network. */
  static MixedLab bare(int controlPlanes, int workers) {
    script(BUILD, "build", "machines");
    return new MixedLab(
        Path.of(
            script(
                    LIMIT,
                    "machines",
                    "up",
                    "--control-planes",
                    String.valueOf(controlPlanes),
                    "--workers",
                    String.valueOf(workers))
                .lastLine()));
  }

  /**
   * One more worker, joined as restitch's are: with the label of green ones and a startup taint.
   */
  void joinGreen(String worker) {
    script(LIMIT, "machines", "join", dir.toString(), worker, "--green");
  }

  /** One more worker on Calico, joined as the first ones were. */
  void join(String worker) {
    script(LIMIT, "machines", "join", dir.toString(), worker);
    kubectl("wait", "--for=condition=Ready", "node/" + worker, "--timeout=120s");
  }

  /**
   * From now on restitch runs under a user who has the rights of the project's roles, and no more.
   */
  MixedLab underItsRoles() {
    Access.grant(this::kubectl, "restitch");
    try {
      Path kubeconfig =
          Files.writeString(
              dir.resolve("restitch.conf"),
              exec("cp-1", "kubeadm", "kubeconfig", "user", "--client-name", "restitch"));
      identity = List.of("env", "KUBECONFIG=" + kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Hears what probers say, from now on. */
  Probers probers(Path folder) {
    return Probers.hear(folder, inNetwork("probe", "collect"));
  }

  /** Writes settings with which restitch does all that it can, machines by the lab's provider. */
  void missionSettings(Path folder) {
    try {
      Files.writeString(
          folder.resolve("restitch.yaml"),
          """
          apiVersion: restitch.io/v1alpha1
          kind: Migration
          metadata: {name: lab}
          spec:
            provider: {name: machines, path: %2$s, settings: {dir: %1$s}}
            workers: {surge: 1, bootTimeout: 3m}
            hosts: {user: ops, key: %1$s/ssh/id_ed25519, knownHosts: %1$s/ssh/known_hosts}
            backup: {to: %1$s/backups}
          """
              .formatted(dir, HOME.resolve("provider/restitch-provider-machines")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes one more machine that joins as people do it: kubeadm, and nothing of ours. */
  void joinByHand(String name) {
    String join = exec("cp-1", "kubeadm", "token", "create", "--print-join-command");
    try {
      Path userData = dir.resolve(name + ".sh");
      Files.writeString(userData, "#!/bin/sh\nset -e\n" + join.strip() + "\n");
      String make =
          "exec '%s' make '%s' '%s' < '%s'"
              .formatted(HOME.resolve("machines"), dir, name, userData);
      Commands.run(LIMIT, Map.of(), List.of("bash", "-c", make)).well();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What kubectl prints. */
  String kubectl(String... arguments) {
    return inNetwork(List.of("kubectl"), arguments).well().out();
  }

  /** What a command in a machine prints. */
  String exec(String machine, String... command) {
    List<String> all = new ArrayList<>(List.of("exec", dir.toString(), machine));
    all.addAll(List.of(command));
    return script(LIMIT, "machines", all.toArray(String[]::new)).out();
  }

  /** What a command in a machine prints, and how it ends. */
  Commands.Ended tryExec(String machine, String... command) {
    List<String> all =
        new ArrayList<>(List.of(HOME.resolve("machines").toString(), "exec", dir.toString()));
    all.add(machine);
    all.addAll(List.of(command));
    return Commands.run(LIMIT, Map.of(), all);
  }

  /** Keeps a shell's command running in a machine, until it is ended. */
  Process keepRunning(String machine, String command) {
    List<String> all = new ArrayList<>(List.of(HOME.resolve("machines").toString(), "exec"));
    all.addAll(List.of(dir.toString(), machine, "sh", "-c", command));
    try {
      return Commands.start(
          dir,
          Map.of(),
          all,
          dir.resolve(machine + ".kept.out"),
          dir.resolve(machine + ".kept.err"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Posts an object. */
  void apply(String yaml) {
    try {
      Path file = Files.writeString(dir.resolve("posted.yaml"), yaml);
      kubectl("apply", "-f", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs restitch where machines can be reached, with settings beside it. */
  Commands.Ended restitch(Path folder, String... arguments) {
    return restitch(LIMIT, folder, arguments);
  }

  /** The same, with another limit. */
  Commands.Ended restitch(Duration limit, Path folder, String... arguments) {
    return Commands.run(limit, folder, ENVIRONMENT, restitch(arguments));
  }

  /** Starts restitch there, its output in files beside its settings. */
  Process start(Path folder, String name, String... arguments) {
    try {
      return Commands.start(
          folder,
          ENVIRONMENT,
          restitch(arguments),
          folder.resolve(name + ".out"),
          folder.resolve(name + ".err"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> restitch(String... arguments) {
    List<String> command = inNetwork();
    command.addAll(identity);
    command.addAll(Restitch.built());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Writes settings with which restitch reaches the machines; what is not built yet is attested.
   * Backups go to one folder, whatever directory a run has.
   */
  void settings(Path folder) {
    settings(folder, "ops", dir.resolve("ssh/known_hosts"));
  }

  /** The same, with another user or other pinned keys. */
  void settings(Path folder, String user, Path knownHosts) {
    try {
      Files.writeString(
          folder.resolve("restitch.yaml"),
          """
          apiVersion: restitch.io/v1alpha1
          kind: Migration
          metadata: {name: lab}
          spec:
            hosts: {user: %1$s, key: %2$s/ssh/id_ed25519, knownHosts: %3$s}
            backup: {to: %2$s/backups}
            attested: [CalicoFenced, FlannelInstalled, WorkersReplaced]
          """
              .formatted(user, dir, knownHosts));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the user of {@link #underItsRoles} asked each API server for. */
  AuditLog audit() {
    return AuditLog.of(
        MixedEnds.CONTROL_PLANES.stream()
            .map(machine -> dir.resolve("machines/" + machine + "/disk/upper/var/log/kubernetes"))
            .flatMap(folder -> Tail.all(folder.resolve("audit.log")).more().stream())
            .toList());
  }

  /** URLs of the API servers themselves, not of the load balancer in front of them. */
  List<String> everyApiServer() {
    return List.of(
        "https://172.20.0.11:6443", "https://172.20.0.12:6443", "https://172.20.0.13:6443");
  }

  /** What one API server answers when an object is posted for show: its refusal too. */
  String dryRun(String server, String yaml) {
    try {
      Path file = Files.writeString(dir.resolve("probe.yaml"), yaml);
      Commands.Ended ended =
          inNetwork(
              List.of("kubectl", "--server", server),
              "create",
              "--dry-run=server",
              "-f",
              file.toString());
      return ended.out() + ended.err();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What one API server answers to a plain GET. */
  Commands.Ended asks(String server, String path) {
    return inNetwork(List.of("kubectl", "--server", server), "get", "--raw", path);
  }

  /** Status of each member of etcd, a line each; fails if one does not answer. */
  String etcd(String asked) {
    return script(LIMIT, "machines", "etcd", dir.toString(), asked).out();
  }

  /** Whether each member of etcd answers. */
  boolean everyMemberAnswers() {
    return Commands.run(
                LIMIT,
                Map.of(),
                List.of(HOME.resolve("machines").toString(), "etcd", dir.toString(), "cp-1"))
            .status()
        == 0;
  }

  /** A power cut. */
  void cut(String machine) {
    script(LIMIT, "machines", "cut", dir.toString(), machine);
  }

  /** Power again, with the same disk. */
  void boot(String machine) {
    script(LIMIT, "machines", "boot", dir.toString(), machine);
  }

  /** Names of all machines that there are, as their cloud would list them. */
  Set<String> machines() {
    try (Stream<Path> folders = Files.list(dir.resolve("machines"))) {
      return folders
          .filter(f -> Files.exists(f.resolve("address")))
          .map(f -> f.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Folder of this lab. */
  Path dir() {
    return dir;
  }

  /**
   * A client that reads and writes through the load balancer, every 50 ms, until it is ended; then
   * it asks every API server itself.
   */
  Client client(Path folder) {
    return client(folder, Duration.ofMillis(50));
  }

  /** The same, with another pause between two rounds. */
  Client client(Path folder, Duration pause) {
    List<String> command = inNetwork();
    command.addAll(
        List.of(
            HOME.resolve("machines.d/mixed/client").toString(),
            String.valueOf(pause.toMillis() / 1000.0)));
    command.addAll(everyApiServer());
    return Client.start(folder, command);
  }

  @Override
  public void close() {
    script(LIMIT, "machines", "down", dir.toString());
  }

  /** A command that runs where machines can be reached. */
  List<String> inNetwork(String... command) {
    List<String> all =
        new ArrayList<>(List.of(HOME.resolve("machines").toString(), "run", dir.toString()));
    all.addAll(List.of(command));
    return all;
  }

  private Commands.Ended inNetwork(List<String> program, String... arguments) {
    List<String> command = inNetwork();
    command.addAll(program);
    command.addAll(List.of(arguments));
    return Commands.run(LIMIT, Map.of(), command);
  }

  private static Commands.Ended script(Duration limit, String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(HOME.resolve(name).toString()));
    command.addAll(List.of(arguments));
    return Commands.run(limit, Map.of(), command).well();
  }
}
