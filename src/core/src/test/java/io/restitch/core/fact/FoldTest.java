package io.restitch.core.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.testing.Facts;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folding changes one by one gives the same world as reading it all anew. */
class FoldTest {
  private static final int CHANGES = 400;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldGiveTheWorldThatReadingItAnewGives(long seed) {
    Truth truth = new Truth(new Random(seed));
    Observed folded = Observed.nothing(Facts.START);
    for (int i = 0; i < CHANGES; i++) {
      folded = folded.fold(truth.change());
    }

    Observed rebuilt = Observed.nothing(Facts.START).foldAll(truth.everything());

    assertThat(withoutWitness(folded)).isEqualTo(withoutWitness(rebuilt));
    for (String node : Truth.NODES) {
      assertThat(folded.podsOn(node)).containsExactlyElementsOf(rebuilt.podsOn(node));
    }
  }

  @Test
  void shouldLeaveTheWorldBeforeAsItWas() {
    Observed before = Observed.nothing(Facts.START);

    before.fold(new Change.NodeSeen(Facts.worker("a")));

    assertThat(before).isEqualTo(Observed.nothing(Facts.START));
  }

  @Test
  void shouldMoveAPodBetweenNodesWhenItIsSeenElsewhere() {
    Observed world =
        Observed.nothing(Facts.START)
            .fold(new Change.PodSeen(Facts.pod("cart", "a")))
            .fold(new Change.PodSeen(Facts.pod("cart", "b")));

    assertThat(world.podsOn("a")).isEmpty();
    assertThat(world.podsOn("b")).hasSize(1);
  }

  @Test
  void shouldRememberWhenANodeWasLastServed() {
    Change serving = new Change.EndpointsSeen(slice("s", "a"));
    Observed world =
        Observed.nothing(Facts.START)
            .at(Facts.START.plusSeconds(10))
            .fold(serving)
            .at(Facts.START.plusSeconds(20))
            .fold(new Change.EndpointsGone(new ObjectRef("shop", "s")));

    assertThat(world.quietSince("a")).isEqualTo(Facts.START.plusSeconds(20));
    assertThat(world.quietSince("b")).isEqualTo(Facts.START);
  }

  @Test
  void shouldKnowAMachineForGoneThatWasAskedForAndNotFound() {
    Observed world =
        Observed.nothing(Facts.START)
            .fold(new Change.MachinesSeen(List.of(), new TreeSet<>(List.of("i-1"))))
            .fold(new Change.MachinesSeen(List.of(), new TreeSet<>()));

    assertThat(world.platform().seenGone("i-1")).isTrue();
    assertThat(world.platform().seenGone("i-2")).isFalse();
  }

  @Test
  void shouldRememberWhenAFenceCameDown() {
    FabricsFact down = FabricsFact.unknown();
    FabricsFact up = down.with(fenced(down.calico()));
    Observed world = Observed.nothing(Facts.START);
    for (int i = 1; i <= 20; i++) {
      world =
          world
              .at(Facts.START.plusSeconds(i))
              .fold(new Change.FabricsSeen(up))
              .fold(new Change.FabricsSeen(down))
              .fold(new Change.FabricsSeen(down));
    }

    assertThat(world.reversals().since(TouchedFact.Part.FENCE, Facts.START.plusSeconds(18)))
        .containsExactly(Facts.START.plusSeconds(19), Facts.START.plusSeconds(20));
    assertThat(world.reversals().since(TouchedFact.Part.FENCE, Facts.START)).hasSize(16);
    assertThat(world.reversals().since(TouchedFact.Part.FLANNEL, Facts.START)).isEmpty();
  }

  private static CalicoFact fenced(CalicoFact c) {
    return new CalicoFact(
        c.installation(), true, c.pools(), c.blocks(), c.readyNodes(), c.agentNodes());
  }

  private static Observed withoutWitness(Observed o) {
    Workloads w = o.workloads();
    Workloads forgetful =
        new Workloads(
            w.pods(), w.budgets(), w.attachments(), w.endpoints(), Workloads.NONE.lastServed());
    Observed.Shared s = o.shared();
    Observed.Shared unwitnessed =
        new Observed.Shared(
            s.cluster(),
            s.fabrics(),
            s.managerLease(),
            s.record(),
            s.calicoLeft(),
            s.policies(),
            Reversals.NONE,
            s.addOns(),
            Silences.NONE);
    return new Observed(
        o.now(), o.observedSince(), o.nodes(), forgetful, o.platform(), unwitnessed);
  }

  private static EndpointsFact slice(String name, String... nodes) {
    return new EndpointsFact(
        new ObjectRef("shop", name), "svc", new TreeSet<>(List.of(nodes)), new TreeSet<>());
  }

  /** What there really is, changed at random. */
  private static final class Truth {
    static final List<String> NODES = List.of("a", "b", "c", "d");

