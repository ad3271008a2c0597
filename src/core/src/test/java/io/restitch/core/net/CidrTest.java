package io.restitch.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/16, 10.244.0.0/16",
    "' 10.244.7.0/24 ', 10.244.7.0/24",
    "10.0.0.1, 10.0.0.1/32",
    "2001:DB8::/32, 2001:db8::/32"
  })
  void shouldReadARangeAndWriteItInOneWay(String text, String written) {
    assertThat(Cidr.parse(text)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.244.0.0/33",
        "10.244",
        "10.244.0.0/a",
        "example.com",
        "*",
        "10.244.0-3.0/24",
        "10.244.0.0/255.255.0.0",
        "/16"
      })
  void shouldRefuseWhatIsNoRange(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldProposeTheRangeThatWasMeantWhenHostBitsAreSet() {
    assertThatThrownBy(() -> Cidr.parse("10.244.7.1/16"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.244.0.0/16");
  }

  @Test
  void shouldFindTheRangeAroundAnAddress() {
    assertThat(Cidr.around("10.244.7.1/24")).isEqualTo(Cidr.parse("10.244.7.0/24"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.244.7.1", "10.244.7.1/33", "eth0"})
  void shouldFindNoRangeAroundWhatIsNoAddressInOne(String text) {
    assertThatThrownBy(() -> Cidr.around(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/16, 10.244.7.0/24, true, true",
    "10.244.7.0/24, 10.244.0.0/16, false, true",
    "10.244.0.0/16, 10.244.0.0/16, true, true",
    "10.244.0.0/16, 10.245.0.0/24, false, false",
    "10.244.0.0/16, 2001:db8::/32, false, false"
  })
  void shouldKnowWhatItContainsAndOverlaps(
      String one, String other, boolean contains, boolean overlaps) {
    assertThat(Cidr.parse(one).contains(Cidr.parse(other))).isEqualTo(contains);
    assertThat(Cidr.parse(one).overlaps(Cidr.parse(other))).isEqualTo(overlaps);
    assertThat(Cidr.parse(other).overlaps(Cidr.parse(one))).isEqualTo(overlaps);
  }

  @Test
  void shouldSplitInAscendingOrder() {
    assertThat(Cidr.parse("10.244.0.0/22").split(24))
        .extracting(Cidr::toString)
        .containsExactly("10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24", "10.244.3.0/24");
    assertThat(Cidr.parse("10.244.0.0/24").split(22)).isEmpty();
    assertThat(Cidr.parse("10.244.0.0/24").split(24)).hasSize(1);
  }

  @Test
  void shouldCountWhatItHolds() {
    assertThat(Cidr.parse("10.244.0.0/16").count(24)).isEqualTo(BigInteger.valueOf(256));
    assertThat(Cidr.parse("10.244.0.0/24").count(16)).isZero();
  }

  @Test
  void shouldSortByAddressAsNumbersThenByLength() {
    List<Cidr> sorted =
        List.of(
            Cidr.parse("9.0.0.0/8"),
            Cidr.parse("10.0.0.0/8"),
            Cidr.parse("10.0.0.0/16"),
            Cidr.parse("10.2.0.0/16"),
            Cidr.parse("10.10.0.0/16"));

    assertThat(sorted).isSorted();
    assertThat(Cidr.parse("10.0.0.0/8"))
        .isEqualTo(Cidr.parse("10.0.0.0/8"))
        .hasSameHashCodeAs(Cidr.parse("10.0.0.0/8"))
        .isNotEqualTo(Cidr.parse("10.0.0.0/16"));
  }
}
