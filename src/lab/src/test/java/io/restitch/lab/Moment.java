package io.restitch.lab;

import java.util.function.Predicate;

/** Moments of a run at which it may be killed; the order is the one in which a slot meets them. */
enum Moment {
  RECORD_WRITTEN("while the record is written", s -> s.begun("RecordCondition")),
  BEFORE_CREATE("before a machine is made", "hold-before", "create 1"),
  AFTER_CREATE("a machine was made, and nobody was told", "hold-after", "create 1"),
  FIRST_CORDON("a node was cordoned", Moment::cordoned),
  MID_DRAIN("amid a drain", s -> s.done("create", "pods", "eviction").count() >= 4),
  NODE_DELETED("a Node was deleted, its machine lives", s -> any(s.done("delete", "nodes", ""))),
  BEFORE_MACHINE_DELETE("before a machine is deleted", "hold-before", "delete 1"),
  AFTER_MACHINE_DELETE("a machine was deleted, and nobody was told", "hold-after", "delete 1"),
  ATTEMPT_RECORDED(
      "while another attempt is recorded", "capacity", "create 1", s -> s.begun("RecordAttempt")),
  BEFORE_NODE_APPEARS(
      "a machine boots, its Node is not there", "never-joins", "", s -> s.waits("machine-joins")),
  NODE_APPEARED("a Node has appeared", s -> s.begun("CreateMachine") && s.joined()),
  POD_CIDR_GIVEN("a Node has its pod CIDR", Moment::podCidrGiven),
  HALF_WAY("several Nodes are gone", s -> s.done("delete", "nodes", "").count() >= 4);

  private final String words;
  private final String fault;
  private final String when;
  private final Predicate<Sight> seen;

  Moment(String words, Predicate<Sight> seen) {
    this(words, "", "", seen);
  }

  /** A hold tells itself that it was reached. */
  Moment(String words, String hold, String when) {
    this(words, hold, when, s -> s.provider(when.split(" ", 2)[0], hold));
  }

  Moment(String words, String fault, String when, Predicate<Sight> seen) {
    this.words = words;
    this.fault = fault;
    this.when = when;
    this.seen = seen;
  }

  /** Makes the cloud such that the moment comes, and can be seen. */
  void arrange(Lab lab) {
    if (!fault.isEmpty()) {
      lab.fault(fault, when);
    }
  }

  /** Takes back what was arranged. */
  void tidy(Lab lab) {
    if (!fault.isEmpty()) {
      lab.mend(fault);
    }
  }

  boolean seen(Sight sight) {
    return seen.test(sight);
  }

  @Override
  public String toString() {
    return words;
  }

  private static boolean cordoned(Sight sight) {
    return any(
        sight
            .done("patch", "nodes", "")
            .filter(l -> l.request().path("spec").path("unschedulable").asBoolean(false)));
  }

  private static boolean podCidrGiven(Sight sight) {
    return any(
        sight.done("patch", "nodes", "").filter(l -> l.request().path("spec").has("podCIDR")));
  }

  private static boolean any(java.util.stream.Stream<?> stream) {
    return stream.findAny().isPresent();
  }
}
