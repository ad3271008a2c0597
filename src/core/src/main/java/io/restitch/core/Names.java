package io.restitch.core;

/** Every label, annotation, taint and tag that restitch writes, in one place. */
public final class Names {
  /** Namespace of all that is ours, but Flannel. */
  public static final String SYSTEM = "restitch-system";

  /** Node label: which pod network the node belongs to; absent on blue nodes. */
  public static final String FABRIC = "restitch.io/fabric";

  /** Value of {@link #FABRIC} on a green node. */
  public static final String FABRIC_FLANNEL = "flannel";

  /** Value of {@link #FABRIC} on a control plane between the two pod networks. */
  public static final String FABRIC_CONVERTING = "converting";

  /** Startup taint of a green machine; goes when the machine may carry pods. */
  public static final String STARTUP_TAINT = "restitch.io/flannel-not-ready";

  /** Startup taint of a blue machine made by a rollback. */
  public static final String STARTUP_TAINT_BLUE = "restitch.io/calico-not-ready";

  /** PreferNoSchedule taint of the nodes we leave, so that a pod moves only once. */
  public static final String LEAVING_TAINT = "restitch.io/leaving";

  /** Node annotation: restitch cordoned this node (value: the migration's id). */
  public static final String CORDONED_BY = "restitch.io/cordoned-by";

  /** Node annotation: when restitch cordoned it, for {@code drain.timeout}. */
  public static final String CORDONED_AT = "restitch.io/cordoned-at";

  /** Node label and machine tag: the slot a machine stands in. */
  public static final String SLOT = "restitch.io/slot";

  /** Machine tag: the migration's id (the record's UID). */
  public static final String MIGRATION = "restitch.io/migration";

  /** Machine tag: which attempt at the slot this machine is, from 1. */
  public static final String ATTEMPT = "restitch.io/attempt";

  /** Machine tag: {@code forward} or {@code backward}. */
  public static final String DIRECTION = "restitch.io/direction";

  /** Machine tag: the fencing generation of the Lease under which it was made. */
  public static final String FENCE = "restitch.io/fence";

  /** Node annotation: the pod CIDR a control plane had before its conversion. */
  public static final String FIRST_POD_CIDR = "restitch.io/first-pod-cidr";

  /** Node annotation: we posted this Node, in place of the saved one with this UID. */
  public static final String POSTED_FOR = "restitch.io/posted-for";

  /**
   * Node annotation that a person sets: what is saved of the Node with this UID is no longer
   * wanted.
   */
  public static final String FORGET_SAVED = "restitch.io/forget-saved";

  /**
   * Pod annotation that a person sets: codes of the consents he gives for this pod, separated by
   * commas.
   */
  public static final String ACCEPT = "restitch.io/accept";

  /**
   * Node annotation that a person sets: he accepts that the node's kubelet is set up otherwise than
   * the one it stands in for. Either {@code yes}, for this node, or the digits that were shown with
   * the differences, which count for the same differences of other nodes too.
   */
  public static final String ACCEPT_KUBELET = "restitch.io/accept-kubelet";

  /** Annotation of kube-proxy's pod template: the pod range its pods were restarted for. */
  public static final String POD_RANGE = "restitch.io/pod-range";

  /**
   * Annotation of kubeadm's and kube-proxy's ConfigMap: what stood there before we set the pod
   * range, as a JSON object from place to value; empty where nothing stood.
   */
  public static final String POD_RANGE_BEFORE = "restitch.io/pod-range-before";

  /**
   * Annotation of kube-proxy's, Multus's and Calico's DaemonSets, or of the operator's
   * Installation: what stood there before its pods were kept off green nodes, as a JSON object from
   * JSON pointer to value.
   */
  public static final String FENCE_BEFORE = "restitch.io/fence-before";

  /** Label of every object that we installed: which part it belongs to. */
  public static final String PART = "restitch.io/part";

  /** Value of {@link #PART} on Flannel, and on copies of kube-proxy and Multus. */
  public static final String PART_FLANNEL = "flannel";

  /** Label of a copy of Multus, and of its pods: the name of the DaemonSet it was made from. */
  public static final String COPY_OF = "restitch.io/copy-of";

  /** Value of {@link #PART} on what machines join with. */
  public static final String PART_JOIN = "join";

  /** Label of a bootstrap token of ours: its id, so that none but ours is ever deleted. */
  public static final String JOIN_TOKEN = "restitch.io/join-token";

  /** Value of {@link #PART} on the bridge. */
  public static final String PART_BRIDGE = "bridge";

  /** Value of {@link #PART} on probes. */
  public static final String PART_PROBE = "probe";

  /** Annotation of our Lease: what whoever holds it waits for, as JSON. */
  public static final String WAITS = "restitch.io/waits";

  /** Annotation of our Lease: whoever holds it gives way to anybody else. */
  public static final String BORROWED = "restitch.io/borrowed";

  /** Annotation of the bridge's pods: what they were told last, so that kubelets look at it. */
  public static final String TOLD = "restitch.io/told";

  /** Annotation of a namespace that we made, and may remove: by whom. */
  public static final String MADE = "restitch.io/made";

  /** Annotation of Flannel's DaemonSet: what it was installed as. */
  public static final String INSTALLED_AS = "restitch.io/installed-as";

  /** Node annotation: labels, annotations and taints of the old node have been carried over. */
  public static final String CARRIED_OVER = "restitch.io/carried-over-from";

  /** Set while a node drains: cloud load balancers stop sending new connections. */
  public static final String EXCLUDE_FROM_LOAD_BALANCERS =
      "node.kubernetes.io/exclude-from-external-load-balancers";

  /**
   * Value of {@link #EXCLUDE_FROM_LOAD_BALANCERS} where we set it; kubeadm sets it on control
   * planes for good, with an empty one.
   */
  public static final String EXCLUDED_BY_US = "restitch";

  /** kubeadm's label of a control-plane node. */
  public static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

  /** Well-known label of a failure domain. */
  public static final String ZONE = "topology.kubernetes.io/zone";

  /** Well-known label with a node's own name. */
  public static final String HOSTNAME = "kubernetes.io/hostname";

  /** Prefix of what Calico puts on nodes. */
  public static final String CALICO_PREFIX = "projectcalico.org/";

  /** Prefix of what Flannel puts on nodes. */
  public static final String FLANNEL_PREFIX = "flannel.alpha.coreos.com/";

  /** Prefix of everything that is ours. */
  public static final String PREFIX = "restitch.io/";

  private Names() {}
}
