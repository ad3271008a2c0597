package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.restore.Instructions;
import io.restitch.cli.restore.LostCase;
import io.restitch.cli.restore.Runbook;
import io.restitch.cli.run.RunDirectory;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.backup.Catalog;
import io.restitch.host.backup.Kept;
import io.restitch.host.backup.SshAccounts;
import io.restitch.host.ssh.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints how a control plane is restored; runs nothing. */
@Command(
    name = "restore",
    description = {
      "Prints how a lost control plane is restored, with the names, places and hashes of a backup.",
      "Runs nothing: each step is yours to judge. Needs the backup, and no cluster."
    },
    footer = {
      "",
      "member-lost: one member's data is gone. quorum-lost: etcd has no leader. all-lost: all control"
          + " planes are gone. node-lost: a Node was deleted and not posted again.",
      "",
      "Examples:",
      "  restitch restore --dry-run member-lost --node m2",
      "  restitch restore --dry-run quorum-lost --backup-to ssh://ops@vault/backups",
      "  restitch restore --dry-run all-lost --backup-to /mnt/backups > steps.md"
    })
final class RestoreCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private SettingOptions settings = new SettingOptions();

  @Option(names = "--dry-run", description = "Print only. The only way there is.")
  private boolean dryRun;

  @Option(names = "--node", paramLabel = "NAME", description = "The machine that was lost.")
  private String node = "";

  @Option(
      names = "--cluster",
      paramLabel = "ID",
      description = "Which cluster's, where there are several (UID of kube-system).")
  private @Nullable String cluster;

  @Parameters(
      index = "0",
      paramLabel = "CASE",
      description = "What was lost: member-lost, quorum-lost, all-lost or node-lost.")
  private LostCase lost = LostCase.MEMBER_LOST;

  RestoreCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (!dryRun) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "restitch does not run a restore",
          "see its steps with --dry-run, and run them yourself");
    }
    if (lost.ofOneMachine() == node.isEmpty()) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          lost + (node.isEmpty() ? " is about one machine" : " is about all machines"),
          node.isEmpty() ? "name it with --node" : "leave --node out");
    }
    List<Kept> pieces = pieces(settings.read(cli).settings());
    cli.out().print(new Instructions(pieces, Runbook.packed()).of(lost, node));
    return 0;
  }

  private List<Kept> pieces(Settings chosen) {
    String to = chosen.backup().to();
    List<String> places =
        to.isEmpty()
            ? RunDirectory.backups(cli.here().directory()).stream().map(Path::toString).toList()
            : List.of(to);
    try (SshAccounts accounts =
        new SshAccounts(chosen.hosts(), Surroundings.of(cli.here().environment()))) {
      List<Kept> found = Catalog.read(places, accounts, cli::say);
      if (found.isEmpty()) {
        throw new RestitchException(
            ErrorCode.NOT_FOUND,
            "no backup can be read in "
                + (to.isEmpty() ? cli.here().directory().resolve("restitch-runs") : to),
            to.isEmpty()
                ? "name its place with --backup-to"
                : "look whether that is where backup.to pointed when it was taken");
      }
      return of(one(found), found);
    }
  }

  private String one(List<Kept> found) {
    if (cluster != null) {
      return cluster;
    }
    TreeSet<String> all = new TreeSet<>();
    found.forEach(k -> all.add(k.note().piece().cluster()));
    if (all.size() > 1) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "there are backups of " + all.size() + " clusters: " + String.join(", ", all),
          "choose one with --cluster");
    }
    return all.first();
  }

  private static List<Kept> of(String cluster, List<Kept> found) {
    List<Kept> its = Kept.newest(found, cluster);
    if (its.isEmpty()) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND, "there is no backup of cluster " + cluster, "see --cluster");
    }
    return its;
  }
}
