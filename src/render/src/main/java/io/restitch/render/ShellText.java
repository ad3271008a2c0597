package io.restitch.render;

import freemarker.core.CommonTemplateMarkupOutputModel;
import org.jspecify.annotations.Nullable;

/** A piece of shell text: not quoted yet, or as it is. One of the two is null. */
final class ShellText extends CommonTemplateMarkupOutputModel<ShellText> {
  ShellText(@Nullable String plain, @Nullable String quoted) {
    super(plain, quoted);
  }

  @Override
  public ShellFormat getOutputFormat() {
    return ShellFormat.INSTANCE;
  }
}
