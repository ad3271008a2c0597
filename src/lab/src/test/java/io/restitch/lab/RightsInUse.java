package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.Right;
import io.restitch.cluster.Rights;
import io.restitch.core.plan.Settings.Join;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rights that the project's roles give, against what a mission asked for under them. */
final class RightsInUse {
  /** What a mission leaves, a right a line; a test of its own shows who uses each of them. */
  private static final Path BEYOND =
      Path.of("../cluster/src/test/resources/rights-beyond-a-mission.txt");

  private static final Join ALL = new Join(Join.How.DEBIAN, Map.of(), "", true);
  private static final int CREATED = 201;
  private static final int FORBIDDEN = 403;

  private RightsInUse() {}

  /** Every right is used by the mission, or listed, and none is both; nothing was refused. */
  static void areAllThatAreGiven(MixedLab lab) {
    AuditLog log = lab.audit();
    Set<String> listed =
        sorted(Commands.read(BEYOND).lines().filter(l -> !l.isEmpty() && !l.startsWith("#")));
    Set<String> unused = sorted(Rights.of(ALL, true).stream().map(Right::toString));
    unused.removeAll(used(log));
    assertThat(listed).containsExactlyElementsOf(unused);
    assertThat(log.lines()).noneMatch(line -> line.status() == FORBIDDEN);
  }

  private static Set<String> sorted(Stream<String> rights) {
    return rights.collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each request counts for the narrowest right that allows it. */
  private static Set<String> used(AuditLog log) {
    List<Right> given = Rights.of(ALL, true);
    return sorted(
        log.lines().stream()
            .flatMap(RightsInUse::asked)
            .distinct()
            .flatMap(asked ->
                given.stream()
                    .filter(right -> right.allows(asked))
                    .max(Comparator.comparingInt(RightsInUse::narrowness))
                    .stream())
            .map(Right::toString));
  }

  private static int narrowness(Right right) {
    return (right.name().isEmpty() ? 0 : 4)
        + (right.namespace().isEmpty() ? 0 : 2)
        + (right.resource().equals("*") ? 0 : 1);
  }

  /** An object that a PATCH made took the right to make it, too. */
  private static Stream<Right> asked(AuditLog.Line line) {
    return line.verb().equals("patch") && line.status() == CREATED
        ? Stream.of(right(line, "patch"), right(line, "create"))
        : Stream.of(right(line, line.verb()));
  }

  private static Right right(AuditLog.Line line, String verb) {
    String subresource = line.subresource();
    return new Right(
        verb,
        line.group(),
        line.resource() + (subresource.isEmpty() ? "" : "/" + subresource),
        line.namespace(),
        line.name());
  }
}
