package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.restitch.spi.GuardAction;
import io.restitch.spi.NodeRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The published schema and our codec say the same. */
class SchemaTest {
  private static final Path FILE = Path.of("../../docs/providers/provider.schema.json");
  private static final String SNAPSHOT =
      "{\"id\":\"s\",\"machineId\":\"m\",\"state\":\"PENDING\",\"sizeBytes\":1,"
          + "\"createdAt\":\"2026-01-31T12:00:00+02:00\",\"tags\":{}}";

  @ParameterizedTest
  @EnumSource(Verb.class)
  void shouldAcceptWhatWeSend(Verb verb) throws Exception {
    // given
    ObjectNode fields = sample(verb);
    JsonNode request = Json.MAPPER.readTree(Envelope.request(Map.of("dir", "/d"), fields));

    // when
    var errors = schema(verb.word() + "Request").validate(request);

    // then
    assertThat(errors).isEmpty();
    assertThat(request.propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            definition(verb.word() + "Request").get("properties").propertyNames());
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void shouldAcceptWhatWeRead(Verb verb) throws Exception {
    // given
    String reply = Scripts.reply(result(verb));

    // then
    assertThat(schema(verb.word() + "Reply").validate(Json.MAPPER.readTree(reply))).isEmpty();
    assertThat(readable(verb, Json.MAPPER.readTree(reply))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void shouldRefuseTheSameRepliesWhenAnyFieldIsMissing(Verb verb) throws Exception {
    // given
    Schema schema = schema(verb.word() + "Reply");
    JsonNode whole = Json.MAPPER.readTree(Scripts.reply(result(verb)));

    for (JsonNode poorer : withoutOneField(whole)) {
      // when
      boolean valid = schema.validate(poorer).isEmpty();

      // then
      assertThat(readable(verb, poorer)).as("%s", poorer).isEqualTo(valid);
    }
  }

  @Test
  void shouldAcceptErrorRepliesWeRead() throws Exception {
    // given
    String error =
        Scripts.error("{\"code\":\"THROTTLED\",\"message\":\"m\",\"retryAfterSeconds\":1.5}");

    // then
    assertThat(schema("listReply").validate(Json.MAPPER.readTree(error))).isEmpty();
    assertThat(Envelope.open(Json.MAPPER.readTree(error), "x list", Secrets.NONE))
        .isInstanceOfSatisfying(
            Reply.Failure.class,
            failure -> assertThat(failure.error().retryAfter().orElseThrow()).hasMillis(1500));
  }

  private static ObjectNode sample(Verb verb) {
    Map<String, String> tags = Map.of("k", "v");
    return switch (verb) {
      case CAPABILITIES -> Requests.nothing();
      case SHAPE -> Requests.shape(new NodeRef("n", "p://1", List.of("10.0.0.1"), tags));
      case CREATE -> Requests.create(Scripts.request());
      case GET -> Requests.get(List.of("m"));
      case LIST, SNAPSHOTS -> Requests.byTags(tags);
      case DELETE -> Requests.delete("m");
      case SNAPSHOT -> Requests.snapshot("m", tags);
      case GUARD -> Requests.guard(GuardAction.PAUSE, List.of("m"));
    };
  }

  private static String result(Verb verb) {
    return switch (verb) {
      case CAPABILITIES ->
          "{\"name\":\"x\",\"version\":\"1\",\"snapshots\":true,\"groups\":true,\"stop\":false}";
      case SHAPE ->
          "{\"machineId\":\"m\",\"type\":\"t\",\"zone\":\"z\",\"image\":\"i\",\"settings\":{\"a\":\"b\"}}";
      case CREATE -> Scripts.MACHINE;
      case GET, LIST -> "{\"machines\":[" + Scripts.MACHINE + "]}";
      case DELETE -> "{}";
      case SNAPSHOT, SNAPSHOTS -> "{\"snapshots\":[" + SNAPSHOT + "]}";
      case GUARD -> "{\"groups\":[{\"name\":\"g\",\"paused\":true,\"detail\":\"d\"}]}";
    };
  }

  private static boolean readable(Verb verb, JsonNode reply) {
    Function<Fields, ?> read =
        switch (verb) {
          case CAPABILITIES -> Replies::capabilities;
          case SHAPE -> Replies::shape;
          case CREATE -> Replies::machine;
          case GET, LIST -> Replies::machines;
          case DELETE -> fields -> fields;
          case SNAPSHOT, SNAPSHOTS -> Replies::snapshots;
          case GUARD -> Replies::groups;
        };
    try {
      return !(Envelope.open(reply, "x", Secrets.NONE) instanceof Reply.Result(JsonNode value))
          || read.apply(new Fields(value, "result")) != null;
    } catch (Malformed e) {
      return false;
    }
  }

  /** All copies of this value that lack exactly one field, however deep. */
  private static List<JsonNode> withoutOneField(JsonNode whole) {
    List<JsonNode> poorer = new ArrayList<>();
    int objects = objects(whole).size();
    for (int at = 0; at < objects; at++) {
      for (String name : List.copyOf(objects(whole).get(at).propertyNames())) {
        JsonNode copy = whole.deepCopy();
        objects(copy).get(at).remove(name);
        poorer.add(copy);
      }
    }
    return poorer;
  }

  private static List<ObjectNode> objects(JsonNode node) {
    List<ObjectNode> found = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      found.add(object);
    }
    node.forEach(child -> found.addAll(objects(child)));
    return found;
  }

  private static JsonNode definition(String name) throws Exception {
    return Json.MAPPER.readTree(Files.readAllBytes(FILE)).get("$defs").get(name);
  }

  private static Schema schema(String definition) throws Exception {
    ObjectNode whole = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(FILE));
    whole.remove("$id");
    whole.put("$ref", "#/$defs/" + definition);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(whole);
  }
}
