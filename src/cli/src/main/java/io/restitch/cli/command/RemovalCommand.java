package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.Rows;
import io.restitch.cli.wiring.Session;
import io.restitch.cluster.objects.CalicoInventory.Found;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.phases.CalicoRemoved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the point of no return takes, and the word that it may. */
@Command(
    name = "removal",
    description =
        "Lists which of Calico's objects CalicoRemoved removes, in its order, and what stays."
            + " Changes nothing, unless the removal is confirmed.",
    footer = {
      "",
      "A copy of all of them is taken into the backup before the first one goes.",
      "",
      "Examples:",
      "  restitch removal",
      "  restitch removal -o json",
      "  restitch removal --copy calico.yaml   (where the backup is attested, this is the copy)",
      "  restitch removal --confirm   (`restitch apply` no longer ends before it)"
    })
final class RemovalCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--confirm",
      description = "Let the migration remove them: after that there is no way back.")
  private boolean confirm;

  @Option(
      names = "--copy",
      paramLabel = "FILE",
      description = "Write a copy there of what goes, and with it.")
  private @Nullable String copy;

  @Mixin private YesOption yes = new YesOption();

  RemovalCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    try (Session session = target.connect(cli)) {
      if (confirm) {
        Recorded.underWay(session, "confirm the removal");
      }
      Found found = session.calico();
      List<String> goes = CalicoRemoved.inOrder(found.objects());
      cli.out()
          .print(
              output.choose(
                  () -> table(goes, found),
                  () -> data(goes, found),
                  () -> String.join("\n", goes) + (goes.isEmpty() ? "" : "\n")));
      String to = copy;
      if (to != null) {
        cli.keep(to, session.calicoCopy());
        cli.say("wrote " + to);
      }
      if (confirm) {
        Planning.confirm(
            cli,
            session,
            yes.said(),
            "Calico is removed from cluster "
                + session.name()
                + " as soon as no node is on it. There is no way back from there.");
        session.record().confirmRemoval();
        cli.say("confirmed: " + PhaseName.CALICO_REMOVED + " may start when all before it is true");
      }
      return 0;
    }
  }

  private static String table(List<String> goes, Found found) {
    if (goes.isEmpty() && found.staying().isEmpty()) {
      return "nothing of Calico's was found\n";
    }
    Rows rows = new Rows("OBJECT", "WHAT", "WHY");
    goes.forEach(o ->
        rows.add(
            o,
            "goes",
            Optional.ofNullable(found.uncopied().get(o)).map(u -> "not copied: " + u).orElse("")));
    found.staying().forEach((o, why) -> rows.add(o, "stays", why));
    return rows.toString();
  }

  private static Map<String, Object> data(List<String> goes, Found found) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("goes", goes);
    data.put("stays", with("why", found.staying()));
    data.put("notCopied", with("what", found.uncopied()));
    return data;
  }

  private static List<Map<String, String>> with(String word, Map<String, String> objects) {
    List<Map<String, String>> all = new ArrayList<>();
    objects.forEach((object, said) -> all.add(Map.of("object", object, word, said)));
    return all;
  }
}
