package io.restitch.provider.exec;

import io.restitch.spi.ProviderException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * One exchange with a provider: a request out, a reply in, nothing repeated.
 *
 * <p>An error reply is a value; an exception from {@link #send} means that the provider broke the
 * contract. The conformance suite speaks through this to see the difference.
 */
public final class ProviderWire {
  private final ProviderProcess process;
  private final Map<String, String> settings;

  ProviderWire(ProviderProcess process, Map<String, String> settings) {
    this.process = process;
    this.settings = Map.copyOf(settings);
  }

  /** A wire to the binary that the settings lead to. */
  public static ProviderWire open(String name, ExecSettings settings, ProcessWatch watch) {
    return new ProviderWire(
        new ProviderProcess(
            ProviderBinary.locate(name, settings),
            ChildEnvironment.of(System.getenv(), settings.environment()),
            settings.timeout(),
            watch),
        settings.settings());
  }

  /** The binary at the other end. */
  public ProviderBinary binary() {
    return process.binary();
  }

  /**
   * Sends these bytes under this verb, whatever they are.
   *
   * @throws ProviderException if what comes back is not a reply: {@code TRANSIENT} for a hang or a
   *     crash, else {@code INVALID}
   */
  public Reply send(String verb, byte[] request) {
    return send(verb, request, Secrets.of(settings, List.of()));
  }

  /** Sends a well-formed request with these fields, whether or not the verb has such fields. */
  public Reply send(String verb, ObjectNode fields) {
    return send(verb, Envelope.request(settings, fields));
  }

  private Reply send(String verb, byte[] request, Secrets secrets) {
    Answer answer = process.run(verb, request, secrets);
    Complaint complaint = new Complaint(binary(), verb, secrets);
    var json =
        Envelope.json(answer.output())
            .orElseThrow(
                () -> complaint.noReply(answer, "did not answer with exactly one JSON reply"));
    try {
      return Envelope.open(json, binary().name() + " " + verb, secrets);
    } catch (Malformed e) {
      throw complaint.noReply(answer, "answered wrongly: " + e.getMessage());
    }
  }

  /**
   * Asks once and reads the result.
   *
   * @throws ProviderException the provider's own error, or as {@link #send} does; {@code INVALID}
   *     if the result is not shaped as the contract says
   */
  <T> T ask(Verb verb, ObjectNode fields, Function<Fields, T> read, List<String> secretTexts) {
    Secrets secrets = Secrets.of(settings, secretTexts);
    Reply reply = send(verb.word(), Envelope.request(settings, fields), secrets);
    return switch (reply) {
      case Reply.Failure failure -> throw failure.error();
      case Reply.Result result -> {
        try {
          yield read.apply(new Fields(result.value(), "result"));
        } catch (Malformed e) {
          throw new Complaint(binary(), verb.word(), secrets)
              .wrongReply(
                  Json.MAPPER.writeValueAsBytes(result.value()),
                  "answered wrongly: " + e.getMessage());
        }
      }
    };
  }
}
