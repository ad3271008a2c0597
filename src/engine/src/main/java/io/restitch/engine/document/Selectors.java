package io.restitch.engine.document;

import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.LabelSelector.Expression;
import io.restitch.core.fact.LabelSelector.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label selectors in kubectl's notation: {@code app=web,tier notin (db,cache),!batch}. */
public final class Selectors {
  private static final String KEY = "([A-Za-z0-9][A-Za-z0-9._/-]*)";
  private static final Pattern EQUALS = Pattern.compile(KEY + "\\s*==?\\s*([A-Za-z0-9._-]*)");
  private static final Pattern DIFFERS = Pattern.compile(KEY + "\\s*!=\\s*([A-Za-z0-9._-]*)");
  private static final Pattern AMONG =
      Pattern.compile(KEY + "\\s+(in|notin)\\s+\\(([A-Za-z0-9._, -]*)\\)");
  private static final Pattern HAS = Pattern.compile("(!?)\\s*" + KEY);
  private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");

  private Selectors() {}

  /** Reads one; empty if it is none. The empty text selects everything. */
  public static Optional<LabelSelector> parse(String text) {
    Map<String, String> labels = new TreeMap<>();
    List<Expression> expressions = new ArrayList<>();
    if (text.isBlank()) {
      return Optional.of(LabelSelector.EVERYTHING);
    }
    for (String part : COMMA.split(text, -1)) {
      if (!term(part.strip(), labels, expressions)) {
        return Optional.empty();
      }
    }
    return Optional.of(new LabelSelector(labels, expressions));
  }

  private static boolean term(
      String term, Map<String, String> labels, List<Expression> expressions) {
    Matcher m = EQUALS.matcher(term);
    if (m.matches()) {
      String before = labels.put(m.group(1), m.group(2));
      return before == null || before.equals(m.group(2));
    }
    m = DIFFERS.matcher(term);
    if (m.matches()) {
      return expressions.add(new Expression(m.group(1), Operator.NOT_IN, List.of(m.group(2))));
    }
    m = AMONG.matcher(term);
    if (m.matches()) {
      List<String> values = Arrays.stream(m.group(3).split(",", -1)).map(String::strip).toList();
      Operator operator = m.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
      return expressions.add(new Expression(m.group(1), operator, values));
    }
    m = HAS.matcher(term);
    if (m.matches()) {
      Operator operator = m.group(1).isEmpty() ? Operator.EXISTS : Operator.DOES_NOT_EXIST;
      return expressions.add(new Expression(m.group(2), operator, List.of()));
    }
    return false;
  }

  /** Writes one, so that it can be read again. */
  public static String format(LabelSelector selector) {
    List<String> terms = new ArrayList<>();
    selector.labels().forEach((k, v) -> terms.add(k + "=" + v));
    for (Expression e : selector.expressions()) {
      String values = String.join(",", e.values());
      terms.add(
          switch (e.operator()) {
            case IN -> e.key() + " in (" + values + ")";
            case NOT_IN -> e.key() + " notin (" + values + ")";
            case EXISTS -> e.key();
            case DOES_NOT_EXIST -> "!" + e.key();
            case GT -> e.key() + ">" + values;
            case LT -> e.key() + "<" + values;
          });
    }
    return String.join(",", terms);
  }
}
