package io.restitch.cluster.act;

import io.fabric8.kubernetes.api.model.Taint;
import io.restitch.cluster.watch.Known;
import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.plan.Carried;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A change of a Node as a merge patch (null removes), built from how the Node was last seen. The
 * list of taints is written whole: as a keyed list it could not hold one key with two effects. So a
 * patch holds only for the version it was built from.
 */
final class Edit {
  private final Map<String, @Nullable Object> labels = new TreeMap<>();
  private final Map<String, @Nullable Object> annotations = new TreeMap<>();
  private final Map<String, @Nullable Object> spec = new TreeMap<>();
  private final Known node;

  private Edit(Known node) {
    this.node = node;
  }

  static Optional<Map<String, Object>> addTaint(Known node, io.restitch.core.fact.Taint taint) {
    Edit edit = new Edit(node);
    edit.taints(List.of(taint));
    return edit.patch();
  }

  static Optional<Map<String, Object>> removeTaint(Known node, String key) {
    Edit edit = new Edit(node);
    edit.untaint(key::equals);
    return edit.patch();
  }

  static Optional<Map<String, Object>> cordon(Known node, String migration, Instant at) {
    if (node.fact().cordoned()) {
      return Optional.empty();
    }
    Edit edit = new Edit(node);
    edit.spec.put("unschedulable", true);
    edit.annotation(Names.CORDONED_BY, migration);
    edit.annotation(Names.CORDONED_AT, at.toString());
    if (!node.fact().labels().containsKey(Names.EXCLUDE_FROM_LOAD_BALANCERS)) {
      edit.label(Names.EXCLUDE_FROM_LOAD_BALANCERS, Names.EXCLUDED_BY_US);
    }
    return edit.patch();
  }

  static Optional<Map<String, Object>> uncordon(Known node) {
    if (!node.fact().annotations().containsKey(Names.CORDONED_BY)) {
      return Optional.empty();
    }
    Edit edit = new Edit(node);
    edit.spec.put("unschedulable", null);
    edit.annotation(Names.CORDONED_BY, null);
    edit.annotation(Names.CORDONED_AT, null);
    edit.include(node);
    return edit.patch();
  }

  static Optional<Map<String, Object>> setLabel(Known node, String label, @Nullable String value) {
    Edit edit = new Edit(node);
    edit.label(label, value);
    return edit.patch();
  }

  static Optional<Map<String, Object>> carryOver(Known node, ClusterAction.CarryOver action) {
    Edit edit = new Edit(node);
    Carried carried = action.carried();
    carried.labels().forEach(edit::label);
    carried.annotations().forEach(edit::annotation);
    edit.taints(carried.taints());
    edit.annotation(Names.CARRIED_OVER, action.note());
    return edit.patch();
  }

  static Optional<Map<String, Object>> forgetCalico(Known node) {
    Edit edit = new Edit(node);
    edit.unmark(Names.CALICO_PREFIX);
    return edit.patch();
  }

  static Optional<Map<String, Object>> removeTraces(Known node) {
    Edit edit = new Edit(node);
    boolean ours = node.fact().annotations().containsKey(Names.CORDONED_BY);
    edit.unmark(Names.PREFIX);
    edit.untaint(Edit::trace);
    if (ours) {
      edit.spec.put("unschedulable", null);
      edit.include(node);
    }
    return edit.patch();
  }

  private void unmark(String prefix) {
    node.fact().labels().keySet().stream()
        .filter(l -> l.startsWith(prefix))
        .forEach(l -> label(l, null));
    node.fact().annotations().keySet().stream()
        .filter(a -> a.startsWith(prefix))
        .forEach(a -> annotation(a, null));
  }

  /** Lets load balancers see a node again, if it was us who hid it. */
  private void include(Known node) {
    String value = node.fact().labels().get(Names.EXCLUDE_FROM_LOAD_BALANCERS);
    if (Names.EXCLUDED_BY_US.equals(value)) {
      label(Names.EXCLUDE_FROM_LOAD_BALANCERS, null);
    }
  }

  private static boolean trace(String key) {
    return key.startsWith(Names.PREFIX);
  }

  private void label(String key, @Nullable String value) {
    if (!java.util.Objects.equals(node.fact().labels().get(key), value)) {
      labels.put(key, value);
    }
  }

  private void annotation(String key, @Nullable String value) {
    if (!java.util.Objects.equals(node.fact().annotations().get(key), value)) {
      annotations.put(key, value);
    }
  }

  private void taints(List<io.restitch.core.fact.Taint> wanted) {
    List<Taint> all = new ArrayList<>(node.taints());
    boolean changed = false;
    for (var taint : wanted) {
      if (!node.fact().spec().taints().contains(taint)) {
        all.removeIf(t -> taint.key().equals(t.getKey()) && taint.effect().equals(t.getEffect()));
        String value = taint.value().isEmpty() ? null : taint.value();
        all.add(new Taint(taint.effect(), taint.key(), null, value));
        changed = true;
      }
    }
    if (changed) {
      spec.put("taints", all);
    }
  }

  private void untaint(java.util.function.Predicate<String> key) {
    List<Taint> rest = node.taints().stream().filter(t -> !key.test(t.getKey())).toList();
    if (rest.size() != node.taints().size()) {
      spec.put("taints", rest);
    }
  }

  /** The patch, if anything is to be changed. */
  private Optional<Map<String, Object>> patch() {
    if (labels.isEmpty() && annotations.isEmpty() && spec.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("resourceVersion", node.version());
    metadata.put("uid", node.fact().uid());
    if (!labels.isEmpty()) {
      metadata.put("labels", labels);
    }
    if (!annotations.isEmpty()) {
      metadata.put("annotations", annotations);
    }
    Map<String, Object> patch = new HashMap<>();
    patch.put("metadata", metadata);
    if (!spec.isEmpty()) {
      patch.put("spec", spec);
    }
    return Optional.of(patch);
  }
}