    private final Random random;
    private final Map<String, NodeFact> nodes = new TreeMap<>();
    private final Map<ObjectRef, PodFact> pods = new TreeMap<>();
    private final Map<ObjectRef, BudgetFact> budgets = new TreeMap<>();
    private final Map<String, AttachmentFact> attachments = new TreeMap<>();
    private final Map<ObjectRef, EndpointsFact> slices = new TreeMap<>();
    private final Map<String, ControllerManagerFact> managers = new TreeMap<>();
    private @Nullable ManagerLeaseFact managerLease;
    private List<Machine> machines = List.of();
    private boolean looked;

    Truth(Random random) {
      this.random = random;
    }

    Change change() {
      return switch (random.nextInt(13)) {
        case 0, 1 -> node();
        case 2, 3, 4, 5 -> pod();
        case 6 -> budget();
        case 7 -> attachment();
        case 8, 9 -> slice();
        case 10 -> manager();
        case 11 -> managerLease();
        default -> machines();
      };
    }

    List<Change> everything() {
      List<Change> all = new ArrayList<>();
      nodes.values().forEach(n -> all.add(new Change.NodeSeen(n)));
      pods.values().forEach(p -> all.add(new Change.PodSeen(p)));
      budgets.values().forEach(b -> all.add(new Change.BudgetSeen(b)));
      attachments.values().forEach(a -> all.add(new Change.AttachmentSeen(a)));
      slices.values().forEach(s -> all.add(new Change.EndpointsSeen(s)));
      managers.values().forEach(m -> all.add(new Change.ControllerManagerSeen(m)));
      if (managerLease != null) {
        all.add(new Change.ManagerLeaseSeen(managerLease));
      }
      if (looked) {
        all.add(new Change.MachinesSeen(machines, new TreeSet<>()));
      }
      return all;
    }

    private Change node() {
      String name = oneOf(NODES);
      if (gone()) {
        nodes.remove(name);
        return new Change.NodeGone(name);
      }
      NodeFact plain = Facts.worker(name);
      NodeFact node = random.nextBoolean() ? Facts.cordoned(plain) : plain;
      nodes.put(name, node);
      return new Change.NodeSeen(node);
    }

    private Change pod() {
      PodFact pod =
          Facts.pod("pod-" + random.nextInt(9), random.nextInt(5) == 0 ? "" : oneOf(NODES));
      if (gone()) {
        pods.remove(pod.ref());
        return new Change.PodGone(pod.ref());
      }
      pods.put(pod.ref(), pod);
      return new Change.PodSeen(pod);
    }

    private Change budget() {
      BudgetFact budget = Facts.budget("b-" + random.nextInt(3), random.nextInt(3));
      if (gone()) {
        budgets.remove(budget.ref());
        return new Change.BudgetGone(budget.ref());
      }
      budgets.put(budget.ref(), budget);
      return new Change.BudgetSeen(budget);
    }

    private Change attachment() {
      String name = "v-" + random.nextInt(3);
      if (gone()) {
        attachments.remove(name);
        return new Change.AttachmentGone(name);
      }
      AttachmentFact fact = new AttachmentFact(name, oneOf(NODES), "pv", "shop/data");
      attachments.put(name, fact);
      return new Change.AttachmentSeen(fact);
    }

    private Change slice() {
      EndpointsFact slice = FoldTest.slice("s-" + random.nextInt(3), oneOf(NODES), oneOf(NODES));
      if (gone()) {
        slices.remove(slice.ref());
        return new Change.EndpointsGone(slice.ref());
      }
      slices.put(slice.ref(), slice);
      return new Change.EndpointsSeen(slice);
    }

    private Change manager() {
      String name = oneOf(NODES);
      if (gone()) {
        managers.remove(name);
        return new Change.ControllerManagerGone(name);
      }
      ControllerManagerFact fact =
          new ControllerManagerFact(
              name, random.nextBoolean(), null, 24, random.nextBoolean(), null);
      managers.put(name, fact);
      return new Change.ControllerManagerSeen(fact);
    }

    private Change managerLease() {
      if (gone()) {
        managerLease = null;
        return new Change.ManagerLeaseGone();
      }
      managerLease = new ManagerLeaseFact(oneOf(NODES), Facts.START);
      return new Change.ManagerLeaseSeen(managerLease);
    }

    private Change machines() {
      machines =
          NODES.stream()
              .filter(n -> random.nextBoolean())
              .map(n -> Facts.machine(n, Map.of()))
              .toList();
      looked = true;
      return new Change.MachinesSeen(machines, new TreeSet<>());
    }

    private boolean gone() {
      return random.nextInt(4) == 0;
    }

    private String oneOf(List<String> names) {
      return names.get(random.nextInt(names.size()));
    }
  }
}
