package io.restitch.host.look;

import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.EtcdFact.Members;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Left;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.HostFact.Unreached;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.MachineState.ManagerFlags;
import io.restitch.core.fact.MachineState.Multus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the script {@code observe} prints, as a fact (docs/host-tasks.md).
 *
 * @param asked when the machine was asked, on our clock
 * @param answered when it had answered
 */
public record Observation(Instant asked, Instant answered) {
  /** A clock that is read in whole seconds is up to one behind. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /**
   * The machine as it was then.
   *
   * @throws io.restitch.core.problem.RestitchException if it is not what {@code observe} prints
   */
  public HostFact of(String machine, String printed) {
    Answer answer = Answer.read(machine, printed);
    Optional<Boolean> kubelet = answer.flag("kubelet");
    HostFact fact =
        new HostFact(
            machine,
            null,
            kubelet.orElse(true),
            calico(answer.text("cni")),
            new Residue(left(answer, "calico"), left(answer, "flannel")),
            etcd(answer.object("etcd")),
            state(answer));
    return kubelet.isPresent()
        ? fact
        : fact.lost(
            new Unreached(
                "whether the kubelet of " + machine + " runs cannot be seen",
                "'systemctl is-active kubelet' must work there"));
  }

  /** How far the machine's clock is ahead; it was read at some moment between both of ours. */
  Duration skew(Instant theirs) {
    if (theirs.isAfter(answered)) {
      return Duration.between(answered, theirs);
    }
    Instant latest = theirs.plus(TICK);
    return latest.isBefore(asked) ? Duration.between(asked, latest) : Duration.ZERO;
  }

  private MachineState state(Answer answer) {
    return new MachineState(
        answer.text("machineId"),
        answer.flag("kubeadm").orElse(false),
        clock(answer.text("clock")),
        free(answer.object("freeBytes")),
        answer.texts("strays"),
        answer.texts("repeatedFlags"),
        answer.text("task"),
        manager(answer),
        multus(answer.object("multus")),
        answer.texts("networkd"),
        answer.rangeAround("flannelSubnet"));
  }

  private static @Nullable Multus multus(Answer multus) {
    Optional<Fabric> to =
        switch (multus.text("network")) {
          case "calico" -> Optional.of(Fabric.CALICO);
          case "flannel" -> Optional.of(Fabric.FLANNEL);
          default -> Optional.empty();
        };
    Optional<Instant> written = instant(multus.text("written"));
    return to.isPresent() && written.isPresent() ? new Multus(to.get(), written.get()) : null;
  }

  private Duration clock(String text) {
    return instant(text).map(this::skew).orElse(Duration.ZERO);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A snapshot is written on one of these disks, and moved to the other: both have to be known. */
  private static OptionalLong free(Answer free) {
    OptionalLong etcd = free.number("etcd");
    OptionalLong tasks = free.number("tasks");
    return etcd.isPresent() && tasks.isPresent()
        ? OptionalLong.of(Math.min(etcd.getAsLong(), tasks.getAsLong()))
        : OptionalLong.empty();
  }

  private static @Nullable ManagerFlags manager(Answer answer) {
    if (!answer.has("manager")) {
      return null;
    }
    Answer manager = answer.object("manager");
    return new ManagerFlags(manager.flag("allocate").orElse(false), manager.range("range"));
  }

  private static EtcdFact etcd(Answer etcd) {
    boolean stacked = etcd.flag("stacked").orElse(true);
    return new EtcdFact(
        stacked,
        etcd.flag("healthy").orElse(false),
        etcd.flag("leader").orElse(false),
        etcd.flag("learner").orElse(false),
        etcd.texts("alarms"),
        etcd.number("lag").orElse(0),
        etcd.number("databaseBytes").orElse(0),
        new Members(Math.max(0, count(etcd.number("members"))), etcd.texts("silent")),
        etcd.text("problem").isEmpty() ? unseen(etcd, stacked) : etcd.text("problem"));
  }

  /** What is not known of it is not taken for good. Members of an etcd elsewhere are not asked. */
  private static String unseen(Answer etcd, boolean stacked) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("healthy", "its state");
    asked.put("learner", "whether it has a vote");
    asked.put("alarms", "whether it has raised an alarm");
    asked.put("lag", "how far it is behind");
    if (stacked) {
      asked.put("silent", "which members answer");
    }
    return asked.entrySet().stream()
        .filter(a -> !etcd.has(a.getKey()))
        .map(a -> a.getValue() + " cannot be seen")
        .findFirst()
        .orElse("");
  }

  private static boolean calico(String cni) {
    return cni.contains("calico") || cni.contains("canal");
  }

  private static Left left(Answer answer, String network) {
    return new Left(count(answer.number(network + "Left")), answer.texts(network + "Some"));
  }

  private static int count(OptionalLong count) {
    return count.isPresent() ? (int) Math.min(Integer.MAX_VALUE, count.getAsLong()) : -1;
  }
}
