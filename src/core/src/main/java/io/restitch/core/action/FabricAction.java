package io.restitch.core.action;

import io.restitch.core.net.Cidr;
import io.restitch.core.plan.FlannelSpec;

/**
 * Effects on the two pod networks and what joins them, as far as the API server can bring them
 * about.
 */
public sealed interface FabricAction extends Action {

  @Override
  default String key() {
    return getClass().getSimpleName();
  }

  /** Keeps Calico's agents off green nodes, or lets them go everywhere again. */
  record SetFence(boolean fenced) implements FabricAction {
    @Override
    public String describe() {
      return fenced ? "keep Calico's agents off green nodes" : "lift the fence around green nodes";
    }
  }

  /** Installs Flannel and the second kube-proxy, for green nodes only. */
  record InstallFlannel(FlannelSpec spec) implements FabricAction {
    @Override
    public String describe() {
      return "install Flannel for green nodes";
    }
  }

  /** Removes Flannel and the second kube-proxy; the first goes everywhere again. */
  record RemoveFlannel() implements FabricAction {
    @Override
    public String describe() {
      return "remove Flannel";
    }
  }

  /** Installs the bridge's agents, or drains and removes them. */
  record SetBridge(boolean installed) implements FabricAction {
    @Override
    public String describe() {
      return installed ? "install the bridge" : "remove the bridge";
    }
  }

  /** Makes or deletes the disabled IPPool over the new range, which keeps source addresses. */
  record SetPool(boolean present) implements FabricAction {
    @Override
    public String describe() {
      return (present ? "make" : "delete") + " the disabled IPPool over the new range";
    }
  }

  /** Sends a machine's ranges over the bridge, whatever native routes there are; or no longer. */
  record SetPin(String node, boolean pinned) implements FabricAction {
    @Override
    public String key() {
      return "SetPin " + node;
    }

    @Override
    public String describe() {
      return (pinned ? "pin " + node + " to" : "unpin " + node + " from") + " the bridge";
    }
  }

  /** Makes kubeadm's and kube-proxy's configuration name this pod range. */
  record SetConfiguredRange(Cidr range) implements FabricAction {
    @Override
    public String describe() {
      return "set the pod range in kubeadm's and kube-proxy's configuration to " + range;
    }
  }

  /** Puts back what kubeadm's and kube-proxy's configuration named before; nothing, if nothing. */
  record PutBackConfiguredRange() implements FabricAction {
    @Override
    public String describe() {
      return "put back the pod range in kubeadm's and kube-proxy's configuration";
    }
  }

  /** Removes one of Calico's objects, once nothing hangs on it any more. */
  record RemoveCalicoObject(String kindAndName) implements FabricAction {
    @Override
    public String key() {
      return "RemoveCalicoObject " + kindAndName;
    }

    @Override
    public String describe() {
      return "remove " + kindAndName;
    }
  }

  /** Frees Flannel and kube-proxy from labels of ours: every node gets them. */
  record OpenFabric() implements FabricAction {
    @Override
    public String describe() {
      return "open Flannel and kube-proxy to every node";
    }
  }
}
