package io.restitch.core.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.net.Cidr;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeText;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which way is closed, from what both sides say. */
class ReachedTest {
  private static final ProbeMap MAP =
      ProbeMap.of(
          Cidr.parse("100.127.192.0/18"),
          Map.of("a", "10.0.0.1", "b", "10.0.0.2", "c", "10.0.0.3"),
          1);

  private final Map<String, ProbeReport> said = new TreeMap<>();

  @Test
  void shouldFindNothingWhereAllAnswerAll() {
    // given
    says("a", "heard=2,3 fits=2:1450,3:1450");
    says("b", "heard=1,3 fits=1:1450,3:1450");
    says("c", "heard=1,2 fits=1:1450,2:1450");

    // then
    assertThat(found()).isEmpty();
    assertThat(new Reached(MAP, said).pairs()).isEqualTo(6);
  }

  @Test
  void shouldNameTheOneWayThatIsClosedAndWhatToOpen() {
    // given: b hears nothing of a, and so a gets no answer; a hears b
    says("a", "heard=2,3 fits=3:1450");
    says("b", "heard=3 fits=3:1450");
    says("c", "heard=1,2 fits=1:1450,2:1450");

    // when
    List<Verdict> found = found();

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Verdict.Level.BLOCK);
          assertThat(v.code()).isEqualTo("udp-8472-closed");
          assertThat(v.subject()).isEqualTo("node b");
          assertThat(v.message())
              .isEqualTo("UDP 8472 does not come through from a (10.0.0.1) to b (10.0.0.2)");
          assertThat(v.remedy())
              .startsWith("let UDP 8472 in on b (10.0.0.2) from 10.0.0.1: in its security group");
        });
  }

  @Test
  void shouldNameBothWaysWhereNoneHeardTheOther() {
    // given
    says("a", "heard=3 fits=3:1450");
    says("b", "heard=3 fits=3:1450");
    says("c", "heard=1,2 fits=1:1450,2:1450");

    // then
    assertThat(found())
        .extracting(Verdict::message)
        .containsExactlyInAnyOrder(
            "UDP 8472 does not come through from a (10.0.0.1) to b (10.0.0.2)",
            "UDP 8472 does not come through from b (10.0.0.2) to a (10.0.0.1)");
  }

  @Test
  void shouldNameANodeThatHearsNobodyOnce() {
    // given
    says("a", "heard=3 fits=3:1450");
    says("b", "heard=- fits=-");
    says("c", "heard=1 fits=1:1450");

    // then
    assertThat(found())
        .filteredOn(v -> v.subject().equals("node b"))
        .singleElement()
        .extracting(Verdict::message)
        .isEqualTo(
            "UDP 8472 does not come through from a (10.0.0.1), c (10.0.0.3) to b (10.0.0.2)");
  }

  @Test
  void shouldTellFramesThatArriveFromAnswersThatAreDropped() {
    // given
    says("a", "heard=2,3 fits=3:1450");
    says("b", "heard=1,3 fits=3:1450");
    says("c", "heard=1,2 fits=1:1450,2:1450");

    // then
    assertThat(found()).extracting(Verdict::code).containsOnly("probe-unanswered");
    assertThat(found()).extracting(Verdict::subject).contains("node a", "node b");
  }

  @Test
  void shouldSayTheLargestPacketThatPassed() {
    // given
    says("a", "heard=2,3 fits=2:1386,3:1450");
    says("b", "heard=1,3 fits=1:1450,3:1450");
    says("c", "heard=1,2 fits=1:1450,2:1450");

    // then
    assertThat(found())
        .singleElement()
        .satisfies(v -> {
          assertThat(v.code()).isEqualTo("mtu-too-small");
          assertThat(v.message())
              .isEqualTo(
                  "packets of 1450 bytes do not come through from a (10.0.0.1) to b (10.0.0.2) in a"
                      + " frame of 1500 bytes; the largest that do have 1386");
          assertThat(v.remedy())
              .isEqualTo(
                  "let frames of 1500 bytes pass between them, or set the MTU of both machines'"
                      + " devices to 1436");
        });
  }

  @Test
  void shouldExpectNoMoreThanTheNarrowerDeviceOfAPairCarries() {
    // given
    says("a", "mtu=8951 heard=2,3 fits=2:1450,3:1450");
    says("b", "heard=1,3 fits=1:1450,3:1450");
    says("c", "heard=1,2 fits=1:1450,2:1450");

    // then
    assertThat(found()).isEmpty();
  }

  @Test
  void shouldSayNothingOfPairsWithANodeThatCouldNotTry() {
    // given
    says("a", "heard=3 fits=3:1450");
    said.put("b", ProbeText.report("probe=x state=taken mtu=1450"));
    says("c", "heard=1 fits=1:1450");

    // then
    assertThat(found()).isEmpty();
    assertThat(new Reached(MAP, said).pairs()).isEqualTo(2);
  }

  private List<Verdict> found() {
    return new Reached(MAP, said).verdicts();
  }

  private void says(String node, String what) {
    String mtu = what.startsWith("mtu=") ? "" : "mtu=1450 ";
    said.put(node, ProbeText.report("probe=x state=up " + mtu + what));
  }
}
