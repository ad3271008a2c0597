package io.restitch.host.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;

/**
 * How a machine is reached, all choices made.
 *
 * @param name what people call it
 * @param user who logs in
 * @param address its name or address
 * @param port of sshd
 * @param trust whose host keys are accepted
 * @param identity what shows who we are
 * @param jump the host to go through first, if there is one
 */
record Destination(
    String name,
    String user,
    String address,
    int port,
    Trust trust,
    Identity identity,
    Optional<Destination> jump) {

  /**
   * Whose host keys are accepted.
   *
   * @param host the name or address that host keys are kept under
   * @param port the port that they are kept under
   * @param files files in the form of OpenSSH's known_hosts; the first is named to people
   */
  record Trust(String host, int port, List<Path> files) {
    Trust {
      files = List.copyOf(files);
    }

    /** As known_hosts names it. */
    String name() {
      return port == SshConstants.DEFAULT_PORT ? host : "[" + host + "]:" + port;
    }
  }

  /**
   * What shows who we are.
   *
   * @param files private keys that are tried if they can be read
   * @param only whether no other key is tried: the agent may sign with these alone
   * @param required whether the first of the files must be usable
   * @param agent socket of the agent, if there is one
   */
  record Identity(List<Path> files, boolean only, boolean required, Optional<Path> agent) {
    Identity {
      files = List.copyOf(files);
    }
  }

  /** Where it is, as {@code m1 (ops@10.0.0.11:22)}. */
  String where() {
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return name + " (" + user + "@" + host + ":" + port + through() + ")";
  }

  private String through() {
    return jump.map(j -> " through " + j.address()).orElse("");
  }
}
