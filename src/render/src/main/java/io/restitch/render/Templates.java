package io.restitch.render;

import freemarker.cache.ClassTemplateLoader;
import freemarker.core.OutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateExceptionHandler;
import java.util.Locale;

/**
 * How files in {@code templates/} are read. They use square brackets, {@code [=value]} and {@code
 * [#if …]}, which mean nothing in a shell or in YAML. A value that is missing fails, and nothing is
 * rendered.
 */
final class Templates {
  private Templates() {}

  /**
   * @param folder the folder in {@code templates/}
   * @param format how values are quoted
   */
  static Configuration in(String folder, OutputFormat format) {
    Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
    templates.setTemplateLoader(
        new ClassTemplateLoader(Templates.class.getClassLoader(), "templates/" + folder));
    templates.setTagSyntax(Configuration.SQUARE_BRACKET_TAG_SYNTAX);
    templates.setInterpolationSyntax(Configuration.SQUARE_BRACKET_INTERPOLATION_SYNTAX);
    templates.setOutputFormat(format);
    templates.setRecognizeStandardFileExtensions(false);
    templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    templates.setLogTemplateExceptions(false);
    templates.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    templates.setDefaultEncoding("UTF-8");
    templates.setLocale(Locale.ROOT);
    templates.setLocalizedLookup(false);
    return templates;
  }
}
