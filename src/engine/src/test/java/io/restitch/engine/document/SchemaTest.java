package io.restitch.engine.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaTest {
  @Test
  void shouldKnowEveryFieldWhenWriterWritesIt() {
    // given
    JsonNode written = JsonMapper.shared().readTree(SettingsDocument.DEFAULT.json()).get("spec");

    // when
    JsonNode spec = JsonMapper.shared().readTree(Schema.json()).at("/properties/spec");

    // then
    assertThat(spec.get("additionalProperties").booleanValue()).isFalse();
    written
        .properties()
        .forEach(section -> {
          JsonNode known = spec.get("properties").get(section.getKey());
          assertThat(known).as(section.getKey()).isNotNull();
          if (known.get("type").asString().equals("object")) {
            section
                .getValue()
                .properties()
                .forEach(field ->
                    assertThat(known.get("properties").get(field.getKey()).get("default"))
                        .isEqualTo(field.getValue()));
          }
        });
  }
}
