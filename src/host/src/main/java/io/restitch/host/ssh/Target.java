package io.restitch.host.ssh;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place as people write it: {@code [user@]host[:port]}, with an IPv6 address in brackets where a
 * port follows.
 *
 * @param user empty if not given
 * @param host a name or address, without brackets
 * @param port 0 if not given
 */
record Target(String user, String host, int port) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:ssh://)?(?:([^@\\s]+)@)?(?:\\[([^\\]\\s]+)\\]|([^:@\\s]+))(?::(\\d{1,5}))?");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.%a-z]*");

  static Target parse(String text) {
    if (IPV6.matcher(text).matches()) {
      return new Target("", text, 0);
    }
    Matcher found = FORM.matcher(text.strip());
    if (!found.matches()) {
      throw new RestitchException(
          ErrorCode.BAD_SETTING,
          "'" + text + "' is not [user@]host[:port]",
          "write it as in ops@10.0.0.11:22 or ops@[fd00::11]:22");
    }
    String host = found.group(2) == null ? found.group(3) : found.group(2);
    return new Target(
        found.group(1) == null ? "" : found.group(1),
        host,
        found.group(4) == null ? 0 : Integer.parseInt(found.group(4)));
  }
}
