package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a DaemonSet makes pods of, as far as it says so. */
final class PodTemplates {
  private PodTemplates() {}

  /** The pod's spec. */
  static @Nullable PodSpec pod(DaemonSet set) {
    PodTemplateSpec template = of(set);
    return template == null ? null : template.getSpec();
  }

  /** The pod's labels. */
  static Map<String, String> labels(DaemonSet set) {
    PodTemplateSpec template = of(set);
    return template == null || template.getMetadata() == null
        ? Map.of()
        : Selectors.orEmpty(template.getMetadata().getLabels());
  }

  /** The pod's annotations. */
  static Map<String, String> annotations(DaemonSet set) {
    PodTemplateSpec template = of(set);
    return template == null || template.getMetadata() == null
        ? Map.of()
        : Selectors.orEmpty(template.getMetadata().getAnnotations());
  }

  private static @Nullable PodTemplateSpec of(DaemonSet set) {
    return set.getSpec() == null ? null : set.getSpec().getTemplate();
  }
}
