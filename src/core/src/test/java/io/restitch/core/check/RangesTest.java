package io.restitch.core.check;

import static io.restitch.core.testing.Facts.controlPlane;
import static io.restitch.core.testing.Facts.withCidr;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Slot;
import io.restitch.core.testing.Worlds;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RangesTest {
  private final Ranges check = new Ranges();

  @Test
  void shouldFindNothingWhenRangeIsFreeAndLargeEnough() {
    // when
    List<Verdict> found = Seen.cluster().nodes(worker("w-1"), controlPlane("cp-1")).by(check);

    // then
    assertThat(found)
        .containsExactly(Check.ok("ranges", "network", "10.244.0.0/16 is free, and large enough"));
  }

  @Test
  void shouldBlockWhenRangeOverlapsServices() {
    // when
    List<Verdict> found = Seen.cluster().range("10.100.0.0/16", 24).by(check);

    // then
    assertThat(found).containsExactly(overlap("10.100.0.0/16", "Services (10.96.0.0/12)"));
  }

  @Test
  void shouldBlockWhenRangeHoldsAMachine() {
    // when
    List<Verdict> found =
        Seen.cluster().nodes(worker("w-1"), worker("w-2")).range("10.0.0.0/16", 24).by(check);

    // then
    assertThat(found)
        .containsExactly(
            overlap("10.0.0.0/16", "the machine network (w-1 is 10.0.0.1/32, w-2 is 10.0.0.1/32)"));
  }

  @Test
  void shouldBlockWhenRangeOverlapsCalicosPool() {
    // when
    List<Verdict> found = Seen.cluster().range("192.168.128.0/17", 24).by(check);

    // then
    assertThat(found).containsExactly(overlap("192.168.128.0/17", "Calico's pool 192.168.0.0/16"));
  }

  @Test
  void shouldBlockWhenRangeOverlapsABlockOfAPoolThatIsGone() {
    // given
    TreeMap<String, List<Cidr>> blocks = new TreeMap<>();
    blocks.put("w-1", List.of(Cidr.parse("10.244.3.64/26"), Cidr.parse("192.168.7.0/26")));

    // when
    List<Verdict> found =
        Seen.cluster().and(Seen.calico(List.of("192.168.0.0/16"), blocks)).by(check);

    // then
    assertThat(found)
        .containsExactly(overlap("10.244.0.0/16", "Calico's block 10.244.3.64/26 of w-1"));
  }

  @Test
  void shouldBlockWhenRangeOverlapsAPodCidrThatIsNotOurs() {
    // when
    List<Verdict> found = Seen.cluster().nodes(withCidr(worker("w-1"), "10.244.9.0/24")).by(check);

    // then
    assertThat(found)
        .containsExactly(overlap("10.244.0.0/16", "node w-1 (pod CIDR 10.244.9.0/24)"));
  }

  @Test
  void shouldBlockWhenRangeOverlapsTheBridges() {
    // when
    List<Verdict> found = Seen.cluster().range("100.127.0.0/16", 24).by(check);

    // then
    assertThat(found)
        .containsExactly(
            new Verdict(
                Level.BLOCK,
                "range-overlap",
                "network.linkRange",
                "100.127.192.0/18 overlaps network.podCidr",
                "choose another range for network.linkRange, one that nothing in your network"
                    + " uses"));
  }

  @Test
  void shouldBlockWhenNotEveryNodeFindsALinkAddress() {
    // given: 3 nodes, one more at a time, and 2 for machines that fail; a /29 is for 7, a /30 for 3
    NodeFact[] nodes = {worker("w-1"), worker("w-2"), controlPlane("cp-1")};

    // when
    List<Verdict> small =
        Seen.cluster().nodes(nodes).slots(slot()).links("100.64.0.0/30").by(check);
    List<Verdict> enough =
        Seen.cluster().nodes(nodes).slots(slot()).links("100.64.0.0/29").by(check);

    // then
    assertThat(small)
        .containsExactly(
            new Verdict(
                Level.BLOCK,
                "link-range-too-small",
                "network.linkRange",
                "100.64.0.0/30 has link addresses for 3 nodes, and there may be 6 at a time",
                "choose a /29 or larger for network.linkRange"));
    assertThat(enough).extracting(Verdict::level).containsExactly(Level.OK);
  }

  @Test
  void shouldBlockALinkRangeOfIpv6() {
    assertThat(Seen.cluster().nodes(worker("w-1")).links("fd00::/64").by(check))
        .extracting(Verdict::level, Verdict::code)
        .containsExactly(tuple(Level.BLOCK, "link-range-family"));
  }

  @Test
  void shouldNotLookAtTheLinkRangeOfABridgeThatIsNotOurs() {
    assertThat(
            Seen.cluster()
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED)))
                .links("fd00::/64")
                .by(check))
        .extracting(Verdict::level)
        .containsExactly(Level.OK);
  }

  @Test
  void shouldBlockWhenThereAreTooFewRanges() {
    // given: 3 nodes, and 2 for machines that fail
    NodeFact[] nodes = {worker("w-1"), worker("w-2"), controlPlane("cp-1")};

    // when
    List<Verdict> found = Seen.cluster().nodes(nodes).range("10.244.0.0/22", 24).by(check);

    // then
    assertThat(found)
        .containsExactly(
            new Verdict(
                Level.BLOCK,
                "range-too-small",
                "network.podCidr",
                "10.244.0.0/22 holds 4 ranges of /24, and 5 are needed: one a node, and some for"
                    + " machines that fail",
                "choose a /21 or larger, or a longer nodeMask"));
  }

  @Test
  void shouldFindNothingWhenRangesJustSuffice() {
    // when
    List<Verdict> found =
        Seen.cluster().nodes(worker("w-1"), worker("w-2")).range("10.244.0.0/22", 24).by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsOnly(Level.OK);
  }

  @Test
  void shouldWarnWhenServiceRangeIsKnownByOneAddressOnly() {
    // when
    List<Verdict> found = new Seen().and(Seen.cluster("10.96.0.1/32")).by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.WARN);
          assertThat(v.code()).isEqualTo("service-range-unknown");
          assertThat(v.message()).contains("10.96.0.1/32");
          assertThat(v.remedy()).contains("--service-cluster-ip-range");
        });
  }

  @Test
  void shouldBlockWhenClusterIsDualStack() {
    // when
    List<Verdict> found = Seen.cluster().nodes(withCidr(worker("w-1"), "fd00:1::/64")).by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.code()).isEqualTo("dual-stack");
          assertThat(v.subject()).isEqualTo("node w-1");
          assertThat(v.remedy()).contains("IPv4");
        });
  }

  private static Verdict overlap(String range, String owner) {
    return new Verdict(
        Level.BLOCK,
        "range-overlap",
        "network.podCidr",
        range + " overlaps " + owner,
        "choose another range for network.podCidr, one that nothing in your network uses");
  }

  private static Slot slot() {
    return Worlds.plan(List.of("w-1"), 1).slot(1);
  }
}
