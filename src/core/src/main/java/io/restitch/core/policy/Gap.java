package io.restitch.core.policy;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.policy.Ledger.Row;
import java.util.List;
import java.util.Optional;

/**
 * The time in which nobody enforces policies of a kind on Flannel nodes.
 *
 * @param from when it begins
 * @param to when somebody enforces them again; empty: never
 */
record Gap(Stage from, Optional<Stage> to) {

  static Optional<Gap> of(PolicyKind kind, List<Row> rows) {
    List<Row> green = rows.stream().filter(r -> r.nodes() == Fabric.FLANNEL).toList();
    return green.stream()
        .filter(r -> missing(r, kind))
        .map(Row::stage)
        .findFirst()
        .map(from ->
            new Gap(
                from,
                green.stream()
                    .filter(r -> r.stage().compareTo(from) > 0 && enforced(r, kind))
                    .map(Row::stage)
                    .findFirst()));
  }

  private static boolean missing(Row row, PolicyKind kind) {
    return row.enforced(kind).filter(Enforcement::missing).isPresent();
  }

  private static boolean enforced(Row row, PolicyKind kind) {
    return row.enforced(kind).filter(e -> !e.missing()).isPresent();
  }

  /** In words, such as {@code from WorkersReplaced on, for good}. */
  String words() {
    return from.when() + to.map(t -> ", until " + t.phase()).orElse(", for good");
  }
}
