package io.restitch.engine.document;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.net.Cidr;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The kinds of values there are in the document. */
final class ValueTypes {
  private static final String DURATION_PATTERN = "^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$";

  private ValueTypes() {}

  /** What is made of a text: a value, or a complaint. */
  private record Made<T>(Optional<T> value, String what, String remedy) {
    static <T> Made<T> of(T value) {
      return new Made<>(Optional.of(value), "", "");
    }

    static <T> Made<T> wrong(String what, String remedy) {
      return new Made<>(Optional.empty(), what, remedy);
    }
  }

  /** A value that is written as text. */
  private record Written<T>(
      Map<String, Object> schema,
      String example,
      Function<String, Made<T>> make,
      Function<T, String> text)
      implements ValueType<T> {
    @Override
    public Optional<T> read(Tree tree, String path, Problems problems) {
      if (!(tree instanceof Tree.Scalar s) || s.kind() != Tree.Kind.TEXT) {
        problems.add(
            tree.at(), path, "is " + tree.noun() + ", not a text", "write it like " + example);
        return Optional.empty();
      }
      Made<T> made = make.apply(s.text());
      if (made.value().isEmpty()) {
        problems.add(tree.at(), path, made.what(), made.remedy());
      }
      return made.value();
    }

    @Override
    public Object write(T value) {
      return text.apply(value);
    }
  }

