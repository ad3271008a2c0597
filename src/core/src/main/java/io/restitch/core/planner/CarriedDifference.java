package io.restitch.core.planner;

import io.restitch.core.fact.Taint;
import io.restitch.core.plan.Carried;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What has changed of the labels, annotations and taints that go to a green node. */
final class CarriedDifference {
  private static final int SHOWN = 60;

  private CarriedDifference() {}

  /** A few words for each change, such as {@code label tier is b, was a}. */
  static List<String> between(List<Carried> before, List<Carried> now) {
    List<String> words = new ArrayList<>();
    words.addAll(changes("label", all(before, Carried::labels), all(now, Carried::labels)));
    words.addAll(
        changes("annotation", all(before, Carried::annotations), all(now, Carried::annotations)));
    words.addAll(
        changes(
            "taint", all(before, CarriedDifference::taints), all(now, CarriedDifference::taints)));
    return words;
  }

  private static List<String> changes(
      String kind, Map<String, String> before, Map<String, String> now) {
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    List<String> words = new ArrayList<>();
    for (String key : keys) {
      String old = before.get(key);
      String current = now.get(key);
      if (old == null) {
        words.add(kind + " " + key + " is new" + value(current));
      } else if (current == null) {
        words.add(kind + " " + key + " is gone");
      } else if (!old.equals(current)) {
        words.add(kind + " " + key + " is " + brief(current) + ", was " + brief(old));
      }
    }
    return words;
  }

  private static String value(@Nullable String value) {
    return value == null || value.isEmpty() ? "" : " (" + brief(value) + ")";
  }

  private static String brief(String value) {
    if (value.isEmpty()) {
      return "empty";
    }
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
  }

  private static Map<String, String> taints(Carried carried) {
    Map<String, String> taints = new TreeMap<>();
    for (Taint taint : carried.taints()) {
      taints.put(taint.key() + ":" + taint.effect(), taint.value());
    }
    return taints;
  }

  private static Map<String, String> all(
      List<Carried> several, Function<Carried, Map<String, String>> part) {
    Map<String, String> all = new TreeMap<>();
    several.forEach(carried -> all.putAll(part.apply(carried)));
    return all;
  }
}
