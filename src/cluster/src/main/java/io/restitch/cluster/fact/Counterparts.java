package io.restitch.cluster.fact;

import io.restitch.core.fact.AddOnsFact.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of Calico's CNI configuration in settings of Multus, and what stands in their place where
 * Flannel is.
 *
 * <ul>
 *   <li>Its file: Calico's and Canal's installers write {@code 10-calico.conflist} and {@code
 *       10-canal.conflist}, our Flannel {@code 10-flannel.conflist}, all in the same folder.
 *   <li>Its network, that is the {@code name} in that file: {@code k8s-pod-network} in Calico's and
 *       Canal's, {@code cbr0} in Flannel's. Multus finds a configuration by it, too (multus-cni,
 *       docs/configuration.md, "Using clusterNetwork").
 * </ul>
 */
public final class Counterparts {
  private static final Pattern FILE =
      Pattern.compile("((?:.*[/=])?)10-(?:calico|canal)\\.conflist");
  private static final Pattern NETWORK = Pattern.compile("((?:.*=)?)k8s-pod-network");
  private static final Pattern FLANNEL =
      Pattern.compile("(?:.*[/=])?10-flannel\\.conflist|(?:.*=)?cbr0");

  /** Keys whose value names a file or a network; Go matches keys of JSON in any case. */
  private static final Pattern KEY =
      Pattern.compile(
          "(\"(clusterNetwork|multusMasterCNI|readinessindicatorfile)\"\\s*:\\s*\")([^\"]*)\"",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PLUGIN = Pattern.compile("\"type\"\\s*:\\s*\"(calico(-ipam)?)\"");

  private Counterparts() {}

  /** What stands there where Flannel is; empty if nothing can. */
  public static Optional<String> of(String value) {
    Matcher file = FILE.matcher(value);
    Matcher network = NETWORK.matcher(value);
    Optional<String> other =
        file.matches()
            ? Optional.of(file.group(1) + "10-flannel.conflist")
            : network.matches() ? Optional.of(network.group(1) + "cbr0") : Optional.empty();
    return other.filter(o -> !namesCalico(o));
  }

  /** A ConfigMap's text with all that has a counterpart replaced, and not a byte else. */
  public static String replaced(String text) {
    return KEY.matcher(text)
        .replaceAll(
            m -> Matcher.quoteReplacement(m.group(1) + of(m.group(3)).orElse(m.group(3)) + "\""));
  }

  /** By the names of files and networks that Calico's and Canal's installers give. */
  static boolean namesCalico(String value) {
    return value.contains("calico")
        || value.contains("10-canal")
        || value.contains("k8s-pod-network");
  }

  /** Whether it names what our Flannel's configuration is called. */
  static boolean namesFlannel(String value) {
    return FLANNEL.matcher(value).matches();
  }

  /** Whether a ConfigMap's text names it. */
  static boolean textNamesFlannel(String text) {
    return KEY.matcher(text).results().anyMatch(m -> namesFlannel(m.group(3)));
  }

  /** Settings in a ConfigMap's text that name Calico's configuration, or hold one. */
  static List<Setting> settings(String where, String text, boolean mayChange) {
    List<Setting> found = new ArrayList<>();
    KEY.matcher(text)
        .results()
        .filter(m -> namesCalico(m.group(3)))
        .map(m ->
            new Setting(
                where + ": " + m.group(2) + " " + m.group(3),
                mayChange && of(m.group(3)).isPresent()))
        .forEach(found::add);
    PLUGIN
        .matcher(text)
        .results()
        .map(m -> new Setting(where + ": a plugin of type " + m.group(1), false))
        .distinct()
        .forEach(found::add);
    return found;
  }
}
