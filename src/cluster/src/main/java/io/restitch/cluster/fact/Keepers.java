package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.restitch.cluster.api.Call;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.Keeper.Kind;
import io.restitch.core.fact.TouchedFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who keeps an object as a source of his has it, by what he leaves on it: labels and annotations,
 * his field manager's name, or that he owns it.
 *
 * <ul>
 *   <li>Argo CD: annotation {@code argocd.argoproj.io/tracking-id} ({@code APP:…}), label {@code
 *       argocd.argoproj.io/instance}, manager {@code argocd-controller} (argo-cd,
 *       common/common.go). The label {@code app.kubernetes.io/instance}, which it may use too, is
 *       every chart's: it counts only beside that manager.
 *   <li>Flux: labels {@code kustomize.toolkit.fluxcd.io/…} and {@code helm.toolkit.fluxcd.io/…};
 *       its controllers' names are their managers'.
 *   <li>Helm: label {@code app.kubernetes.io/managed-by} beside annotation {@code
 *       meta.helm.sh/release-name}; alone, the label is in manifests that Argo CD rendered, too.
 *   <li>k3s, RKE2, Fleet: annotations {@code objectset.rio.cattle.io/owner-…} (rancher/wrangler,
 *       pkg/apply).
 *   <li>The addon manager puts back only what is labelled {@code Reconcile} (kubernetes,
 *       cluster/addons/addon-manager/README.md).
 *   <li>Terraform and Pulumi: managers {@code Terraform}, {@code HashiCorp} (the client's name),
 *       and {@code pulumi-kubernetes…}.
 * </ul>
 */
final class Keepers {
  private static final String RANCHER = "objectset.rio.cattle.io/owner-";
  private static final String FLUX = ".toolkit.fluxcd.io/";
  private static final String ARGO_CD = "argocd-controller";

  private final Map<String, String> labels;
  private final Map<String, String> annotations;
  private final List<ManagedFieldsEntry> writers;
  private final List<OwnerReference> owners;
  private final List<Keeper> found = new ArrayList<>();

  private Keepers(ObjectMeta metadata) {
    this.labels = Selectors.orEmpty(metadata.getLabels());
    this.annotations = Selectors.orEmpty(metadata.getAnnotations());
    this.writers = metadata.getManagedFields();
    this.owners = metadata.getOwnerReferences();
  }

  /** Who keeps it. The operator of Calico's, whose objects are dealt with by name, is left out. */
  static List<Keeper> of(HasMetadata object) {
    Keepers keepers = new Keepers(object.getMetadata());
    keepers.argo();
    keepers.flux(Kind.FLUX_KUSTOMIZATION, "kustomize");
    keepers.flux(Kind.FLUX_HELM_RELEASE, "helm");
    keepers.rancher();
    keepers.other();
    keepers.helm();
    return keepers.found;
  }

  /** Who else than us wrote it last. */
  static TouchedFact.@Nullable Writer writer(HasMetadata object) {
    return object.getMetadata().getManagedFields().stream()
        .filter(e -> whole(e) && !Call.FIELD_MANAGER.equals(e.getManager()))
        .filter(e -> e.getTime() != null && e.getManager() != null)
        .map(e -> new TouchedFact.Writer(e.getManager(), Instant.parse(e.getTime())))
        .max(Comparator.comparing(TouchedFact.Writer::at))
        .orElse(null);
  }

  private static boolean whole(ManagedFieldsEntry entry) {
    return entry.getSubresource() == null || entry.getSubresource().isEmpty();
  }

  private boolean wrote(Predicate<String> manager) {
    return writers.stream()
        .anyMatch(e -> whole(e) && e.getManager() != null && manager.test(e.getManager()));
  }

  private void argo() {
    boolean wrote = wrote(ARGO_CD::equals);
    String tracking = annotations.getOrDefault("argocd.argoproj.io/tracking-id", "");
    String app =
        Stream.of(
                tracking.contains(":") ? tracking.substring(0, tracking.indexOf(':')) : tracking,
                labels.getOrDefault("argocd.argoproj.io/instance", ""),
                wrote ? labels.getOrDefault("app.kubernetes.io/instance", "") : "")
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse("");
    if (wrote || !app.isEmpty()) {
      found.add(new Keeper(Kind.ARGO_CD, "", app));
    }
  }

  private void flux(Kind kind, String controller) {
    Optional<String> name = Optional.ofNullable(labels.get(controller + FLUX + "name"));
    if (name.isPresent() || wrote((controller + "-controller")::equals)) {
      String namespace = labels.getOrDefault(controller + FLUX + "namespace", "");
      found.add(new Keeper(kind, namespace, name.orElse("")));
    }
  }

  private void rancher() {
    String kind = annotations.getOrDefault(RANCHER + "gvk", "");
    if (!kind.isEmpty() || labels.containsKey("objectset.rio.cattle.io/hash")) {
      found.add(
          new Keeper(
              Kind.RANCHER,
              annotations.getOrDefault(RANCHER + "namespace", ""),
              annotations.getOrDefault(RANCHER + "name", "")));
    }
  }

  private void other() {
    Optional.ofNullable(labels.get("kapp.k14s.io/app"))
        .ifPresent(app -> found.add(new Keeper(Kind.KAPP, "", app)));
    if ("Reconcile".equals(labels.get("addonmanager.kubernetes.io/mode"))) {
      found.add(new Keeper(Kind.ADDON_MANAGER, "", ""));
    }
    owners.stream()
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .filter(o -> !o.getApiVersion().startsWith("operator.tigera.io/"))
        .forEach(o -> found.add(new Keeper(Kind.CONTROLLER, "", o.getKind() + " " + o.getName())));
    if (wrote(Set.of("Terraform", "HashiCorp")::contains)) {
      found.add(new Keeper(Kind.TERRAFORM, "", ""));
    }
    if (wrote(m -> m.startsWith("pulumi-kubernetes"))) {
      found.add(new Keeper(Kind.PULUMI, "", ""));
    }
  }

  /** A release that Flux or Rancher's controller upgrades is theirs. */
  private void helm() {
    String release = annotations.getOrDefault("meta.helm.sh/release-name", "");
    boolean theirs =
        found.stream()
            .anyMatch(k -> k.kind() == Kind.FLUX_HELM_RELEASE || k.kind() == Kind.RANCHER);
    if (!theirs
        && !release.isEmpty()
        && "Helm".equals(labels.get("app.kubernetes.io/managed-by"))) {
      String namespace = annotations.getOrDefault("meta.helm.sh/release-namespace", "");
      found.add(new Keeper(Kind.HELM, namespace, release));
    }
  }
}
