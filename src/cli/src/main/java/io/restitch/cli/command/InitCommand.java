package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.wiring.Session;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.planner.JoinChoice;
import io.restitch.core.planner.KubeletChoice;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.document.SettingsDocument;
import io.restitch.engine.document.Template;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a commented document that fits the cluster. */
@Command(
    name = "init",
    description = "Writes a commented restitch.yaml that fits the cluster.",
    footer = {"", "Examples:", "  restitch init", "  restitch init -f staging.yaml --force"})
final class InitCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      defaultValue = "restitch.yaml",
      description = "What to write (default: ${DEFAULT-VALUE}).")
  private String file = "restitch.yaml";

  @Option(names = "--force", description = "Overwrite the file.")
  private boolean force;

  InitCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (!force && Files.exists(cli.here().file(file))) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE, file + " is there already", "choose another with -f, or --force");
    }
    try (Session session = target.connect(cli)) {
      Observed world = session.observe();
      ClusterFact cluster = session.cluster();
      Map<String, List<String>> notes = new LinkedHashMap<>();
      List<Cidr> taken = taken(world, cluster);
      notes.put("network.podCidr", List.of("Taken here: " + taken));
      JoinChoice join = JoinChoice.of(world.nodes().values());
      notes.put("workers.join", List.of(join.why()));
      KubeletChoice kubelets = session.kubelets(world);
      notes.put("workers.kubelet", kubelets.notes());
      Settings.Network usual = Settings.Network.DEFAULT;
      Settings d = Settings.DEFAULT;
      Settings settings =
          new Settings(
              new Settings.Network(
                  free(taken), usual.nodeMask(), usual.linkRange(), usual.flannel()),
              d.provider(),
              d.workers().joining(join.how(), kubelets.flags()),
              d.drain(),
              d.backup(),
              d.hosts(),
              d.attested(),
              d.accepted(),
              d.pauseAfter());
      cli.write(
          file, Template.of(new SettingsDocument(SettingsDocument.DEFAULT_NAME, settings), notes));
      cli.say("wrote " + file);
      cli.say("→ look at it, then `restitch plan`");
      return 0;
    }
  }

  private static List<Cidr> taken(Observed world, ClusterFact cluster) {
    List<Cidr> taken = new ArrayList<>(cluster.serviceRanges());
    cluster.oldRange().ifPresent(taken::add);
    taken.addAll(world.fabrics().calico().pools());
    return taken.stream().distinct().sorted().toList();
  }

  private static Cidr free(List<Cidr> taken) {
    return Stream.concat(
            Stream.of(Settings.Network.DEFAULT.podCidr()),
            IntStream.range(0, 256).mapToObj(i -> Cidr.parse("10." + (255 - i) + ".0.0/16")))
        .filter(c -> taken.stream().noneMatch(c::overlaps))
        .findFirst()
        .orElse(Settings.Network.DEFAULT.podCidr());
  }
}
