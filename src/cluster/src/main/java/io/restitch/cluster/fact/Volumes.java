package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.restitch.core.fact.AttachmentFact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which claim a volume is bound to, and which claims are tied to a node. Not thread-safe: fed and
 * asked by the one thread that delivers changes.
 */
public final class Volumes {
  private final Map<String, String> claims = new HashMap<>();
  private final Set<String> localClaims = new HashSet<>();

  /** Takes a PersistentVolume; true if something that hangs on it may now be told differently. */
  public boolean seen(PersistentVolume volume) {
    var spec = volume.getSpec();
    var ref = spec == null ? null : spec.getClaimRef();
    String claim = ref == null ? "" : ref.getNamespace() + "/" + ref.getName();
    String before = claims.put(volume.getMetadata().getName(), claim);
    boolean local = spec != null && (spec.getLocal() != null || spec.getHostPath() != null);
    boolean news = !claim.isEmpty() && local && localClaims.add(claim);
    return news || !Objects.equals(before == null ? "" : before, claim);
  }

  /** Forgets a PersistentVolume. */
  public void gone(String name) {
    String claim = claims.remove(name);
    if (claim != null) {
      localClaims.remove(claim);
    }
  }

  /** Whether a claim ({@code namespace/name}) is bound to a volume on one node's own disk. */
  public boolean local(String claim) {
    return localClaims.contains(claim);
  }

  /** The fact in a VolumeAttachment. */
  public AttachmentFact attachment(VolumeAttachment attachment) {
    var spec = attachment.getSpec();
    String volume = spec.getSource().getPersistentVolumeName();
    String name = volume == null ? "" : volume;
    return new AttachmentFact(
        attachment.getMetadata().getName(),
        spec.getNodeName(),
        name,
        claims.getOrDefault(name, ""));
  }

  /** The same attachment with the claim its volume is bound to now. */
  public AttachmentFact again(AttachmentFact fact) {
    return new AttachmentFact(
        fact.name(), fact.nodeName(), fact.volume(), claims.getOrDefault(fact.volume(), ""));
  }
}
