package io.restitch.provider.exec.conformance;

import static io.restitch.spi.ProviderErrorCode.CONFLICT;
import static io.restitch.spi.ProviderErrorCode.NOT_FOUND;

import io.restitch.provider.exec.ExecProvider;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Map;

/**
 * The life of two machines: made, asked for again, found, deleted. The second is asked for by two
 * processes at the same time, as happens when a killed run is started again.
 */
record MachineChecks(ExecProvider provider, Findings findings, Sample sample) {
  void run() {
    Cleanup cleanup = new Cleanup(provider, findings, sample);
    try {
      findings
          .answers(
              "create answers with the machine",
              () -> cleanup.remember(provider.create(sample.request("a"))),
              new Expectation<>(
                  made -> made.state().live() && carries(made, sample.request("a").tags()),
                  Machine::toString),
              "answer create with the machine that was made, its token, name and tags in it")
          .ifPresent(made -> live(made, cleanup));
      findings.answers(
          "one token from two processes at once makes one machine",
          () -> Together.call(() -> cleanup.remember(provider.create(sample.request("b")))),
          new Expectation<>(
              twins -> twins.getFirst().id().equals(twins.getLast().id()),
              twins -> twins.getFirst().id() + " and " + twins.getLast().id()),
          "look the token up and make the machine under one lock, or let the cloud do both");
    } finally {
      cleanup.run();
    }
    findings.refuses(
        "delete of an id that never was is NOT_FOUND",
        NOT_FOUND,
        () -> {
          provider.delete("restitch-unknown-" + sample.options().run());
          return "deleted";
        },
        "answer delete with error code NOT_FOUND if the id was never known");
  }

  private void live(Machine made, Cleanup cleanup) {
    findings.answers(
        "the same token again answers with the same machine",
        () -> cleanup.remember(provider.create(sample.request("a"))),
        new Expectation<>(again -> again.id().equals(made.id()), Machine::id),
        "look the token up before making anything, and answer with the machine it stands for");
    findings.refuses(
        "the same token with other parameters is a CONFLICT",
        CONFLICT,
        () -> cleanup.remember(provider.create(sample.renamed("a"))),
        "keep name, shape and join with the token and compare them");
    findings.refuses(
        "a name that another token owns is a CONFLICT",
        CONFLICT,
        () -> cleanup.remember(provider.create(sample.usurper("a"))),
        "refuse a name that a live machine has under another token");
    findings.answers(
        "list by tag shows the machine once",
        () -> provider.list(sample.runTag()),
        new Expectation<>(
            found -> found.size() == 1 && found.getFirst().id().equals(made.id()),
            found -> found.size() + " machines"),
        "set all tags in the call that makes the machine, and list by them");
    findings.answers(
        "list asks for every tag, not any",
        () -> provider.list(sample.halfForeignTags()),
        new Expectation<>(List::isEmpty, found -> found.size() + " machines"),
        "list only machines that carry every tag of the request");
    findings.answers(
        "get shows the machine",
        () -> provider.get(List.of(made.id(), "restitch-unknown-" + sample.options().run())),
        new Expectation<>(
            found -> found.size() == 1 && found.getFirst().token().equals(made.token()),
            found -> found.size() + " machines"),
        "answer get with every machine that exists, its token in it");
  }

  private static boolean carries(Machine machine, Map<String, String> tags) {
    return machine.tags().entrySet().containsAll(tags.entrySet());
  }
}
