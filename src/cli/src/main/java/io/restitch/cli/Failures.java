package io.restitch.cli;

import io.restitch.core.problem.RestitchException;
import io.restitch.engine.document.Spelling;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command fails: one short message, the way out, an exit status. */
final class Failures {
  static final int USAGE = 64;

  private Failures() {}

  /** A command line that cannot be understood. */
  static int usage(PrintWriter err, ParameterException e) {
    CommandLine command = e.getCommandLine();
    String remedy = "";
    String message = String.valueOf(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      boolean option = word.startsWith("-");
      message = "unknown " + (option ? "option " : "command or argument ") + "'" + word + "'";
      String name = option ? word.replaceFirst("=.*", "") : word;
      remedy =
          Spelling.nearest(name, known(command.getCommandSpec(), option))
              .map(near -> "did you mean `" + near + "`?")
              .orElse("");
    }
    tell(err, message, remedy.isEmpty() ? help(command) : remedy);
    return USAGE;
  }

  /** A command that failed. */
  static int failed(PrintWriter err, Exception e, boolean debug) {
    int status;
    if (e instanceof RestitchException known) {
      tell(err, known.getMessage(), known.remedy());
      status = known.code().exitStatus();
    } else if (e instanceof InterruptedException) {
      tell(err, "interrupted", "");
      status = 130;
    } else {
      tell(err, "a fault of restitch: " + e, "run it with --debug and report what it prints");
      status = 1;
    }
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
    return status;
  }

  private static void tell(PrintWriter err, String message, String remedy) {
    err.println("restitch: " + message);
    if (!remedy.isEmpty()) {
      err.println("→ " + remedy);
    }
    err.flush();
  }

  private static String help(CommandLine command) {
    return "see `" + command.getCommandSpec().qualifiedName() + " --help`";
  }

  private static List<String> known(CommandSpec spec, boolean options) {
    List<String> names = new ArrayList<>();
    if (options) {
      spec.options().forEach(o -> names.addAll(List.of(o.names())));
    } else {
      names.addAll(spec.subcommands().keySet());
    }
    return names;
  }
}
