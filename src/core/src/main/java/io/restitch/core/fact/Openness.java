package io.restitch.core.fact;

/** How far Flannel and kube-proxy have come from depending on labels of ours. */
public enum Openness {
  /** One of them still does. */
  RESTRICTED,
  /** Neither does, but not every node has the pods of it yet. */
  SPREADING,
  /** Both run on every node, and the second kube-proxy is there as well. */
  DOUBLED,
  /** Both run on every node, and nothing of ours beside them. */
  OPEN
}
