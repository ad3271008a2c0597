package io.restitch.render;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/**
 * Fills in the scripts for machines. The same inputs give the same text, byte for byte: tasks are
 * known by its hash.
 *
 * <p>Each value becomes one quoted word of the shell ({@link ShellFormat}).
 */
public final class HostScripts {
  private static final Configuration TEMPLATES = templates();

  private HostScripts() {}

  /** The script, ready to run. */
  public static String render(HostScript script) {
    return fill(script.name(), script.inputs());
  }

  static String fill(String name, Map<String, ?> inputs) {
    StringWriter text = new StringWriter();
    try {
      TEMPLATES.getTemplate(name + ".sh").process(inputs, text);
    } catch (IOException | TemplateException e) {
      throw new RestitchException(
          ErrorCode.INTERNAL,
          "the script " + name + " cannot be filled in: " + e.getMessage(),
          "please report this",
          e);
    }
    return text.toString();
  }

  private static Configuration templates() {
    Configuration templates = Templates.in("control-plane", ShellFormat.INSTANCE);
    templates.setAutoEscapingPolicy(Configuration.FORCE_AUTO_ESCAPING_POLICY);
    return templates;
  }
}
