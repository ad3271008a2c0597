package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.ApproveServingCertificate;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.decision.Outcome;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.Join;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import io.restitch.engine.loop.RunResult;
import io.restitch.twin.kube.NodeEdits;
import io.restitch.twin.model.RandomCluster;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What kubelets of new machines ask for and say, over whole migrations. */
class JoinedKubeletsTest {
  private static final long SEED = 11;

  private final List<Event> told = new ArrayList<>();

  @Test
  void shouldApproveOneServingCertificateAMachineWhereThatIsAskedFor() {
    // given
    Migrations m = Migrations.of(RandomCluster.draw(SEED), settings(true), SEED);
    m.twin().kubernetes().kubeletServers().bootstrap();

    // when
    RunResult result = run(m, told::add);

    // then
    assertThat(result.outcome()).as(result.why()).isEqualTo(Outcome.DONE);
    assertThat(m.twin().truth().world().joining().requests()).isEmpty();
    assertThat(started(ApproveServingCertificate.class)).isEqualTo(m.plan().slots().size());
    assertThat(began("serving-certificate")).isZero();
  }

  /** A person needs longer for it than a machine may take to boot: none is given up for that. */
  @Test
  void shouldHoldEachMachineBackUntilAPersonApprovesItsServingCertificate() {
    // given
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    m.twin().kubernetes().kubeletServers().bootstrap();
    List<String> early = new ArrayList<>();
    Events person =
        event -> {
          told.add(event);
          if (event instanceof Event.WaitBegan began
              && began.awaited().code().equals("serving-certificate")) {
            m.twin().agenda().in(Duration.ofHours(1), () -> approve(m, began.awaited()));
          }
          if (event instanceof Event.ActionStarted s && s.action() instanceof RemoveTaint) {
            early.addAll(m.twin().truth().world().joining().requests().keySet());
          }
        };

    // when
    RunResult result = run(m, person);

    // then
    assertThat(result.outcome()).as(result.why()).isEqualTo(Outcome.DONE);
    assertThat(early).isEmpty();
    assertThat(started(ApproveServingCertificate.class)).isZero();
    assertThat(started(CreateMachine.class)).isEqualTo(m.plan().slots().size());
    assertThat(began("serving-certificate")).isEqualTo(m.plan().slots().size());
  }

  /** Does what the remedy says: {@code kubectl certificate approve NAME}. */
  private static void approve(Migrations m, Wait wait) {
    String name = wait.subject().substring("request ".length());
    assertThat(wait.remedy()).contains("kubectl certificate approve " + name);
    m.twin().truth().world().joining().requests().values().stream()
        .filter(r -> r.name().equals(name))
        .forEach(r -> m.twin().kubernetes().kubeletServers().approve(name, r.uid()));
  }

  @Test
  void shouldAskOnceForTheSameDifferencesOfAllMachines() {
    // given
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    m.twin().kubernetes().kubeletServers().setUpNew("maxPods", "250");
    List<String> accepted = new ArrayList<>();

    // when
    RunResult result = run(m, event -> acceptWhenAsked(m, event, accepted));

    // then
    assertThat(result.outcome()).as(result.why()).isEqualTo(Outcome.DONE);
    assertThat(accepted).hasSize(1).first().asString().contains("maxPods is 250, there 110");
    assertThat(m.twin().truth().world().nodes().values())
        .noneMatch(n -> n.annotations().containsKey(Names.ACCEPT_KUBELET));
  }

  /** A person needs longer for it than a machine may take to boot. */
  private static void acceptWhenAsked(Migrations m, Event event, List<String> accepted) {
    if (event instanceof Event.WaitBegan began
        && began.awaited().code().equals("kubelet-differs")) {
      accepted.add(began.awaited().reason());
      m.twin().agenda().in(Duration.ofHours(1), () -> annotate(m, began.awaited().remedy()));
    }
  }

  /** Does what the remedy says: {@code kubectl annotate node NAME KEY=VALUE}. */
  private static void annotate(Migrations m, String remedy) {
    String[] words = remedy.substring(remedy.indexOf("annotate node ")).split(" ");
    String[] pair = words[3].split("=");
    NodeFact node = m.twin().truth().node(words[2]).orElseThrow();
    m.twin().truth().change(new Change.NodeSeen(NodeEdits.annotation(node, pair[0], pair[1])));
  }

  private static Settings settings(boolean approve) {
    Settings.Workers w = Migrations.SETTINGS.workers();
    return Migrations.SETTINGS.with(
        new Settings.Workers(
            w.surge(),
            w.maxUnavailable(),
            w.canary(),
            w.headroom(),
            w.bootTimeout(),
            w.attempts(),
            w.settle(),
            w.namePrefix(),
            new Join(Join.How.DEBIAN, Map.of(), "", approve)));
  }

  private static RunResult run(Migrations m, Events events) {
    Faults none = new Faults(new Chance(SEED, "faults"), Faults.Odds.NONE);
    return new TwinRun(m.twin(), m.plan(), null, events, none).run(Duration.ofDays(1));
  }

  private long started(Class<?> action) {
    return told.stream()
        .filter(e -> e instanceof Event.ActionStarted s && action.isInstance(s.action()))
        .count();
  }

  private long began(String code) {
    return told.stream()
        .filter(e -> e instanceof Event.WaitBegan w && w.awaited().code().equals(code))
        .count();
  }
}
