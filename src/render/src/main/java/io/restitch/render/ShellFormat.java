package io.restitch.render;

import freemarker.core.CommonMarkupOutputFormat;
import java.io.IOException;
import java.io.Writer;

/**
 * Shell text, in which every value that is filled in becomes one word: put into single quotes,
 * where the shell knows no other special character (POSIX XCU 2.2.2). A value therefore never
 * stands inside quotes of the template's own.
 */
final class ShellFormat extends CommonMarkupOutputFormat<ShellText> {
  static final ShellFormat INSTANCE = new ShellFormat();

  private ShellFormat() {}

  static String quote(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("no shell word can hold a NUL");
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

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
    return quote(plainText);
  }

  @Override
  public void output(String textToEsc, Writer out) throws IOException {
    out.write(quote(textToEsc));
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
