package io.restitch.core.fact;

/**
 * A VolumeAttachment: a volume that the cloud has attached, or is attaching, to a node.
 *
 * @param name the VolumeAttachment's name
 * @param nodeName the node
 * @param volume the PersistentVolume's name
 * @param claim the claim the volume is bound to, {@code namespace/name}; empty if none
 */
public record AttachmentFact(String name, String nodeName, String volume, String claim) {}
