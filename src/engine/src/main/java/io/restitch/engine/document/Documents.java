package io.restitch.engine.document;

/** Any value as text, the way the documents are written. */
public final class Documents {
  private Documents() {}

  /** As YAML. */
  public static String yaml(Object value) {
    return Codec.yaml(value);
  }

  /** As JSON, on several lines. */
  public static String json(Object value) {
    return Codec.json(value);
  }
}
