package io.restitch.render;

import freemarker.core.UndefinedOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.plan.Settings.Join;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a new machine runs at its first boot, so that it becomes a node. The same inputs give the
 * same text, byte for byte: a cloud refuses a token that comes with another text.
 */
public final class WorkerScript {
  private static final Configuration SCRIPT = script();
  private static final Configuration CONFIGURATION =
      Templates.in("worker", UndefinedOutputFormat.INSTANCE);

  /** kubeadm reads v1beta4 from here on, and the arguments in it are a list. */
  private static final int LIST_OF_ARGUMENTS = 31;

  private static final String LABELS = "node-labels";
  private static final String TAINTS = "register-with-taints";

  private WorkerScript() {}

  /**
   * The script; empty if the settings say that machines join by themselves.
   *
   * @throws RestitchException {@code INTERNAL} if it cannot be filled in
   */
  public static String of(Join join, CreateMachine machine, JoinAccess access) {
    if (join.how() == Join.How.NONE) {
      return "";
    }
    return fill(
        SCRIPT,
        "join.sh",
        Map.of(
            "how", join.how().name().toLowerCase(Locale.ROOT),
            "before", join.before(),
            "minor", access.minor(),
            "version", access.version(),
            "systemdCgroup", String.valueOf(access.cgroupDriver().equals("systemd")),
            "name", machine.name(),
            "configuration", configuration(join, machine, access)));
  }

  private static String configuration(Join join, CreateMachine machine, JoinAccess access) {
    int minor = Integer.parseInt(access.minor().substring(access.minor().indexOf('.') + 1));
    return fill(
        CONFIGURATION,
        "join.yaml",
        Map.of(
            "api", minor >= LIST_OF_ARGUMENTS ? "v1beta4" : "v1beta3",
            "server", access.server(),
            "token", access.token(),
            "caHash", access.caHash(),
            "name", machine.name(),
            "taints",
                machine.taints().stream()
                    .map(t -> Map.of("key", t.key(), "value", t.value(), "effect", t.effect()))
                    .toList(),
            "arguments", arguments(join, machine)));
  }

  /**
   * Flags of its kubelet. What the settings give for labels and taints is joined with ours: kubeadm
   * takes each flag once, and these in place of those that it makes itself (kubernetes cmd/kubeadm,
   * {@code ArgumentsToCommand}). Of two values for one label the kubelet takes the last, which is
   * ours.
   */
  private static Map<String, String> arguments(Join join, CreateMachine machine) {
    Map<String, String> arguments = new TreeMap<>(join.kubelet());
    if (!machine.labels().isEmpty()) {
      List<String> labels =
          machine.labels().entrySet().stream().map(l -> l.getKey() + "=" + l.getValue()).toList();
      arguments.merge(LABELS, String.join(",", labels), (theirs, ours) -> theirs + "," + ours);
    }
    List<String> taints =
        machine.taints().stream()
            .map(t -> t.key() + (t.value().isEmpty() ? "" : "=" + t.value()) + ":" + t.effect())
            .toList();
    if (!taints.isEmpty()) {
      arguments.computeIfPresent(TAINTS, (flag, theirs) -> theirs + "," + String.join(",", taints));
    }
    return arguments;
  }

  private static String fill(Configuration from, String name, Map<String, ?> inputs) {
    StringWriter text = new StringWriter();
    try {
      from.getTemplate(name).process(inputs, text);
    } catch (IOException | TemplateException e) {
      throw new RestitchException(
          ErrorCode.INTERNAL,
          "worker/" + name + " cannot be filled in: " + e.getMessage(),
          "please report this",
          e);
    }
    return text.toString();
  }

  private static Configuration script() {
    Configuration templates = Templates.in("worker", ShellFormat.INSTANCE);
    templates.setAutoEscapingPolicy(Configuration.FORCE_AUTO_ESCAPING_POLICY);
    return templates;
  }
}
