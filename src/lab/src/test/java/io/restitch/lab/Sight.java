package io.restitch.lab;

import io.restitch.lab.AuditLog.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All that can be seen of a run from outside, since it began. */
final class Sight {
  private final Tail audit;
  private final Tail trace;
  private final List<Line> answered = new ArrayList<>();
  private final List<Trace.Line> cloud = new ArrayList<>();
  private final Told told;

  /**
   * Looks from now on.
   *
   * @param home where the run keeps its run directory
   */
  Sight(Lab lab, Path home) {
    this.told = new Told(home);
    this.audit = Tail.fromNow(lab.dir().resolve("audit.log"));
    this.trace = Tail.fromNow(lab.dir().resolve("cloud/trace.jsonl"));
  }

  /** Takes in what came since the last look. */
  void look() {
    answered.addAll(AuditLog.of(audit.more()).lines());
    trace.more().forEach(l -> cloud.add(Trace.Line.of(l)));
    told.look();
  }

  /** What restitch asked the API server for, with success. */
  Stream<Line> done(String verb, String resource, String subresource) {
    return answered.stream()
        .filter(l -> l.byRestitch() && l.ok() && l.is(verb, resource, subresource));
  }

  /** Whether a machine that was made since has its Node. */
  boolean joined() {
    List<String> made =
        cloud.stream().filter(l -> l.is("create", "done")).map(Trace.Line::name).toList();
    return answered.stream()
        .anyMatch(l -> l.ok() && l.is("create", "nodes", "") && made.contains(l.object()));
  }

  /** Whether a call of the provider has come to this moment. */
  boolean provider(String verb, String moment) {
    return cloud.stream().anyMatch(l -> l.is(verb, moment));
  }

  /** Whether the run's own log tells of an action of this kind that has begun. */
  boolean begun(String action) {
    return told.begun(action, "");
  }

  /** Whether the run's own log tells that it waits for something of this code. */
  boolean waits(String code) {
    return told.waits(code);
  }
}
