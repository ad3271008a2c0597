package io.restitch.core.policy;

import io.restitch.core.fact.PolicyKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which kinds Felix enforces, by Calico's version. One whose version cannot be read is taken to
 * enforce them all: a loss that is shown in vain does less harm than one that is not.
 *
 * <p>AdminNetworkPolicy came with 3.29, BaselineAdminNetworkPolicy with 3.30; 3.32 took both away
 * for ClusterNetworkPolicy (projectcalico/calico, what calico-node may watch by
 * manifests/calico.yaml of each release).
 *
 * @param known whether it could be read
 * @param minor the second number of a version 3; greater than all for a later one
 */
record CalicoVersion(boolean known, int minor) {
  private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

  /** Reads {@code v3.31.2}. */
  static CalicoVersion of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return new CalicoVersion(false, 0);
    }
    int major = Integer.parseInt(form.group(1));
    int minor = Integer.parseInt(form.group(2));
    return new CalicoVersion(major >= 3, major > 3 ? Integer.MAX_VALUE : minor);
  }

  boolean enforces(PolicyKind kind) {
    return switch (kind) {
      case NETWORK_POLICY, CALICO_NETWORK_POLICY, GLOBAL_NETWORK_POLICY, HOST_ENDPOINT -> true;
      case ADMIN_NETWORK_POLICY -> !known || (minor >= 29 && minor < 32);
      case BASELINE_ADMIN_NETWORK_POLICY -> !known || (minor >= 30 && minor < 32);
      case CLUSTER_NETWORK_POLICY -> !known || minor >= 32;
      case STAGED_NETWORK_POLICY,
          STAGED_GLOBAL_NETWORK_POLICY,
          STAGED_KUBERNETES_NETWORK_POLICY,
          TIER,
          NETWORK_SET,
          GLOBAL_NETWORK_SET,
          AUTO_HOST_ENDPOINT ->
          false;
    };
  }
}
