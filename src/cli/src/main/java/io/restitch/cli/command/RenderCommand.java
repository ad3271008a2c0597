package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.IoReason;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeSpec;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.AccessManifest;
import io.restitch.render.BridgeManifest;
import io.restitch.render.ControlPlaneScripts;
import io.restitch.render.ControlPlaneScripts.Use;
import io.restitch.render.FlannelManifest;
import io.restitch.render.HostScripts;
import io.restitch.render.ProbeManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what would land on machines and in the cluster. */
@Command(
    name = "render",
    description = {
      "Lists the templates of what lands on machines and in the cluster, or prints what would run on",
      "control planes, or the manifest of Flannel, of the bridge, of the probes or of the roles that",
      "restitch runs under, with the values of the settings filled in."
    },
    footer = {
      "",
      "Examples:",
      "  restitch render",
      "  restitch render access | less",
      "  restitch render access restitch-viewer | kubectl apply -f -",
      "  restitch render flannel | kubectl diff -f -",
      "  restitch render control-plane | less",
      "  restitch render control-plane -o name",
      "  restitch render control-plane remove-calico",
      "  restitch render control-plane scan | ssh root@worker-3 sh"
    })
final class RenderCommand implements Callable<Integer> {
  private static final String ACCESS = "access";
  private static final String CONTROL_PLANE = "control-plane";
  private static final String FLANNEL = "flannel";
  private static final String BRIDGE = "bridge";
  private static final String PROBE = "probe";

  private final Cli cli;

  @Mixin private OutputOption output = new OutputOption();
  @Mixin private SettingOptions settings = new SettingOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "access, control-plane, flannel, bridge or probe.")
  private @Nullable String folder;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The one script or role to print (default: all).")
  private @Nullable String one;

  @Option(
      names = "--templates",
      paramLabel = "DIR",
      description = "Where the list is made (default: templates/ beside the launcher).")
  private @Nullable String templates;

  RenderCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (folder == null) {
      list();
    } else if (folder.equals(ACCESS)) {
      Settings asked = settings.read(cli).settings();
      access(AccessManifest.of(asked.workers().join(), asked.enforcing()));
    } else if (folder.equals(CONTROL_PLANE)) {
      print(chosen());
    } else if (folder.equals(FLANNEL) && one == null) {
      // Without the second kube-proxy: that is a copy of the cluster's own.
      manifest(FLANNEL, FlannelManifest.of(FlannelSpec.of(settings.read(cli).settings())));
    } else if (folder.equals(BRIDGE) && one == null) {
      manifest(BRIDGE, BridgeManifest.of(BridgeSpec.of(settings.read(cli).settings())));
    } else if (folder.equals(PROBE) && one == null) {
      manifest(PROBE, probes());
    } else {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "nothing is filled in from '" + folder + "'",
          "say 'restitch render %s', %s, %s, %s or %s; 'restitch render' alone lists the templates"
              .formatted(ACCESS, CONTROL_PLANE, FLANNEL, BRIDGE, PROBE));
    }
    return 0;
  }

  /** Told of no nodes: those are the cluster's. */
  private String probes() {
    Settings of = settings.read(cli).settings();
    return ProbeManifest.of(
        new ProbeSpec(
            BridgeSpec.of(of).image(), new ProbeMap(of.network().linkRange(), List.of())));
  }

  private void access(SortedMap<String, String> roles) {
    String name = one;
    SortedMap<String, String> some = new TreeMap<>(roles);
    some.keySet().removeIf(n -> name != null && !n.equals(name));
    if (some.isEmpty()) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "there is no role '" + name + "'",
          "there are " + String.join(", ", roles.keySet()));
    }
    cli.out()
        .print(
            output.choose(
                () -> String.join("---\n", some.values()),
                () -> some,
                () -> some.keySet().stream().map(n -> n + "\n").collect(Collectors.joining())));
  }

  private void manifest(String name, String yaml) {
    cli.out().print(output.choose(() -> yaml, () -> Map.of("manifest", yaml), () -> name + "\n"));
  }

  private List<Use> chosen() {
    List<Use> all = ControlPlaneScripts.of(settings.read(cli).settings());
    String name = one;
    List<Use> some =
        all.stream().filter(u -> name == null || u.script().name().equals(name)).toList();
    if (some.isEmpty()) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "there is no script '" + name + "'",
          all.stream()
              .map(u -> u.script().name())
              .distinct()
              .collect(Collectors.joining(", ", "there are ", "")));
    }
    return some;
  }

  private void print(List<Use> uses) {
    cli.out()
        .print(
            output.choose(
                () -> uses.stream().map(u -> text(u, uses.size())).collect(Collectors.joining()),
                () -> uses.stream().map(RenderCommand::data).toList(),
                () ->
                    uses.stream()
                        .map(u -> u.script().name() + "\n")
                        .distinct()
                        .collect(Collectors.joining())));
  }

  /** One script is printed as it runs, so that it can be piped; several have headings. */
  private static String text(Use use, int of) {
    String heading = "##### " + use.script().name() + " (" + use.when() + ")\n\n";
    return of == 1
        ? HostScripts.render(use.script())
        : heading + HostScripts.render(use.script()) + "\n";
  }

  private static Map<String, Object> data(Use use) {
    return Map.of(
        "name",
        use.script().name(),
        "when",
        use.when(),
        "script",
        HostScripts.render(use.script()));
  }

  private void list() {
    String named = templates;
    Path home = Path.of(cli.here().environment().getOrDefault("RESTITCH_HOME", "."));
    Path directory = cli.here().file(named == null ? home.resolve("templates").toString() : named);
    List<String> names = list(directory);
    if (names.isEmpty()) {
      cli.say("no templates in " + directory);
    }
    String lines = names.stream().map(n -> n + "\n").collect(Collectors.joining());
    cli.out().print(output.choose(() -> lines, () -> names, () -> lines));
  }

  private static List<String> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> directory.relativize(f).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot read " + directory + ": " + IoReason.of(e),
          "name another directory with --templates",
          e);
    }
  }
}
