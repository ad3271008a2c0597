package io.restitch.core.fact;

import io.restitch.core.Names;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What flanneld writes on its Node when it has made its device, and all that others need to reach
 * the pods there (flannel {@code pkg/subnet/kube/kube.go}, AcquireLease and nodeToLease).
 *
 * <p>It is of this life of the Node: a kubelet registers one without it, a Node that is posted
 * again is posted without it, and it is not carried over from another.
 *
 * @param publicIp where others send packets for the node
 * @param vtepMac the address of its {@code flannel.1}
 * @param chosen whether an annotation of a person's says what publicIp is to be ({@code
 *     public-ip-overwrite}, {@code node-public-ip})
 */
public record FlannelLease(String publicIp, String vtepMac, boolean chosen) {
  /** {@code {"VNI":1,"VtepMAC":"12:c6:65:89:b4:e3"}}; {@code null} before there is a device. */
  private static final Pattern VTEP = Pattern.compile("\"VtepMAC\": *\"([0-9a-fA-F:]+)\"");

  static Optional<FlannelLease> of(Map<String, String> annotations) {
    Matcher vtep = VTEP.matcher(said(annotations, "backend-data"));
    String publicIp = said(annotations, "public-ip");
    boolean heeded = said(annotations, "kube-subnet-manager").equals("true");
    if (!heeded || publicIp.isEmpty() || !vtep.find()) {
      return Optional.empty();
    }
    boolean chosen =
        !said(annotations, "public-ip-overwrite").isEmpty()
            || !said(annotations, "node-public-ip").isEmpty();
    return Optional.of(new FlannelLease(publicIp, vtep.group(1), chosen));
  }

  /** The annotations that flanneld writes. */
  public Map<String, String> annotations() {
    return Map.of(
        Names.FLANNEL_PREFIX + "kube-subnet-manager",
        "true",
        Names.FLANNEL_PREFIX + "backend-type",
        "vxlan",
        Names.FLANNEL_PREFIX + "backend-data",
        "{\"VNI\":1,\"VtepMAC\":\"" + vtepMac + "\"}",
        Names.FLANNEL_PREFIX + "public-ip",
        publicIp);
  }

  private static String said(Map<String, String> annotations, String name) {
    return annotations.getOrDefault(Names.FLANNEL_PREFIX + name, "");
  }
}
