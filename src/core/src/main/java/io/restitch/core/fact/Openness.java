package io.restitch.core.fact;

/**
 * How far Flannel, kube-proxy and Multus have come from depending on labels of ours. A Multus that
 * restitch never copied does not count.
 */
public enum Openness {
  /** One of them still does, or a copy of Multus is there. */
  RESTRICTED,
  /** None does, but not every node has the pods of it yet. */
  SPREADING,
  /** All run on every node, and the second kube-proxy is there as well. */
  DOUBLED,
  /** All run on every node, and nothing of ours beside them. */
  OPEN
}
