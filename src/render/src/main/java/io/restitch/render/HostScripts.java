package io.restitch.render;

import freemarker.cache.ClassTemplateLoader;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/**
 * Fills in the scripts for machines. The same inputs give the same text, byte for byte: tasks are
 * known by its hash.
 *
 * <p>Templates use square brackets, {@code [=value]} and {@code [#include …]}, so that the shell's
 * own signs mean what they mean in any script. A value that is missing fails, and nothing is
 * rendered.
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
    Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
    templates.setTemplateLoader(
        new ClassTemplateLoader(HostScripts.class.getClassLoader(), "templates/control-plane"));
    templates.setTagSyntax(Configuration.SQUARE_BRACKET_TAG_SYNTAX);
    templates.setInterpolationSyntax(Configuration.SQUARE_BRACKET_INTERPOLATION_SYNTAX);
    templates.setOutputFormat(ShellFormat.INSTANCE);
    templates.setRecognizeStandardFileExtensions(false);
    templates.setAutoEscapingPolicy(Configuration.FORCE_AUTO_ESCAPING_POLICY);
    templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    templates.setLogTemplateExceptions(false);
    templates.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    templates.setDefaultEncoding("UTF-8");
    templates.setLocale(Locale.ROOT);
    templates.setLocalizedLookup(false);
    return templates;
  }
}
