package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.FabricAction.ListCalico;
import io.restitch.core.action.MachineAction.LookAtMachines;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Openness;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at when all is over. */
class VerifiedTest {
  private static final NodeFact MARKED =
      Facts.labelled(Facts.worker("green-1"), Names.FABRIC, Names.FABRIC_FLANNEL);
  private static final NodeFact PLAIN = Facts.worker("green-1");

  @Test
  void shouldHoldWhereFlannelServesEveryNodeAndNothingIsLeft() {
    assertThat(codes(PLAIN, flannelOn("green-1"), Set.of())).isEmpty();
  }

  @Test
  void shouldNameTheMarksThatANodeCarries() {
    View view = view(MARKED, flannelOn("green-1"), Set.of());

    assertThat(new Verified().forward(view).waits())
        .singleElement()
        .satisfies(w -> assertThat(w.reason()).isEqualTo("it carries restitch.io/fabric"));
  }

  @Test
  void shouldAskForNoMarksWhereTheyWereAttestedAway() {
    assertThat(codes(MARKED, flannelOn("green-1"), Set.of(PhaseName.UNBRIDGED))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"RESTRICTED,true", "SPREADING,false", "DOUBLED,true", "OPEN,false"})
  void shouldNameCopiesAndFencesThatAreThereYet(Openness now, boolean left) {
    FabricsFact fabrics = flannelOn("green-1").with(now);

    assertThat(codes(PLAIN, fabrics, Set.of()).contains("copy-there")).isEqualTo(left);
    assertThat(codes(PLAIN, fabrics, Set.of(PhaseName.UNBRIDGED))).isEmpty();
  }

  @Test
  void shouldFindANodeWithoutFlannelAndOneThatCalicoCameBackTo() {
    FabricsFact calico = Networks.calicoOn("green-1");

    assertThat(codes(PLAIN, calico, Set.of(PhaseName.UNBRIDGED, PhaseName.CALICO_REMOVED)))
        .containsExactlyInAnyOrder("flannel-missing", "calico-there");
  }

  @Test
  void shouldLookWhatIsLeftOfCalicoAndNameIt() {
    Observed seen = world(PLAIN, flannelOn("green-1"));
    Observed left =
        seen.fold(new Change.CalicoListed(new TreeSet<>(Set.of("Namespace/calico-system"))));

    Step first = new Verified().forward(view(seen, Set.of()));
    Step named = new Verified().forward(view(left, Set.of()));
    Step again = new Verified().forward(view(left.at(left.now().plusSeconds(10)), Set.of()));

    assertThat(first.holds()).isFalse();
    assertThat(first.actions()).containsExactly(new ListCalico());
    assertThat(named.waits())
        .singleElement()
        .satisfies(w -> assertThat(w.subject()).isEqualTo("Namespace/calico-system"));
    assertThat(named.actions()).isEmpty();
    assertThat(again.actions()).containsExactly(new ListCalico());
  }

  @Test
  void shouldAskTheProviderForItsMachinesBeforeItHolds() {
    Observed seen =
        Observed.nothing(Facts.START)
            .foldAll(
                List.of(
                    new Change.NodeSeen(PLAIN),
                    new Change.FabricsSeen(flannelOn("green-1")),
                    new Change.CalicoListed(new TreeSet<>())));
    Plan plan = Worlds.plan(Settings.DEFAULT, List.of("blue-1"), 1);

    Step first =
        new Verified().forward(new View(seen, plan, Worlds.record(Intent.RUN), InFlight.NOTHING));
    Step then =
        new Verified()
            .forward(
                new View(Worlds.looked(seen), plan, Worlds.record(Intent.RUN), InFlight.NOTHING));

    assertThat(first.actions()).containsExactly(new LookAtMachines(new TreeSet<>()));
    assertThat(first.holds()).isFalse();
    assertThat(then.holds()).isTrue();
  }

  private static List<String> codes(NodeFact node, FabricsFact fabrics, Set<PhaseName> attested) {
    return new Verified()
        .forward(view(node, fabrics, attested)).waits().stream().map(Wait::code).toList();
  }

  private static View view(NodeFact node, FabricsFact fabrics, Set<PhaseName> attested) {
    return view(world(node, fabrics).fold(new Change.CalicoListed(new TreeSet<>())), attested);
  }

  private static Observed world(NodeFact node, FabricsFact fabrics) {
    return Worlds.of(node).fold(new Change.FabricsSeen(fabrics));
  }

  private static View view(Observed world, Set<PhaseName> attested) {
    return new View(
        world,
        Worlds.plan(Settings.DEFAULT.attesting(attested), List.of(), 1),
        Worlds.record(Intent.RUN),
        InFlight.NOTHING);
  }

  private static FabricsFact flannelOn(String node) {
    FabricsFact none = FabricsFact.unknown();
    TreeSet<String> nodes = new TreeSet<>(Set.of(node));
    return none.with(new FlannelFact(true, "", false, true, nodes, nodes)).with(Openness.OPEN);
  }
}
