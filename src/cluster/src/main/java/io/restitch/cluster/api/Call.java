package io.restitch.cluster.api;

import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param method HTTP method
 * @param path path and query below the API server's address
 * @param contentType of the body; of a GET, of the answer
 * @param body JSON, or null
 * @param repeatable whether the retry layer may send it again when the network or the server failed
 * @param subject what it is about, for messages: {@code node worker-3}
 */
public record Call(
    String method,
    String path,
    String contentType,
    @Nullable String body,
    boolean repeatable,
    String subject) {
  private static final String JSON = "application/json";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

  /** Every change of ours is made under this field manager. */
  public static final String FIELD_MANAGER = "restitch";

  /** Reads. */
  public static Call get(String path, String subject) {
    return new Call("GET", path, JSON, null, true, subject);
  }

  /** Reads a list of objects' metadata only: of definitions the rest is large. */
  public static Call metadata(String path, String subject) {
    return new Call("GET", path, METADATA, null, true, subject);
  }

  /** Makes an object that has a name, so that a repetition is answered with 409. */
  public static Call post(String path, String body, String subject) {
    return new Call("POST", path + "?fieldManager=" + FIELD_MANAGER, JSON, body, true, subject);
  }

  /** Asks for something that must be asked once only. */
  public static Call once(String path, String body, String subject) {
    return new Call("POST", path, JSON, body, false, subject);
  }

  /** Replaces an object; its body carries the resourceVersion it replaces. */
  public static Call put(String path, String body, String subject) {
    return new Call("PUT", path + "?fieldManager=" + FIELD_MANAGER, JSON, body, true, subject);
  }

  /** Changes some fields (RFC 7386); lists are replaced whole. */
  public static Call merge(String path, String body, String subject) {
    return patch(path, "application/merge-patch+json", "", body, subject);
  }

  /** Changes some fields the Kubernetes way; lists with a merge key are merged. */
  public static Call strategic(String path, String body, String subject) {
    return patch(path, "application/strategic-merge-patch+json", "", body, subject);
  }

  /** Server-side apply of an object that is ours alone. */
  public static Call apply(String path, String body, String subject) {
    return patch(path, "application/apply-patch+yaml", "&force=true", body, subject);
  }

  /** Deletes, with preconditions in the body. */
  public static Call delete(String path, String body, String subject) {
    return new Call("DELETE", path, JSON, body, true, subject);
  }

  private static Call patch(String path, String type, String more, String body, String subject) {
    String query = "?fieldManager=" + FIELD_MANAGER + more;
    return new Call("PATCH", path + query, type, body, true, subject);
  }
}
