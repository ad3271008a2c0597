package io.restitch.engine.document;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** How records become JSON and YAML and come back: strictly, and the same bytes each time. */
final class Codec {
  /** One line, names sorted: what hashes are taken of. */
  static final JsonMapper CANONICAL =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .addModule(module())
          .build();

  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).addModule(module()).build();

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .addModule(module())
          .build();

  private Codec() {}

  static String yaml(Object value) {
    return YAML.writeValueAsString(value);
  }

  static String json(Object value) {
    return PRETTY.writeValueAsString(value).replace("\r\n", "\n") + "\n";
  }

  /** On one line; JSON is YAML. */
  static String line(Object value) {
    return CANONICAL.writeValueAsString(value);
  }

  static YAMLMapper yamlMapper() {
    return YAML;
  }

  private static SimpleModule module() {
    SimpleModule module = new SimpleModule("restitch");
    text(module, Cidr.class, Cidr::toString, Cidr::parse);
    text(module, PhaseName.class, PhaseName::condition, Codec::phase);
    text(module, Duration.class, Durations::format, Codec::duration);
    module.addSerializer(
        Settings.class,
        new ValueSerializer<Settings>() {
          @Override
          public void serialize(Settings s, JsonGenerator out, SerializationContext context) {
            context.writeValue(out, SettingsDocument.spec(s));
          }
        });
    module.addDeserializer(
        Settings.class,
        new ValueDeserializer<Settings>() {
          @Override
          public Settings deserialize(JsonParser in, DeserializationContext context) {
            Problems problems = new Problems();
            Settings read =
                SettingsDocument.settings(Trees.of(context.readTree(in)), "settings", problems);
            if (!problems.none()) {
              context.reportInputMismatch(Settings.class, String.join("; ", problems.lines()));
            }
            return read;
          }
        });
    return module;
  }

  private static PhaseName phase(String text) {
    return PhaseName.find(text)
        .orElseThrow(() -> new IllegalArgumentException("there is no phase '" + text + "'"));
  }

  private static Duration duration(String text) {
    return Durations.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no duration"));
  }

  private static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
    module.addSerializer(
        type,
        new ValueSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(write.apply(value));
          }
        });
    module.addKeySerializer(
        type,
        new ValueSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeName(write.apply(value));
          }
        });
    module.addDeserializer(
        type,
        new ValueDeserializer<T>() {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getString();
            try {
              return read.apply(text);
            } catch (IllegalArgumentException e) {
              return context.reportInputMismatch(type, String.valueOf(e.getMessage()));
            }
          }
        });
  }
}
