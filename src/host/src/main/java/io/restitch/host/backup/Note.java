package io.restitch.host.backup;

import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The small file beside a piece, {@code FILE.index.json}: what lies there, and what is needed to
 * use it when there is no cluster to ask.
 *
 * @param piece which piece
 * @param takenAt when
 * @param encrypted whether the file is in age's format
 * @param kept size and hash of the file
 * @param plain size and hash of what is in it; the same unless it is encrypted
 * @param details more, by name: {@code revision}, {@code keys} and {@code version} of etcd, {@code
 *     address} of a machine, {@code snapshots} of a provider
 */
public record Note(
    Piece piece,
    Instant takenAt,
    boolean encrypted,
    Stored kept,
    Stored plain,
    Map<String, String> details) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int FORMAT = 1;
  private static final String SUFFIX = ".index.json";

  public Note {
    details = Collections.unmodifiableMap(new TreeMap<>(details));
  }

  /** What the note on a file is called. */
  static String of(String file) {
    return file + SUFFIX;
  }

  /** Whether a file is such a note. */
  static boolean is(String file) {
    return file.endsWith(SUFFIX);
  }

  /** The file that a note is on. */
  static String file(String note) {
    return note.substring(0, note.length() - SUFFIX.length());
  }

  /** A detail; empty if it is not there. */
  public String detail(String name) {
    return details.getOrDefault(name, "");
  }

  String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("kind", piece.kind().name().toLowerCase(Locale.ROOT));
    fields.put("subject", piece.subject());
    fields.put("cluster", piece.cluster());
    fields.put("takenAt", takenAt.toString());
    fields.put("sizeBytes", kept.sizeBytes());
    fields.put("sha256", kept.sha256());
    fields.put("encrypted", encrypted);
    fields.put("plainSizeBytes", plain.sizeBytes());
    fields.put("plainSha256", plain.sha256());
    fields.putAll(details);
    return JSON.writeValueAsString(fields) + "\n";
  }

  /**
   * @throws RestitchException {@code BAD_FILE} if it is not one
   */
  static Note read(String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      Map<String, String> details = new TreeMap<>();
      tree.properties().forEach(f -> details.put(f.getKey(), f.getValue().asString("")));
      if (tree.path("format").asInt(0) != FORMAT) {
        throw bad("its format is not " + FORMAT, null);
      }
      Kind kind = Kind.valueOf(take(details, "kind").toUpperCase(Locale.ROOT));
      Piece piece = new Piece(take(details, "cluster"), kind, take(details, "subject"));
      Note note =
          new Note(
              piece,
              Instant.parse(take(details, "takenAt")),
              Boolean.parseBoolean(take(details, "encrypted")),
              stored(details, "sizeBytes", "sha256"),
              stored(details, "plainSizeBytes", "plainSha256"),
              Map.of());
      details.remove("format");
      return note.with(details);
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      throw bad("it is damaged", e);
    }
  }

  /** The same with other details. */
  Note with(Map<String, String> others) {
    return new Note(piece, takenAt, encrypted, kept, plain, others);
  }

  private static Stored stored(Map<String, String> fields, String size, String hash) {
    return new Stored(Long.parseLong(take(fields, size)), take(fields, hash));
  }

  private static String take(Map<String, String> fields, String name) {
    String value = fields.remove(name);
    if (value == null) {
      throw bad("it has no " + name, null);
    }
    return value;
  }

  private static RestitchException bad(String why, @Nullable Exception cause) {
    return new RestitchException(ErrorCode.BAD_FILE, "not a note on a backup: " + why, "", cause);
  }
}
