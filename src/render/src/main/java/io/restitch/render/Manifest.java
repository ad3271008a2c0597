package io.restitch.render;

import freemarker.core.UndefinedOutputFormat;
import freemarker.template.TemplateException;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Objects as YAML documents, in the order they are applied. */
final class Manifest {
  /** What settings can never hold, so that each value stays inside its quotes. */
  private static final String FORBIDDEN = "(?s).*[\"\\\\\\n].*";

  private Manifest() {}

  /**
   * @param folder the folder in {@code templates/}
   * @param file the template
   * @param values what stands inside quotes there
   * @param blocks what stands there as it is: lines of ours
   * @throws RestitchException {@code INTERNAL} if a value would leave its quotes
   */
  static String fill(
      String folder, String file, Map<String, String> values, Map<String, String> blocks) {
    StringWriter text = new StringWriter();
    try {
      for (Map.Entry<String, String> value : values.entrySet()) {
        if (value.getValue().matches(FORBIDDEN)) {
          throw new IOException(
              value.getKey() + " holds a quote, a backslash or a line break: " + value.getValue());
        }
      }
      Map<String, String> inputs = new HashMap<>(values);
      inputs.putAll(blocks);
      Templates.in(folder, UndefinedOutputFormat.INSTANCE).getTemplate(file).process(inputs, text);
    } catch (IOException | TemplateException e) {
      throw new RestitchException(
          ErrorCode.INTERNAL,
          file + " cannot be filled in: " + e.getMessage(),
          "please report this",
          e);
    }
    return text.toString();
  }

  /** A script of ours, as it lies in {@code templates/}. */
  static String script(String path) {
    try (InputStream script =
        Objects.requireNonNull(Manifest.class.getClassLoader().getResourceAsStream(path))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
