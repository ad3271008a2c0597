package io.restitch.engine.document;

import io.restitch.core.plan.Settings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What no single field shows: settings that contradict one another. */
final class SettingsChecks {
  private SettingsChecks() {}

  /** What looks like an address, and would become a folder here. */
  private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*):/.*");

  static void check(Settings settings, Problems problems) {
    Matcher scheme = SCHEME.matcher(settings.backup().to());
    if (scheme.matches() && !scheme.group(1).equals("ssh")) {
      problems.add(
          "",
          "spec.backup.to",
          "nothing here writes to " + scheme.group(1) + ": addresses",
          "name a directory, or ssh://[user@]host[:port]/path");
    }
    Settings.Workers workers = settings.workers();
    if (workers.surge() == 0 && workers.maxUnavailable() == 0) {
      problems.add(
          "",
          "spec.workers",
          "surge and maxUnavailable are both 0, so no worker can ever be replaced",
          "set surge to 1 or more");
    }
    Settings.Network network = settings.network();
    int longest = network.podCidr().v6() ? 124 : 28;
    if (network.nodeMask() < network.podCidr().length() || network.nodeMask() > longest) {
      problems.add(
          "",
          "spec.network.nodeMask",
          "a /" + network.nodeMask() + " for each node cannot be cut out of " + network.podCidr(),
          "choose a length from " + network.podCidr().length() + " to " + longest);
    }
    if (network.podCidr().overlaps(network.linkRange())) {
      problems.add(
          "",
          "spec.network.linkRange",
          network.linkRange() + " overlaps the pod range " + network.podCidr(),
          "choose another, such as " + Settings.Network.DEFAULT.linkRange());
    }
  }
}
