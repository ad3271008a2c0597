package io.restitch.core.fact;

import io.restitch.core.Names;
import org.jspecify.annotations.Nullable;

/** Which pod network a node belongs to. */
public enum Fabric {
  /** Blue at the start: no label of ours. */
  CALICO,
  /** A control plane between the two. */
  CONVERTING,
  /** Green. */
  FLANNEL;

  /** Reads the value of {@link Names#FABRIC}; absent means Calico. */
  public static Fabric fromLabel(@Nullable String value) {
    return switch (value) {
      case Names.FABRIC_FLANNEL -> FLANNEL;
      case Names.FABRIC_CONVERTING -> CONVERTING;
      case null, default -> CALICO;
    };
  }
}
