package io.restitch.twin;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.HostAction;
import io.restitch.core.action.MachineAction;
import io.restitch.core.action.RecordAction;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long everything takes on its way, and what goes wrong there. */
public final class Faults {
  private final Chance chance;
  private final Odds odds;
  private int killed;

  /**
   * How likely things go wrong.
   *
   * @param kill that restitch is killed after a decision
   * @param kills how often at most
   * @param refusal that a request fails and does nothing
   * @param lostReply that a request takes effect and its answer is lost
   * @param neverJoins that a slot's first machine never joins
   * @param noRoom that a zone runs out of room for a while when a machine is made there
   * @param falls that another member of etcd falls for a while, when a control plane is changed
   * @param cut that a control plane loses its power for a while, when it is changed
   * @param reverts that somebody takes the fence away some time after it was raised
   */
  public record Odds(
      double kill,
      int kills,
      double refusal,
      double lostReply,
      double neverJoins,
      double noRoom,
      double falls,
      double cut,
      double reverts) {
    /** Nothing goes wrong. */
    public static final Odds NONE = new Odds(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Killed up to three times, and nothing else. */
    public static final Odds KILLS = new Odds(0.006, 3, 0, 0, 0, 0, 0, 0, 0);

    /** A bad day. */
    public static final Odds BAD_DAY = new Odds(0.006, 3, 0.01, 0.01, 0.1, 0.05, 0.05, 0.04, 0);

    /** Somebody keeps Calico's DaemonSet as he wants it; killed now and then. */
    public static final Odds CONTESTED = new Odds(0.006, 3, 0, 0, 0, 0, 0, 0, 0.85);
  }

  public Faults(Chance chance, Odds odds) {
    this.chance = chance;
    this.odds = odds;
  }

  Duration watchDelay() {
    return chance.millis(2, 60);
  }

  Duration onItsWay(Action action) {
    return switch (action) {
      case ClusterAction a -> chance.millis(2, 40);
      case RecordAction a -> chance.millis(2, 40);
      case FabricAction a -> chance.millis(10, 400);
      case MachineAction.CreateMachine a -> chance.millis(300, 3_000);
      case MachineAction a -> chance.millis(100, 900);
      case HostAction.TakeBackup a -> chance.millis(5_000, 60_000);
      case HostAction a -> chance.millis(800, 6_000);
    };
  }

  Duration onItsWayBack(Action action) {
    return switch (action) {
      case HostAction.SetControllerManager a -> chance.millis(12_000, 20_000);
      case MachineAction a -> chance.millis(100, 1_500);
      case Action a -> chance.millis(2, 30);
    };
  }

  boolean kills() {
    boolean now = killed < odds.kills() && chance.happens(odds.kill());
    killed += now ? 1 : 0;
    return now;
  }

  /** From a dead holder's last renewal its Lease lasts half a minute. */
  Duration untilRestart() {
    return chance.millis(31_000, 90_000);
  }

  boolean lostWithItsSender() {
    return chance.happens(0.5);
  }

  @Nullable RestitchException refusal(Action action) {
    return chance.happens(odds.refusal())
        ? new RestitchException(ErrorCode.TRANSIENT, "no answer to: " + action.describe(), "")
        : null;
  }

  boolean losesReply(Action action) {
    return !(action instanceof MachineAction.LookAtMachines) && chance.happens(odds.lostReply());
  }

  /**
   * After an effect: a machine that was just made may never join, a zone may be full now; a member
   * of etcd falls, or a control plane loses its power, in the middle of a conversion.
   */
  void took(Action action, Twin twin) {
    if (action instanceof FabricAction.SetFence a
        && a.fenced()
        && odds.reverts() > 0
        && chance.happens(odds.reverts())) {
      twin.agenda().in(chance.millis(1_000, 240_000), () -> twin.meddler().takeFenceAway());
    }
    if (action instanceof HostAction.RunTask a) {
      changing(a.node(), twin);
    } else if (action instanceof ClusterAction.DeleteNode a
        && twin.truth().world().platform().hosts().containsKey(a.node())) {
      changing(a.node(), twin);
    }
    if (action instanceof MachineAction.CreateMachine a
        && "1".equals(a.tags().get(Names.ATTEMPT))) {
      if (chance.happens(odds.neverJoins())) {
        twin.joins().never(a.token());
      }
      if (chance.happens(odds.noRoom())) {
        String zone = a.shape().zone();
        twin.cloud().full(zone, true);
        twin.agenda().in(chance.millis(5_000, 120_000), () -> twin.cloud().full(zone, false));
      }
    }
  }

  private void changing(String controlPlane, Twin twin) {
    if (chance.happens(odds.falls())) {
      Duration time = chance.millis(5_000, 180_000);
      twin.kubernetes().etcd().falls(controlPlane, chance, time);
    } else if (chance.happens(odds.cut())) {
      twin.kubernetes().etcd().loses(controlPlane, chance.millis(20_000, 120_000));
    }
  }
}
