package io.restitch.core.policy;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PolicyKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which policies there are, and who enforces them where and when.
 *
 * @param policies how many, by kind; no kind without objects
 * @param rows who enforces them, in the order of time; of kinds that can be enforced only
 * @param says what follows, in whole sentences
 */
public record Ledger(SortedMap<PolicyKind, Count> policies, List<Row> rows, List<String> says) {
  /** No policies. */
  public static final Ledger NONE = new Ledger(new TreeMap<>(), List.of(), List.of());

  public Ledger {
    policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    rows = List.copyOf(rows);
    says = List.copyOf(says);
  }

  /**
   * So many policies.
   *
   * @param objects how many
   * @param namespaces how many in each namespace; nothing for a kind without namespaces
   */
  public record Count(int objects, SortedMap<String, Integer> namespaces) {
    private static final Count NONE = new Count(0, new TreeMap<>());

    public Count {
      namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
    }

    private static Count of(Set<String> names) {
      SortedMap<String, Integer> namespaces = new TreeMap<>();
      for (String name : names) {
        int slash = name.indexOf('/');
        if (slash >= 0) {
          namespaces.merge(name.substring(0, slash), 1, Integer::sum);
        }
      }
      return new Count(names.size(), namespaces);
    }
  }

  /**
   * One time, on one side.
   *
   * @param stage when
   * @param nodes on nodes of which pod network
   * @param enforced who enforces each kind
   */
  public record Row(Stage stage, Fabric nodes, SortedMap<PolicyKind, Enforcement> enforced) {
    public Row {
      enforced = Collections.unmodifiableSortedMap(new TreeMap<>(enforced));
    }

    Optional<Enforcement> enforced(PolicyKind kind) {
      return Optional.ofNullable(enforced.get(kind));
    }
  }

  /**
   * The ledger of a cluster that is to be migrated.
   *
   * @param terms what is settled of it
   */
  public static Ledger of(Observed world, Terms terms) {
    SortedMap<PolicyKind, Count> policies = new TreeMap<>();
    world.policies().objects().forEach((kind, names) -> policies.put(kind, Count.of(names)));
    if (policies.isEmpty()) {
      return NONE;
    }
    List<Row> rows = Timeline.of(world, terms, policies.keySet());
    Ledger silent = new Ledger(policies, rows, List.of());
    return new Ledger(policies, rows, new Sentences(silent, world, terms).all());
  }

  /** Whether there are no policies at all. */
  public boolean none() {
    return policies.isEmpty();
  }

  /** How many there are of a kind. */
  public Count count(PolicyKind kind) {
    return policies.getOrDefault(kind, Count.NONE);
  }

  /** When nobody enforces policies of this kind on Flannel nodes. */
  Optional<Gap> gap(PolicyKind kind) {
    return Gap.of(kind, rows);
  }

  /** Kinds that somebody enforces now, and that nobody will on Flannel nodes at some time. */
  public SortedSet<PolicyKind> lost() {
    return policies.keySet().stream()
        .filter(kind -> enforcedNow(kind) && gap(kind).isPresent())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The first phase in which something is lost; empty if nothing is. */
  public Optional<PhaseName> lostFrom() {
    return lost().stream()
        .flatMap(kind -> gap(kind).stream())
        .map(gap -> gap.from().phase())
        .min(Comparator.naturalOrder());
  }

  boolean enforcedNow(PolicyKind kind) {
    return rows.stream()
        .filter(r -> r.stage() == Stage.NOW)
        .flatMap(r -> r.enforced(kind).stream())
        .anyMatch(e -> !e.missing());
  }

  /** The rows as text, headings first; nothing if no kind can be enforced. */
  public List<List<String>> table() {
    List<List<String>> table = new ArrayList<>();
    for (Row row : rows) {
      if (table.isEmpty()) {
        List<String> head = new ArrayList<>(List.of("POLICIES ENFORCED", "ON NODES OF"));
        row.enforced()
            .keySet()
            .forEach(kind -> head.add(kind.word() + " (" + count(kind).objects() + ")"));
        table.add(head);
      }
      List<String> cells = new ArrayList<>(List.of(row.stage().when(), side(row.nodes())));
      row.enforced().values().forEach(e -> cells.add(e.text()));
      table.add(cells);
    }
    return table;
  }

  private static String side(Fabric fabric) {
    String name = fabric.name().toLowerCase(Locale.ROOT);
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
