package io.restitch.engine.document;

import io.restitch.core.plan.Settings;

/** What no single field shows: settings that contradict one another. */
final class SettingsChecks {
  private SettingsChecks() {}

  static void check(Settings settings, Problems problems) {
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
