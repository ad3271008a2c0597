package io.restitch.provider.exec.conformance;

import io.restitch.spi.Join;
import io.restitch.spi.JoinTaint;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The machines one run asks for. */
record Sample(Options options, MachineShape shape, Canary canary) {

  /** The request for the machine of this letter. */
  MachineRequest request(String letter) {
    return request("rt-" + options.run() + "-" + letter, letter);
  }

  /** The token of this letter under another name. */
  MachineRequest renamed(String letter) {
    return request("rt-" + options.run() + "-" + letter + "-other", letter);
  }

  /** The name of this letter under another token. */
  MachineRequest usurper(String letter) {
    MachineRequest owner = request(letter);
    return new MachineRequest(
        owner.token() + "-other", owner.name(), owner.shape(), owner.join(), owner.tags());
  }

  /** The tag that all machines of the run carry, and no others. */
  Map<String, String> runTag() {
    return Map.of("restitch.io/migration", "conformance-" + options.run());
  }

  /** Tags of which the machines carry only one. */
  Map<String, String> halfForeignTags() {
    Map<String, String> tags = new TreeMap<>(runTag());
    tags.put("restitch.io/slot", "foreign-" + options.run());
    return tags;
  }

  private MachineRequest request(String name, String letter) {
    Map<String, String> tags = new TreeMap<>(runTag());
    tags.put("restitch.io/slot", "conformance-" + letter);
    tags.put("restitch.io/attempt", "1");
    tags.put("restitch.io/direction", "forward");
    tags.put("restitch.io/fence", "1");
    return new MachineRequest(
        options.run() + "-" + letter,
        name,
        shape,
        new Join(
            name,
            Map.of("restitch.io/conformance", options.run()),
            List.of(new JoinTaint("restitch.io/conformance", "", "NoSchedule")),
            canary.userData()),
        tags);
  }
}
