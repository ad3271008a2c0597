package io.restitch.core.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.net.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the methods of Calico's agents find a device of ours. */
class AutodetectionTest {
  private static final Cidr LINKS = Cidr.parse("100.127.192.0/18");
  private static final List<Cidr> ROUTED =
      List.of(Cidr.parse("192.168.0.0/16"), Cidr.parse("10.244.0.0/16"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "first-found",
        "kubernetes-internal-ip",
        "interface=eth.*",
        "interface=^eth0$,^en.*",
        "skip-interface=docker.*",
        "cidr=10.0.0.0/8, 172.16.0.0/12",
        "can-reach=8.8.8.8",
        "can-reach=gateway.example"
      })
  void shouldBeContentWithWhatCannotFindIt(String method) {
    assertThat(takes(method)).isEmpty();
    assertThat(new Autodetection(method).known()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"interface=.*", "interface=eth0,c.*", "interface=e.*", "interface=(?P<n>x)"})
  void shouldSayThatItFindsTheDevice(String method) {
    assertThat(takes(method)).isEqualTo("device cni-restitch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cidr=100.64.0.0/10", "cidr=10.0.0.0/8, 0.0.0.0/0", "cidr=100.64.0.1/10"})
  void shouldSayThatItFindsTheAddress(String method) {
    assertThat(takes(method)).isEqualTo("addresses of the bridge's range 100.127.192.0/18");
  }

  @ParameterizedTest
  @ValueSource(strings = {"can-reach=192.168.3.4", "can-reach=100.127.192.1"})
  void shouldSayThatTheWayLeadsOverIt(String method) {
    assertThat(takes(method)).startsWith("the device that leads to ");
  }

  @Test
  void shouldNotKnowWhatIsSetElsewhere() {
    assertThat(new Autodetection("(set elsewhere)").known()).isFalse();
    assertThat(takes("(set elsewhere)")).isEmpty();
  }

  private static String takes(String method) {
    return new Autodetection(method).takes(LINKS, ROUTED).orElse("");
  }
}
