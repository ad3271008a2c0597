package io.restitch.render;

import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What may be filled into a script. Everything is quoted besides; this only refuses early, and with
 * the name of what is wrong.
 */
final class Inputs {
  /** A DNS-1123 subdomain, as Kubernetes names its objects. */
  private static final Predicate<String> NAME =
      Pattern.compile(
              "(?=.{1,253}\\z)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
          .asMatchPredicate();

  private static final Predicate<String> PATH =
      Pattern.compile("/[^\\p{Cntrl}]*").asMatchPredicate();

  private static final Predicate<String> ENDPOINTS =
      Pattern.compile("https?://[^\\s,\\p{Cntrl}]+(,https?://[^\\s,\\p{Cntrl}]+)*")
          .asMatchPredicate();

  private static final String BACKUPS = "/var/lib/restitch/backups/";

  private Inputs() {}

  static void name(String name) {
    require(NAME, name, "a DNS-1123 name", "use small letters, digits, '-' and '.'");
  }

  static void backup(String path) {
    if (!path.startsWith(BACKUPS)) {
      throw refused(path, "a file in " + BACKUPS, "give the path that the backup printed");
    }
    name(path.substring(BACKUPS.length()));
  }

  static void checked(ExternalEtcd etcd) {
    if (etcd.endpoints().isEmpty()) {
      return;
    }
    require(ENDPOINTS, etcd.endpoints(), "a list of URLs", "write https://ADDRESS:2379,…");
    for (String path : new String[] {etcd.caCert(), etcd.cert(), etcd.key()}) {
      if (!path.isEmpty()) {
        require(PATH, path, "an absolute path", "write where it lies on the control planes");
      }
    }
  }

  static Map<String, ?> of(ExternalEtcd etcd) {
    return Map.of(
        "endpoints", etcd.endpoints(),
        "caCert", etcd.caCert(),
        "cert", etcd.cert(),
        "key", etcd.key());
  }

  static Map<String, ?> and(Map<String, ?> inputs, String name, Object value) {
    Map<String, Object> all = new HashMap<>(inputs);
    all.put(name, value);
    return all;
  }

  private static void require(Predicate<String> is, String text, String what, String remedy) {
    if (!is.test(text)) {
      throw refused(text, what, remedy);
    }
  }

  private static RestitchException refused(String text, String what, String remedy) {
    return new RestitchException(ErrorCode.BAD_SETTING, "'" + text + "' is not " + what, remedy);
  }
}
