package io.restitch.core.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.testing.Facts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFactTest {
  @ParameterizedTest
  @CsvSource({
    "4f3c9e1d,           4f3c9e1e,   true",
    "4f3c9e1d,           4f3c9e1d,   false",
    "4F3C-9E1D,          4f3c9e1d,   false",
    "'4f3c9e1d\n',       4f3c9e1d,   false",
    "'',                 4f3c9e1d,   false",
    "4f3c9e1d,           '',         false"
  })
  void shouldTellMachinesApartByTheirIds(String reported, String here, boolean elsewhere) {
    // given
    NodeFact node = Facts.onMachine(Facts.controlPlane("cp-1"), reported);

    // when
    boolean found = node.runsElsewhere(here);

    // then
    assertThat(found).isEqualTo(elsewhere);
  }
}
