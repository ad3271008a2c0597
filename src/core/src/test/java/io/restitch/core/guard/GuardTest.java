package io.restitch.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.FabricAction.InstallFlannel;
import io.restitch.core.action.FabricAction.SetFence;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import io.restitch.core.fact.TouchedFact.Writer;
import io.restitch.core.phase.View;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
  private static final TouchedFact TAKEN =
      new TouchedFact(
          "DaemonSet kube-system/calico-node",
          Part.FENCE,
          false,
          List.of(new Keeper(Keeper.Kind.FLUX_KUSTOMIZATION, "flux-system", "infra")),
          new Writer("kustomize-controller", Facts.START));

  @Test
  void shouldPutTheFenceBackAndSayWhoTookItAway() {
    // given
    Observed world = recorded(Status.TRUE, fence(start(), false, TAKEN));

    // when
    Guard guard = guard(world);

    // then
    assertThat(guard.upkeep()).containsExactly(new SetFence(true));
    assertThat(guard.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.subject()).isEqualTo("DaemonSet kube-system/calico-node");
          assertThat(w.reason())
              .contains("kustomize-controller", Facts.START.toString(), "no machine is made");
          assertThat(w.remedy()).contains("flux suspend kustomization infra -n flux-system");
        });
  }

  @ParameterizedTest
  @CsvSource({"STARTED", "ATTESTED", "UNDONE"})
  void shouldLeaveAloneWhatIsNotRecordedAsSeenToStand(Status status) {
    Guard guard = guard(recorded(status, fence(start(), false, TAKEN)));

    assertThat(guard.waits()).isEmpty();
    assertThat(guard.upkeep()).isEmpty();
  }

  @Test
  void shouldLeaveTheFenceAloneOnceCalicoIsBeingRemoved() {
    // given
    Observed world = recorded(Status.TRUE, fence(start(), false, TAKEN));
    Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
    conditions.putAll(world.record().orElseThrow().conditions());
    conditions.put(
        PhaseName.CALICO_REMOVED, Worlds.condition(PhaseName.CALICO_REMOVED, Status.STARTED));

    // then
    assertThat(guard(world.fold(new Change.RecordSeen(record(conditions)))).waits()).isEmpty();
  }

  @Test
  void shouldNameTheGreenNodesThatCalicoRunsOnMeanwhile() {
    // given
    Observed world =
        start()
            .fold(
                new Change.NodeSeen(
                    Facts.labelled(Facts.worker("green-1"), Names.FABRIC, Names.FABRIC_FLANNEL)))
            .fold(
                new Change.FabricsSeen(
                    fabrics(false, "blue-1", "green-1").touching(List.of(TAKEN))));

    // then
    assertThat(guard(recorded(Status.TRUE, world)).waits())
        .singleElement()
        .satisfies(w -> assertThat(w.reason()).contains("they run on green-1;"));
  }

  @Test
  void shouldWaitInsteadOfFightingWhenItCameDownTooOften() {
    // given: taken away at 0, 60, 120 and 180 s, and put back three times
    Observed world = recorded(Status.TRUE, fence(start(), true));
    for (int minute = 0; minute < 4; minute++) {
      world = fence(world.at(Facts.START.plusSeconds(60L * minute)), false, TAKEN);
      if (minute < 3) {
        assertThat(guard(world).upkeep()).hasSize(1);
        world = fence(world, true);
      }
    }

    // then
    assertThat(guard(world).upkeep()).isEmpty();
    assertThat(guard(world).waits())
        .extracting(Wait::reason)
        .singleElement()
        .asString()
        .contains("not put back before " + Facts.START.plusSeconds(600));
    assertThat(guard(world.at(Facts.START.plusSeconds(601))).upkeep())
        .containsExactly(new SetFence(true));
  }

  @Test
  void shouldSayItTooWhenFlannelIsNoLongerRestricted() {
    // given
    FlannelFact open =
        new FlannelFact(true, "as-planned", true, false, new TreeSet<>(), new TreeSet<>());
    TouchedFact proxy =
        new TouchedFact(
            "DaemonSet kube-system/kube-proxy",
            Part.FLANNEL,
            false,
            List.of(),
            new Writer("kubeadm", Facts.START));
    Observed world =
        start().fold(new Change.FabricsSeen(fabrics(true).with(open).touching(List.of(proxy))));

    // when
    Guard guard = guard(recorded(Status.TRUE, world));

    // then
    assertThat(guard.upkeep())
        .containsExactly(new InstallFlannel(FlannelSpec.of(Settings.DEFAULT)));
    assertThat(guard.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.subject()).isEqualTo("DaemonSet kube-system/kube-proxy");
          assertThat(w.reason()).contains("kubeadm");
          assertThat(w.remedy()).contains("--show-managed-fields");
        });
  }

  private static Observed start() {
    return Worlds.of(Facts.worker("blue-1"));
  }

  private static Observed fence(Observed world, boolean up, TouchedFact... touched) {
    return world.fold(new Change.FabricsSeen(fabrics(up).touching(List.of(touched))));
  }

  private static FabricsFact fabrics(boolean fenced, String... agents) {
    CalicoFact calico =
        new CalicoFact(
            CalicoFact.Installation.MANIFEST,
            fenced,
            List.of(),
            new TreeMap<>(),
            new TreeSet<>(),
            new TreeSet<>(Set.of(agents)));
    FlannelFact flannel =
        new FlannelFact(true, "as-planned", true, true, new TreeSet<>(), new TreeSet<>());
    return FabricsFact.unknown().with(calico).with(flannel);
  }

  private static Observed recorded(Status status, Observed world) {
    Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
    for (PhaseName phase : List.of(PhaseName.CALICO_FENCED, PhaseName.FLANNEL_INSTALLED)) {
      conditions.put(phase, Worlds.condition(phase, status));
    }
    return world.fold(new Change.RecordSeen(record(conditions)));
  }

  private static RecordFact record(Map<PhaseName, Condition> conditions) {
    return new RecordFact(
        Worlds.MIGRATION, "hash", Intent.RUN, 1, conditions, RecordFact.Notes.NONE);
  }

  private static Guard guard(Observed world) {
    return new Guard(
        new View(
            world,
            Worlds.plan(Settings.DEFAULT, List.of("blue-1"), 1),
            world.record().orElseThrow(),
            InFlight.NOTHING));
  }
}