  /** A list of values without order, each at most once. */
  private record Several<T>(ValueType<T> one, Function<Collection<T>, Set<T>> collect)
      implements ValueType<Set<T>> {
    @Override
    public Optional<Set<T>> read(Tree tree, String path, Problems problems) {
      if (!(tree instanceof Tree.Sequence list)) {
        problems.add(
            tree.at(), path, "is " + tree.noun() + ", not a list", "write it like [One, Two]");
        return Optional.empty();
      }
      List<T> values =
          list.items().stream().flatMap(i -> one.read(i, path, problems).stream()).toList();
      return Optional.of(collect.apply(values));
    }

    @Override
    public Object write(Set<T> value) {
      return value.stream().map(one::write).toList();
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "array", "uniqueItems", true, "items", one.schema());
    }
  }

  /** Any text. */
  static ValueType<String> text(String example) {
    return new Written<>(Map.of("type", "string"), example, Made::of, t -> t);
  }

  /** A text of this form. */
  static ValueType<String> text(String pattern, String example) {
    return new Written<>(
        Map.of("type", "string", "pattern", pattern),
        example,
        t ->
            t.matches(pattern)
                ? Made.of(t)
                : Made.wrong(shown(t) + " is not of the form " + pattern, "such as " + example),
        t -> t);
  }

  /** A secret key is easily pasted where its public half belongs. */
  private static String shown(String text) {
    return text.startsWith("AGE-SECRET-KEY-") ? "a secret key" : "'" + text + "'";
  }

  /** Texts, each at most once. */
  static ValueType<Set<String>> texts(String example) {
    return new Several<>(text(example), TreeSet::new);
  }

  /** An address range. */
  static ValueType<Cidr> cidr(String example) {
    return new Written<>(
        Map.of("type", "string"),
        example,
        t -> {
          try {
            return t.contains("/")
                ? Made.of(Cidr.parse(t))
                : Made.wrong("'" + t + "' has no prefix length", "write it like " + example);
          } catch (IllegalArgumentException e) {
            String why = e.getMessage();
            return Made.wrong(
                why == null ? "not an address range: '" + t + "'" : why,
                "write it like " + example);
          }
        },
        Cidr::toString);
  }

  /** A length of time. */
  static ValueType<Duration> duration(Duration least) {
    return new Written<>(
        Map.of("type", "string", "pattern", DURATION_PATTERN),
        "15m",
        t -> {
          Optional<Duration> d = Durations.parse(t);
          if (d.isEmpty()) {
            return Made.wrong("'" + t + "' is no duration", "write it like 30s, 15m or 6h");
          }
          return d.get().compareTo(least) < 0
              ? Made.wrong("'" + t + "' is too short", "the least is " + Durations.format(least))
              : Made.of(d.get());
        },
        Durations::format);
  }

  /** A label selector. */
  static ValueType<LabelSelector> selector() {
    return new Written<>(
        Map.of("type", "string"),
        "'app=web,tier!=db'",
        t ->
            Selectors.parse(t)
                .map(Made::of)
                .orElseGet(() ->
                    Made.wrong(
                        "'" + t + "' is no label selector",
                        "write it as for `kubectl get -l`, like app=web,tier!=db")),
        Selectors::format);
  }

  /** Phases, by the names of their conditions. */
  static ValueType<Set<PhaseName>> phases() {
    List<String> names = Arrays.stream(PhaseName.values()).map(PhaseName::condition).toList();
    return new Several<>(
        oneOf("phase", names, PhaseName::find, PhaseName::condition),
        some -> {
          EnumSet<PhaseName> all = EnumSet.noneOf(PhaseName.class);
          all.addAll(some);
          return all;
        });
  }

  /** Some of these words, each at most once. */
  static ValueType<Set<String>> words(String noun, List<String> known) {
    return new Several<>(
        oneOf(noun, known, t -> Optional.of(t).filter(known::contains), t -> t), TreeSet::new);
  }

  /** One of an enum's names, in small letters. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    List<E> all = List.of(type.getEnumConstants());
    Function<E, String> word = e -> e.name().toLowerCase(Locale.ROOT);
    return oneOf(
        "choice",
        all.stream().map(word).toList(),
        t -> all.stream().filter(e -> word.apply(e).equals(t)).findFirst(),
        word);
  }

  private static <T> ValueType<T> oneOf(
      String noun,
      List<String> names,
      Function<String, Optional<T>> find,
      Function<T, String> write) {
    return new Written<>(
        Map.of("type", "string", "enum", names),
        names.getFirst(),
        t ->
            find.apply(t)
                .map(Made::of)
                .orElseGet(() ->
                    Made.wrong("there is no " + noun + " '" + t + "'", Spelling.suggest(t, names))),
        write);
  }

  /** A whole number between two, inclusive. */
  static ValueType<Integer> integer(int least, int most) {
    return new ValueType<>() {
      @Override
      public Optional<Integer> read(Tree tree, String path, Problems problems) {
        if (!(tree instanceof Tree.Scalar s) || s.kind() != Tree.Kind.INTEGER) {
          problems.add(
              tree.at(),
              path,
              "is " + tree.noun() + ", not a whole number",
              "write a number from " + least + " to " + most);
          return Optional.empty();
        }
        if (s.text().matches("-?\\d{1,9}")) {
          int value = Integer.parseInt(s.text());
          if (value >= least && value <= most) {
            return Optional.of(value);
          }
        }
        problems.add(
            tree.at(),
            path,
            s.text() + " is out of range",
            "write a number from " + least + " to " + most);
        return Optional.empty();
      }

      @Override
      public Object write(Integer value) {
        return value;
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "integer", "minimum", least, "maximum", most);
      }
    };
  }

  /** Yes or no. */
  static ValueType<Boolean> flag() {
    return new ValueType<>() {
      @Override
      public Optional<Boolean> read(Tree tree, String path, Problems problems) {
        if (tree instanceof Tree.Scalar s && s.kind() == Tree.Kind.FLAG) {
          return Optional.of(s.text().equals("true"));
        }
        problems.add(
            tree.at(), path, "is " + tree.noun() + ", not yes or no", "write true or false");
        return Optional.empty();
      }

      @Override
      public Object write(Boolean value) {
        return value;
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "boolean");
      }
    };
  }

  /** Names and texts. */
  static ValueType<Map<String, String>> map() {
    return new ValueType<>() {
      @Override
      public Optional<Map<String, String>> read(Tree tree, String path, Problems problems) {
        if (!(tree instanceof Tree.Table table)) {
          problems.add(
              tree.at(),
              path,
              "is " + tree.noun() + ", not a table",
              "write lines like name: text");
          return Optional.empty();
        }
        Map<String, String> all = new TreeMap<>();
        for (Tree.Entry e : table.entries()) {
          String inside = path + "." + e.name();
          if (!(e.value() instanceof Tree.Scalar s) || s.kind() == Tree.Kind.NOTHING) {
            problems.add(
                e.at(), inside, "is " + e.value().noun() + ", not a text", "put it in quotes");
          } else if (all.put(e.name(), s.text()) != null) {
            problems.add(e.at(), inside, "is there twice", "keep one of them");
          }
        }
        return Optional.of(all);
      }

      @Override
      public Object write(Map<String, String> value) {
        return new TreeMap<>(value);
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of(
            "type",
            "object",
            "additionalProperties",
            Map.of("type", List.of("string", "number", "boolean")));
      }
    };
  }
}
