package io.restitch.engine.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Carried;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.plan.Wave;
import io.restitch.core.policy.Enforcement;
import io.restitch.core.policy.Ledger;
import io.restitch.core.policy.Stage;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.verdict.Verdict;
import io.restitch.spi.MachineShape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanDocumentTest {
  private static final Ledger LEDGER =
      new Ledger(
          new TreeMap<>(
              Map.of(
                  PolicyKind.NETWORK_POLICY,
                  new Ledger.Count(1, new TreeMap<>(Map.of("shop", 1))))),
          List.of(
              new Ledger.Row(
                  Stage.NOW,
                  Fabric.CALICO,
                  new TreeMap<>(
                      Map.of(
                          PolicyKind.NETWORK_POLICY,
                          new Enforcement(List.of(Enforcement.FELIX), false))))),
          List.of("It is so."));

  private static final Plan PLAN =
      new Plan(
          "0b1e",
          Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED)),
          new Plan.Before(Cidr.parse("192.168.0.0/16"), true),
          List.of(
              new Slot(
                  1,
                  Cidr.parse("10.244.1.0/24"),
                  new MachineShape("i-1", "m6i.large", "a", "img", Map.of("disk", "20")),
                  List.of(
                      new Source(
                          "worker-1",
                          "i-1",
                          new Carried(
                              Map.of("team", "007", "flag", "true"),
                              Map.of(),
                              List.of(new Taint("gpu", "", Taint.NO_SCHEDULE))))))),
          List.of(new Wave(1, List.of(1))),
          List.of(new Conversion("cp-1", Cidr.parse("10.244.0.0/24"), "10.0.0.1", "")),
          List.of(
              new Verdict(
                  Verdict.Level.WARN, "kubelet-old", "node worker-1", "it is: \"old\"", "upgrade")),
          Map.of("unenforced-policies", Set.of("NetworkPolicy shop/cart")),
          LEDGER);

  @Test
  void shouldComeBackTheSameWhenWrittenAndRead() {
    // when
    Plan fromYaml = PlanDocument.read("p.yaml", PlanDocument.yaml(PLAN));
    Plan fromJson = PlanDocument.read("p.json", PlanDocument.json(PLAN));

    // then
    assertThat(fromYaml).isEqualTo(PLAN);
    assertThat(fromJson).isEqualTo(PLAN);
    assertThat(PlanDocument.hash(fromYaml)).isEqualTo(PlanDocument.hash(PLAN)).hasSize(64);
    assertThat(PlanDocument.yaml(fromYaml)).isEqualTo(PlanDocument.yaml(PLAN));
  }

  @Test
  void shouldComeBackTheSameWhenRangeIsUnknown() {
    // given
    Plan plan =
        new Plan(
            "0b1e",
            Settings.DEFAULT,
            new Plan.Before(null, false),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            Ledger.NONE);

    // when
    Plan read = PlanDocument.read("p.yaml", PlanDocument.yaml(plan));

    // then
    assertThat(read).isEqualTo(plan);
  }

  @Test
  void shouldRefuseWhenChangedByHand() {
    // given
    String changed = PlanDocument.yaml(PLAN).replace("10.244.1.0/24", "10.244.9.0/24");

    // when
    RestitchException e = refused(changed);

    // then
    assertThat(e).hasMessageContaining("p.yaml was changed after it was made");
    assertThat(e.remedy()).contains("restitch plan --out p.yaml");
  }

  @Test
  void shouldHaveAnotherHashWhenSomethingElseIsShownOfPolicies() {
    // given
    Plan silent =
        new Plan(
            PLAN.clusterId(),
            PLAN.settings(),
            PLAN.before(),
            PLAN.slots(),
            PLAN.waves(),
            PLAN.conversions(),
            PLAN.verdicts(),
            PLAN.losses(),
            Ledger.NONE);

    // then
    assertThat(PlanDocument.hash(silent)).isNotEqualTo(PlanDocument.hash(PLAN));
    assertThat(PlanDocument.json(PLAN))
        .contains("\"stage\" : \"NOW\"", "\"by\" : [ \"Felix\" ]", "\"says\" : [ \"It is so.\" ]");
  }

  @Test
  void shouldRefuseWhenFieldIsUnknown() {
    // given
    String changed = PlanDocument.yaml(PLAN).replace("  clusterId:", "  odd: 1\n  clusterId:");

    // when
    RestitchException e = refused(changed);

    // then
    assertThat(e).hasMessageContaining("p.yaml is damaged").hasMessageContaining("\"odd\"");
  }

  @Test
  void shouldRefuseWhenItIsAMigration() {
    // when
    RestitchException e = refused(SettingsDocument.DEFAULT.yaml());

    // then
    assertThat(e).hasMessageContaining("is 'Migration', not Plan");
  }

  private static RestitchException refused(String text) {
    RestitchException e =
        catchThrowableOfType(RestitchException.class, () -> PlanDocument.read("p.yaml", text));
    assertThat(e).isNotNull();
    return e;
  }
}
