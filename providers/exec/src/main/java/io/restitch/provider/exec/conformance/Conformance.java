package io.restitch.provider.exec.conformance;

import io.restitch.provider.exec.ExecProvider;
import io.restitch.provider.exec.ExecSettings;
import io.restitch.provider.exec.ProviderWire;
import io.restitch.provider.exec.RetryPolicy;
import io.restitch.spi.MachineShape;
import io.restitch.spi.ProviderException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks a provider everything that restitch rests on, and tells what it does not keep.
 *
 * <ol>
 *   <li>Reading: capabilities answer, an unknown id is absent, an unused tag lists nothing.
 *   <li>If machines may be made: odd requests get an error reply, never a crash.
 *   <li>A shape is read from the node, if there is one.
 *   <li>Two machines are made, asked for again, listed and deleted. Whatever happens, all that the
 *       run made is deleted at the end.
 *   <li>The secret in their user data was seen nowhere but on stdin.
 * </ol>
 *
 * <p>How restitch itself stands up to garbage, hangs and crashes is not the provider's business and
 * is proved by unit tests.
 */
public final class Conformance {
  private Conformance() {}

  /**
   * Runs the suite.
   *
   * @param progress called with each check as it is made
   * @return all checks; the provider conforms if all passed
   * @throws ProviderException {@code INVALID} if there is no such binary or it may not be trusted
   */
  public static List<Check> run(
      String name, ExecSettings settings, Options options, Consumer<Check> progress) {
    Canary canary = new Canary("canary-" + options.run());
    ProviderWire wire = ProviderWire.open(name, settings, canary.watch());
    ExecProvider provider = ExecProvider.over(wire, RetryPolicy.standard());
    Findings findings = new Findings(progress);

    boolean speaks = new ReadingChecks(provider, findings, options).run();
    if (speaks && options.makesMachines()) {
      new OddRequestChecks(wire, provider, findings).run();
      shape(provider, findings, options)
          .ifPresent(shape ->
              new MachineChecks(provider, findings, new Sample(options, shape, canary)).run());
      findings.that(
          "secrets stay on stdin",
          canary.sightings().isEmpty(),
          canary.sightings().isEmpty()
              ? "user data was seen nowhere else"
              : "user data was seen " + String.join(", ", canary.sightings()),
          "hand user data on through stdin or a file with mode 0600, and do not print it");
    }
    return findings.all();
  }

  private static Optional<MachineShape> shape(
      ExecProvider provider, Findings findings, Options options) {
    var node = options.node();
    Optional<MachineShape> read =
        node == null
            ? Optional.empty()
            : findings.answers(
                "shape of node " + node.name(),
                () -> provider.shape(node),
                new Expectation<>(shape -> true, MachineShape::toString),
                "find the node's machine by its providerId, its addresses or its name");
    return options.shape() == null ? read : Optional.of(options.shape());
  }
}
