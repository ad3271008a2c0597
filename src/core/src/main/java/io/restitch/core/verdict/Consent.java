package io.restitch.core.verdict;

import java.util.List;

/** Codes of the consents that an operator can give. */
public final class Consent {
  /** To lose pods that nothing will make again. */
  public static final String LONE_PODS = "lone-pods";

  /** To lose the content of emptyDir volumes. */
  public static final String EMPTYDIR_DATA = "emptydir-data";

  /** To part pods from volumes that stay on their machine. */
  public static final String LOCAL_VOLUMES = "local-volumes";

  /** To lose pods that the pod selector leaves behind. */
  public static final String UNSELECTED_PODS = "unselected-pods";

  /** To convert the only control plane. */
  public static final String SINGLE_CONTROL_PLANE = "single-control-plane";

  /** To let Calico's operator restart its agents on all nodes. */
  public static final String CALICO_RESTARTS = "calico-restarts";

  /** To leave policies unenforced. */
  public static final String UNENFORCED_POLICIES = "unenforced-policies";

  /** That whoever keeps the objects that are changed is suspended until Verified. */
  public static final String KEEPERS_SUSPENDED = "keepers-suspended";

  /** That new machines bring what does there what kube-proxy does. */
  public static final String OWN_KUBE_PROXY = "own-kube-proxy";

  /** All of them. */
  public static final List<String> ALL =
      List.of(
          LONE_PODS,
          EMPTYDIR_DATA,
          LOCAL_VOLUMES,
          UNSELECTED_PODS,
          SINGLE_CONTROL_PLANE,
          CALICO_RESTARTS,
          UNENFORCED_POLICIES,
          KEEPERS_SUSPENDED,
          OWN_KUBE_PROXY);

  private Consent() {}
}
