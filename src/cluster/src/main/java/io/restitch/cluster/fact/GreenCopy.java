package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.restitch.core.Names;
import java.util.Map;
import java.util.Optional;

/** Objects that we made for green nodes from somebody's own. */
public final class GreenCopy {
  /** What their names end with. */
  public static final String SUFFIX = "-flannel";

  private GreenCopy() {}

  /** Name of what this is our copy of; empty if it is none. */
  public static Optional<String> of(HasMetadata object) {
    Map<String, String> labels = Selectors.orEmpty(object.getMetadata().getLabels());
    return Names.PART_FLANNEL.equals(labels.get(Names.PART))
        ? Optional.ofNullable(labels.get(Names.COPY_OF))
        : Optional.empty();
  }
}
