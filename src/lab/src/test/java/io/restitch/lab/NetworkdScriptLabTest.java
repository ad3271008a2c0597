package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.render.HostScript;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether a machine's systemd-networkd takes away what others made, as a look at it tells. */
@Tag("lab")
class NetworkdScriptLabTest {
  private final Room room = Room.open();

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldNameWhatIsNotSwitchedOffWhereItRuns() {
    runs(true);

    assertThat(observed(""))
        .containsExactly("ManageForeignRoutes", "ManageForeignRoutingPolicyRules");
    assertThat(observed("[Network]\n#ManageForeignRoutingPolicyRules=no\nManageForeignRoutes=no\n"))
        .containsExactly("ManageForeignRoutingPolicyRules");
  }

  @Test
  void shouldGoByTheLastWordOfAllItsFiles() {
    runs(true);

    assertThat(
            observed(
                "ManageForeignRoutes=no\nManageForeignRoutingPolicyRules = Off\n"
                    + "ManageForeignRoutes=yes\n"))
        .containsExactly("ManageForeignRoutes");
  }

  @Test
  void shouldNameNothingWhereItDoesNotRunOrLetsOthersBe() {
    runs(true);
    assertThat(observed("ManageForeignRoutes=no\nManageForeignRoutingPolicyRules=false\n"))
        .isEmpty();

    runs(false);
    assertThat(observed("")).isEmpty();
  }

  private void runs(boolean runs) {
    room.shim("systemctl", "case $* in *systemd-networkd*) exit " + (runs ? 0 : 3) + " ;; esac");
  }

  private List<String> observed(String configuration) {
    room.shim(
        "systemd-analyze",
        "[ \"$*\" = 'cat-config systemd/networkd.conf' ] && cat <<'CONF'\n"
            + configuration
            + "CONF");
    JsonNode seen =
        JsonMapper.shared()
            .readTree(room.run(new HostScript.Observe(ExternalEtcd.NONE)).well().out());
    return seen.path("networkd").valueStream().map(JsonNode::asString).toList();
  }
}
