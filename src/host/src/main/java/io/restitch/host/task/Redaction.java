package io.restitch.host.task;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of lines that a machine prints: what has the form of one goes, whatever it is
 * of. Knows where in a PEM block it is; so one for each stream of lines.
 */
final class Redaction {
  private static final String WITHHELD = "(withheld)";
  private static final Pattern PEM_BEGINS = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY");
  private static final Pattern PEM_ENDS = Pattern.compile("-----END [A-Z0-9 ]*PRIVATE KEY");

  /** Group 1 stays, the rest goes. */
  private static final List<Pattern> SECRETS =
      List.of(
          // what is named like one: token: x, "password": "x", --client-secret=x
          Pattern.compile(
              "(?i)((?:token|password|passwd|passphrase|secret|credentials?|api-?key"
                  + "|private[-_ ]?key|key-data)[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"',;]{4,}"),
          Pattern.compile("(?i)((?:bearer|basic)\\s+)[A-Za-z0-9+/=._~-]{8,}"),
          // bootstrap tokens,
          // https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens
          Pattern.compile("((?<![a-z0-9.]))[a-z0-9]{6}\\.[a-z0-9]{16}(?![a-z0-9.])"),
          // JSON web tokens: service accounts
          Pattern.compile("((?<![A-Za-z0-9]))eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*){1,2}"),
          Pattern.compile("(AGE-SECRET-KEY-)[A-Z0-9]+"),
          // user:password in an address
          Pattern.compile("(://)[^/@\\s:]+:[^/@\\s]+(?=@)"),
          // "-----BEGIN" in base64: keys as kubeconfigs hold them
          Pattern.compile("()LS0tLS1CRUdJTi[A-Za-z0-9+/=]+"));

  private boolean inKey;

  /** The line without secrets. */
  String of(String line) {
    if (inKey || PEM_BEGINS.matcher(line).find()) {
      inKey = !PEM_ENDS.matcher(line).find();
      return WITHHELD;
    }
    String clean = line;
    for (Pattern secret : SECRETS) {
      clean = secret.matcher(clean).replaceAll("$1" + WITHHELD);
    }
    return clean;
  }
}
