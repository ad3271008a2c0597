package io.restitch.cli.restore;

import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.backup.Kept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The steps of a restore, for one cluster's backup. */
public final class Instructions {
  private final List<Kept> pieces;
  private final Runbook runbook;

  /**
   * @param pieces the newest of one cluster
   */
  public Instructions(List<Kept> pieces, Runbook runbook) {
    this.pieces = List.copyOf(pieces);
    this.runbook = runbook;
  }

  /**
   * The steps of a case.
   *
   * @param node the machine; empty for a case of all
   * @throws RestitchException {@code NOT_FOUND} if the backup has no such machine, or lacks what
   *     the case needs
   */
  public String of(LostCase lost, String node) {
    SortedMap<String, String> machines = machines();
    Map<String, String> values = new HashMap<>();
    values.put(
        "CLUSTER",
        machines.entrySet().stream()
            .map(m -> m.getKey() + "=https://" + bracketed(m.getValue()) + ":2380")
            .collect(Collectors.joining(",")));
    if (lost.ofOneMachine()) {
      values.put("NODE", node);
      values.put("ADDRESS", address(machines, node));
    } else {
      snapshot(values);
    }
    List<String> parts = new ArrayList<>();
    parts.add(contents());
    if (lost != LostCase.NODE_LOST) {
      parts.add(runbook.section("tools"));
    }
    parts.add(runbook.section(lost.toString(), values));
    if (lost == LostCase.ALL_LOST) {
      parts.add(runbook.section(LostCase.QUORUM_LOST.toString(), values));
    }
    return String.join("\n", parts);
  }

  private SortedMap<String, String> machines() {
    SortedMap<String, String> machines = new TreeMap<>();
    of(Kind.HOST_FILES)
        .forEach(k -> machines.put(k.note().piece().subject(), k.note().detail("address")));
    return machines;
  }

  private String address(Map<String, String> machines, String node) {
    String address = machines.get(node);
    if (address == null) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND,
          "the backup knows no control plane called '" + node + "'",
          "it knows " + String.join(", ", machines.keySet()) + ": name one with --node");
    }
    return address;
  }

  private void snapshot(Map<String, String> values) {
    Kept etcd =
        of(Kind.ETCD).stream()
            .findFirst()
            .orElseThrow(() ->
                new RestitchException(
                    ErrorCode.NOT_FOUND,
                    "there is no snapshot of etcd in this backup that can be read",
                    "look elsewhere with --backup-to; docs/restore.md tells how a member that is"
                        + " left gives one"));
    values.put("SNAPSHOT", etcd.place());
    values.put("SHA256", etcd.note().kept().sha256());
    values.put("PLAIN_SHA256", etcd.note().plain().sha256());
    values.put("REVISION", etcd.note().detail("revision"));
    values.put(
        "FILES",
        of(Kind.HOST_FILES).stream()
            .map(k -> k.place() + " " + k.note().kept().sha256() + " " + k.note().plain().sha256())
            .collect(Collectors.joining("\n")));
  }

  private List<Kept> of(Kind kind) {
    return pieces.stream().filter(k -> k.note().piece().kind() == kind).toList();
  }

  /** What there is to restore from. */
  private String contents() {
    StringBuilder text = new StringBuilder("# Backup of cluster ");
    text.append(pieces.getFirst().note().piece().cluster()).append("\n\n");
    for (Kept kept : pieces) {
      text.append("- ").append(kept.note().piece().words());
      text.append(", taken ").append(kept.note().takenAt());
      text.append(", ").append(kept.note().kept().sizeBytes()).append(" bytes");
      text.append(kept.note().encrypted() ? ", encrypted" : "").append(": ");
      text.append(kept.place()).append("\n  sha256 ").append(kept.note().kept().sha256());
      text.append("\n");
      String snapshots = kept.note().detail("snapshots");
      if (!snapshots.isEmpty()) {
        text.append("  with ").append(kept.note().detail("provider")).append(": ");
        text.append(snapshots).append("\n");
      }
    }
    return text.toString();
  }

  private static String bracketed(String address) {
    return address.indexOf(':') < 0 ? address : "[" + address + "]";
  }
}
