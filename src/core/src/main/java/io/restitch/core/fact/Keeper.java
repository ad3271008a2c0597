package io.restitch.core.fact;

import java.util.Comparator;

/**
 * Somebody who keeps an object as a source of his has it, and takes away what others change there.
 *
 * @param kind who
 * @param namespace where his own object is; empty if that is not known
 * @param name what he calls it; empty if that is not known
 */
public record Keeper(Kind kind, String namespace, String name) implements Comparable<Keeper> {
  private static final Comparator<Keeper> ORDER =
      Comparator.comparing(Keeper::kind)
          .thenComparing(Keeper::namespace)
          .thenComparing(Keeper::name);

  /** Who keeps objects as they are. */
  public enum Kind {
    ARGO_CD(true, "Argo CD application", "argocd app set %1$s --sync-policy none"),
    FLUX_KUSTOMIZATION(true, "Flux Kustomization", "flux suspend kustomization %1$s -n %2$s"),
    FLUX_HELM_RELEASE(true, "Flux HelmRelease", "flux suspend helmrelease %1$s -n %2$s"),
    KAPP(
        true,
        "kapp application",
        "pause the App that deploys kapp.k14s.io/app=%1$s (kctrl app pause); if a person deploys"
            + " it, nobody may do so until Verified"),
    RANCHER(
        true,
        "Rancher object set",
        "for k3s and RKE2, put a file %1$s.yaml.skip beside its manifest on every server; for"
            + " Fleet, set paused: true in its GitRepo or Bundle"),
    ADDON_MANAGER(
        true,
        "addon manager",
        "set addonmanager.kubernetes.io/mode to EnsureExists in its manifest on every control"
            + " plane"),
    CONTROLLER(true, "owner", "stop the controller of %1$s"),
    HELM(
        false,
        "Helm release",
        "nobody may run helm upgrade, rollback or uninstall of %1$s until Verified"),
    TERRAFORM(false, "Terraform", "nobody may run terraform apply for it until Verified"),
    PULUMI(false, "Pulumi", "nobody may run pulumi up for it until Verified");

    private final boolean active;
    private final String words;
    private final String rest;

    Kind(boolean active, String words, String rest) {
      this.active = active;
      this.words = words;
      this.rest = rest;
    }
  }

  /** Whether he acts by himself; else only when somebody runs him. */
  public boolean active() {
    return kind.active;
  }

  /** How he is kept from it, as a person does it. */
  public String rest() {
    return kind.rest.formatted(
        name.isEmpty() ? "NAME" : name, namespace.isEmpty() ? "NAMESPACE" : namespace);
  }

  /** Who he is. */
  @Override
  public String toString() {
    String full = namespace.isEmpty() ? name : namespace + "/" + name;
    return full.isEmpty() ? kind.words : kind.words + " " + full;
  }

  @Override
  public int compareTo(Keeper o) {
    return ORDER.compare(this, o);
  }
}
