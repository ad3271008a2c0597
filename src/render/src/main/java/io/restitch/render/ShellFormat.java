package io.restitch.render;

import freemarker.core.CommonMarkupOutputFormat;
import java.io.IOException;
import java.io.Writer;

/**
 * Shell text, in which every value that is filled in becomes one quoted {@link ShellWord}. A value
 * therefore never stands inside quotes of the template's own.
 */
final class ShellFormat extends CommonMarkupOutputFormat<ShellText> {
  static final ShellFormat INSTANCE = new ShellFormat();

  private ShellFormat() {}

  @Override
  public String getName() {
    return "shell";
  }

  @Override
  public String getMimeType() {
    return "application/x-sh";
  }

  @Override
  public String escapePlainText(String plainText) {
    return ShellWord.quoted(plainText);
  }

  @Override
  public void output(String textToEsc, Writer out) throws IOException {
    out.write(ShellWord.quoted(textToEsc));
  }

  @Override
  public boolean isLegacyBuiltInBypassed(String builtInName) {
    return false;
  }

  @Override
  protected ShellText newTemplateMarkupOutputModel(String plainTextContent, String markupContent) {
    return new ShellText(plainTextContent, markupContent);
  }
}
