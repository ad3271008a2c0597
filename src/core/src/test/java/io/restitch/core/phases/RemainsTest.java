package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.Names;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Openness;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.core.workers.JoinToken;
import io.restitch.core.workers.Replacement;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is ours and was to go is named, each thing with what to do about it. */
class RemainsTest {
  private static final NodeFact GREEN = Facts.worker("green-1");
  private static final Plan PLAN = Worlds.plan(Settings.DEFAULT, List.of("blue-1"), 1);
  private static final Map<String, String> OURS = Map.of(Names.MIGRATION, Worlds.MIGRATION);

  @Test
  void shouldNameATokenOfOursAndNoneOfOthers() {
    String ours =
        JoinToken.id(Replacement.of(view(world()), PLAN.slot(1), Direction.FORWARD).token());
    Observed joinable =
        world().fold(new Change.JoinTokensSeen(new TreeSet<>(Set.of(ours, "abcdef"))));

    assertThat(Remains.of(view(joinable)))
        .containsExactly(
            new Wait(
                "token-there",
                "join token " + ours,
                "restitch made it, and machines can still join with it",
                "kubectl -n kube-system delete secret bootstrap-token-" + ours));
  }

  @Test
  void shouldNameAMachineOfOursThatNoNodeRunsOn() {
    Machine stray = Facts.machine("green-2", OURS);
    Observed seen = Worlds.looked(world(), Facts.machine("green-1", OURS), stray);

    assertThat(Remains.of(view(seen)))
        .extracting(Wait::code, Wait::subject)
        .containsExactly(tuple("machine-there", "machine " + stray.id()));
  }

  @Test
  void shouldLeaveOutMachinesOfOthersAndOneWhoseNodeHasAnotherName() {
    Machine others = Facts.machine("other", Map.of(Names.MIGRATION, "another"));
    Machine renamed = Facts.machine("green-2", OURS);
    NodeFact node =
        Facts.spec(
            Facts.named(GREEN, "ip-10-0-0-9"),
            new NodeFact.Spec(renamed.providerId(), List.of(), List.of(), false));
    Observed seen = Worlds.looked(world().fold(new Change.NodeSeen(node)), others, renamed);

    assertThat(Remains.of(view(seen))).extracting(Wait::code).doesNotContain("machine-there");
  }

  @Test
  void shouldNameABridgeOfWhichAnythingIsThere() {
    BridgeMap map =
        BridgeMap.none(Cidr.parse("100.127.192.0/18"))
            .next(List.of(), Map.of("green-1", new Wanted("10.0.0.1", List.of())));
    List<BridgeFact> some =
        List.of(
            BridgeFact.ABSENT.installedAs("image"),
            BridgeFact.ABSENT.with(map),
            BridgeFact.ABSENT.withPool(true));
    for (BridgeFact bridge : some) {
      Observed seen = world().fold(new Change.FabricsSeen(world().fabrics().with(bridge)));

      assertThat(Remains.of(view(seen))).extracting(Wait::code).containsExactly("bridge-there");
    }
  }

  @Test
  void shouldNotAskForBridgeOrMarksThatWereAttestedAway() {
    NodeFact marked = Facts.labelled(GREEN, Names.FABRIC, Names.FABRIC_FLANNEL);
    BridgeFact bridge = BridgeFact.ABSENT.withPool(true);
    Observed seen =
        world()
            .fold(new Change.NodeSeen(marked))
            .fold(new Change.FabricsSeen(world().fabrics().with(bridge)));
    Plan theirs =
        Worlds.plan(Settings.DEFAULT.attesting(Set.of(PhaseName.UNBRIDGED)), List.of("blue-1"), 1);

    assertThat(Remains.of(new View(seen, theirs, seen.record().orElseThrow(), InFlight.NOTHING)))
        .isEmpty();
  }

  /** One node, and all is well. */
  private static Observed world() {
    TreeSet<String> on = new TreeSet<>(Set.of("green-1"));
    FabricsFact fabrics =
        FabricsFact.unknown()
            .with(new FlannelFact(true, "", false, true, on, on))
            .with(Openness.OPEN);
    return Worlds.of(GREEN)
        .foldAll(
            List.of(new Change.FabricsSeen(fabrics), new Change.CalicoListed(new TreeSet<>())));
  }

  private static View view(Observed world) {
    return new View(world, PLAN, world.record().orElseThrow(), InFlight.NOTHING);
  }
}
