package io.restitch.core.fact;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A CertificateSigningRequest for the certificate that a kubelet serves with ({@code
 * kubernetes.io/kubelet-serving}), on which nobody has decided yet.
 *
 * @param name its name
 * @param uid its UID
 * @param asker who asked, as the API server noted it
 * @param usages what the certificate is to be used for
 * @param wanted what the X.509 request inside asks for
 */
public record ServingRequestFact(
    String name, String uid, Asker asker, SortedSet<String> usages, Wanted wanted) {
  private static final String NODE_USER = "system:node:";
  private static final String CN = "CN=";

  public ServingRequestFact {
    usages = Collections.unmodifiableSortedSet(new TreeSet<>(usages));
  }

  /**
   * Who asked.
   *
   * @param user such as {@code system:node:worker-1}
   * @param groups such as {@code system:nodes}
   */
  public record Asker(String user, SortedSet<String> groups) {
    public Asker {
      groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }
  }

  /**
   * What an X.509 request (PKCS #10) asks for.
   *
   * @param subject parts of its subject, such as {@code O=system:nodes}, in their order
   * @param dnsNames DNS names in its subject alternative names
   * @param addresses IP addresses there
   * @param others all else that it asks for, by name
   * @param problem why it cannot be read; empty if it could
   */
  public record Wanted(
      List<String> subject,
      List<String> dnsNames,
      List<String> addresses,
      List<String> others,
      String problem) {
    public Wanted {
      subject = List.copyOf(subject);
      dnsNames = List.copyOf(dnsNames);
      addresses = List.copyOf(addresses);
      others = List.copyOf(others);
    }

    /** A request that cannot be read. */
    public static Wanted unreadable(String problem) {
      return new Wanted(List.of(), List.of(), List.of(), List.of(), problem);
    }
  }

  /** The nodes whose kubelet it comes from, or in whose name it asks: one, if all is well. */
  public Set<String> nodes() {
    return Stream.concat(Stream.of(CN + asker.user()), wanted.subject().stream())
        .filter(part -> part.startsWith(CN + NODE_USER))
        .map(part -> part.substring((CN + NODE_USER).length()))
        .collect(Collectors.toSet());
  }

  /** The user that a node's kubelet is (kubernetes.io, "Using Node Authorization"). */
  public static String user(String node) {
    return NODE_USER + node;
  }
}
