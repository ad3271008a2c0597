package io.restitch.cluster.fact;

import com.unboundid.ldap.sdk.RDN;
import com.unboundid.util.OID;
import com.unboundid.util.ssl.cert.CertException;
import com.unboundid.util.ssl.cert.PKCS10CertificateSigningRequest;
import com.unboundid.util.ssl.cert.SubjectAlternativeNameExtension;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ServingRequestFact;
import io.restitch.core.fact.ServingRequestFact.Asker;
import io.restitch.core.fact.ServingRequestFact.Wanted;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CertificateSigningRequests of kubelets for the certificates they serve with. The X.509 request
 * inside is told in full: whatever is not an O, a CN, a DNS name or an IP address is told as
 * another thing that is asked for.
 */
public final class ServingRequests {
  /** The signer of kubelets' serving certificates (kubernetes.io, "Kubernetes signers"). */
  public static final String SIGNER = "kubernetes.io/kubelet-serving";

  /** The list of its requests. */
  public static final String PENDING =
      "/apis/certificates.k8s.io/v1/certificatesigningrequests?fieldSelector=spec.signerName%3D"
          + SIGNER.replace("/", "%2F");

  /** Extensions that a request asks for (RFC 2985, 5.4.2). */
  private static final OID EXTENSIONS = new OID("1.2.840.113549.1.9.14");

  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\\s]+)"
              + "-----END CERTIFICATE REQUEST-----\\s*");

  private ServingRequests() {}

  /** What a request says: it is gone as soon as somebody has decided on it. */
  public static List<Change> seen(CertificateSigningRequest request) {
    String name = request.getMetadata().getName();
    boolean ours = SIGNER.equals(request.getSpec().getSignerName());
    return ours && pending(request)
        ? List.of(new Change.ServingRequestSeen(of(request)))
        : List.of(new Change.ServingRequestGone(name));
  }

  private static boolean pending(CertificateSigningRequest request) {
    return request.getStatus() == null || request.getStatus().getConditions().isEmpty();
  }

  private static ServingRequestFact of(CertificateSigningRequest request) {
    var spec = request.getSpec();
    String uid = request.getMetadata().getUid();
    return new ServingRequestFact(
        request.getMetadata().getName(),
        uid == null ? "" : uid,
        new Asker(
            spec.getUsername() == null ? "" : spec.getUsername(), new TreeSet<>(spec.getGroups())),
        new TreeSet<>(spec.getUsages()),
        wanted(spec.getRequest()));
  }

  /** Reads a PKCS #10 request, PEM with base64 around it; whatever is wrong with it is a fact. */
  static Wanted wanted(@Nullable String encoded) {
    try {
      String text =
          new String(
              Base64.getDecoder().decode(encoded == null ? "" : encoded),
              StandardCharsets.ISO_8859_1);
      Matcher pem = PEM.matcher(text);
      return pem.matches()
          ? wanted(
              new PKCS10CertificateSigningRequest(Base64.getMimeDecoder().decode(pem.group(1))))
          : Wanted.unreadable("it holds no PEM of a certificate request alone");
    } catch (CertException | RuntimeException e) {
      return Wanted.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static Wanted wanted(PKCS10CertificateSigningRequest request) {
    List<String> others = new ArrayList<>();
    List<String> dnsNames = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    request.getRequestAttributes().stream()
        .map(a -> a.getFirst())
        .filter(oid -> !EXTENSIONS.equals(oid))
        .forEach(oid -> others.add("attribute " + oid));
    if (request.getRequestAttributes().size() > 1) {
      others.add("several lists of extensions");
    }
    int named = 0;
    for (X509CertificateExtension extension : request.getExtensions()) {
      if (extension instanceof SubjectAlternativeNameExtension names && named++ == 0) {
        dnsNames.addAll(names.getDNSNames());
        names.getIPAddresses().stream().map(InetAddress::getHostAddress).forEach(addresses::add);
        others.addAll(otherNames(names));
      } else {
        others.add("extension " + extension.getOID());
      }
    }
    return new Wanted(subject(request), dnsNames, addresses, others, "");
  }

  private static List<String> otherNames(SubjectAlternativeNameExtension names) {
    List<String> others = new ArrayList<>();
    names.getUniformResourceIdentifiers().forEach(uri -> others.add("URI " + uri));
    names.getRFC822Names().forEach(mail -> others.add("mail address " + mail));
    names.getDirectoryNames().forEach(name -> others.add("directory name " + name));
    names.getOtherNames().forEach(name -> others.add("other name " + name.getFirst()));
    names.getRegisteredIDs().forEach(id -> others.add("registered id " + id));
    names.getX400Addresses().forEach(address -> others.add("an X.400 address"));
    names.getEDIPartyNames().forEach(name -> others.add("an EDI party name"));
    return others;
  }

  /** In the order of the request; LDAP writes it from its end. */
  private static List<String> subject(PKCS10CertificateSigningRequest request) {
    List<String> parts = new ArrayList<>();
    for (RDN rdn : request.getSubjectDN().getRDNs()) {
      List<String> together = new ArrayList<>();
      for (int i = 0; i < rdn.getValueCount(); i++) {
        together.add(
            rdn.getAttributeNames()[i].toUpperCase(Locale.ROOT)
                + "="
                + rdn.getAttributeValues()[i]);
      }
      parts.add(String.join("+", together));
    }
    return parts.reversed();
  }
}
