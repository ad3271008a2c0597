package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What the cluster publishes for machines that join it, in ConfigMap {@code cluster-info} (kubeadm,
 * {@code phases/bootstraptoken/clusterinfo}).
 *
 * @param server {@code host:port}
 * @param caHash {@code sha256:} and the SHA-256 of the CA's public key
 */
public record PublishedCluster(String server, String caHash) {
  /** Namespace of the ConfigMap. */
  public static final String NAMESPACE = "kube-public";

  /** Name of the ConfigMap. */
  public static final String NAME = "cluster-info";

  /** Its path. */
  public static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/configmaps/" + NAME;

  /** Its name for messages. */
  public static final String SUBJECT = "ConfigMap " + NAMESPACE + "/" + NAME;

  /** Key under which a token's signature of it stands, up to the token's id. */
  private static final String SIGNATURE = "jws-kubeconfig-";

  private static final int HTTPS = 443;

  /** What the ConfigMap says; nothing if it is none of kubeadm's. */
  public static Optional<PublishedCluster> of(JsonNode map) {
    String text = map.at("/data").path("kubeconfig").asString("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var cluster =
          Serialization.unmarshal(text, Config.class).getClusters().getFirst().getCluster();
      URI server = URI.create(cluster.getServer());
      int port = server.getPort() < 0 ? HTTPS : server.getPort();
      return Optional.of(
          new PublishedCluster(
              server.getHost() + ":" + port, hash(cluster.getCertificateAuthorityData())));
    } catch (RuntimeException | GeneralSecurityException unreadable) {
      return Optional.empty();
    }
  }

  /** Ids of the tokens that can be joined with: each signs what is published. */
  public static SortedSet<String> tokens(ConfigMap published) {
    SortedSet<String> ids = new TreeSet<>();
    for (String key : Selectors.orEmpty(published.getData()).keySet()) {
      if (key.startsWith(SIGNATURE)) {
        ids.add(key.substring(SIGNATURE.length()));
      }
    }
    return ids;
  }

  private static String hash(String ca) throws GeneralSecurityException {
    byte[] pem = Base64.getDecoder().decode(ca);
    byte[] key =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem))
            .getPublicKey()
            .getEncoded();
    return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
  }
}
