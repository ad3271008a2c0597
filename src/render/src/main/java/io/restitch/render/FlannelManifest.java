package io.restitch.render;

import freemarker.core.UndefinedOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/**
 * Flannel's objects, as YAML documents in the order they are applied; its DaemonSet is the last.
 */
public final class FlannelManifest {
  private static final Configuration TEMPLATES =
      Templates.in("flannel", UndefinedOutputFormat.INSTANCE);

  /** What settings can never hold, so that each value stays inside its quotes. */
  private static final String FORBIDDEN = "(?s).*[\"\\\\\\n].*";

  private FlannelManifest() {}

  /** The manifest. */
  public static String of(FlannelSpec spec) {
    Map<String, String> inputs =
        Map.of(
            "podCidr", spec.podCidr().toString(),
            "image", spec.made().image(),
            "cniImage", spec.made().cniImage(),
            "iface", spec.made().iface(),
            "spec", spec.text());
    StringWriter text = new StringWriter();
    try {
      if (inputs.values().stream().anyMatch(v -> v.matches(FORBIDDEN))) {
        throw new IOException("a value holds a quote, a backslash or a line break: " + spec.text());
      }
      TEMPLATES.getTemplate("flannel.yaml").process(inputs, text);
    } catch (IOException | TemplateException e) {
      throw new RestitchException(
          ErrorCode.INTERNAL,
          "Flannel's manifest cannot be filled in: " + e.getMessage(),
          "please report this",
          e);
    }
    return text.toString();
  }
}
