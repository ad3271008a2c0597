package io.restitch.core.action;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.probe.ProbeSpec;
import java.util.Optional;

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

  /** Installs Flannel, and copies of kube-proxy and Multus, for green nodes only. */
  record InstallFlannel(FlannelSpec spec) implements FabricAction {
    @Override
    public String describe() {
      return "install Flannel for green nodes";
    }
  }

  /** Removes Flannel and the copies; what was copied goes everywhere again. */
  record RemoveFlannel() implements FabricAction {
    @Override
    public String describe() {
      return "remove Flannel";
    }
  }

  /** Starts a probe on every node, which tries to reach others. */
  record InstallProbes(ProbeSpec spec) implements FabricAction {
    @Override
    public String describe() {
      return "probe the network from %d nodes".formatted(spec.map().members().size());
    }
  }

  /** Ends the probes, which take away what they made. */
  record RemoveProbes() implements FabricAction {
    @Override
    public String describe() {
      return "end the probes";
    }
  }

  /** Installs the bridge's agents. */
  record InstallBridge(BridgeSpec spec) implements FabricAction {
    @Override
    public String describe() {
      return "install the bridge's agents";
    }
  }

  /** Tells the agents of these nodes; a map without nodes makes them take all away. */
  record SetBridgeMap(BridgeMap map) implements FabricAction {
    @Override
    public String describe() {
      return map.peers().isEmpty()
          ? "take the bridge away on every node"
          : "tell the bridge of %d nodes (%d)".formatted(map.peers().size(), map.generation());
    }
  }

  /** Removes the bridge's agents, and what they were told. */
  record RemoveBridge() implements FabricAction {
    @Override
    public String describe() {
      return "remove the bridge's agents";
    }
  }

  /**
   * Makes or deletes the disabled IPPool over the new range, which keeps source addresses.
   *
   * @param over the new range; empty: the pool goes
   */
  record SetPool(Optional<Cidr> over) implements FabricAction {
    @Override
    public String describe() {
      return (over.isPresent() ? "make" : "delete") + " the disabled IPPool over the new range";
    }
  }

  /** Sends a machine's ranges over the bridge, whatever native routes there are. */
  record Pin(String node, Who who) implements FabricAction {
    @Override
    public String key() {
      return "Pin " + node;
    }

    @Override
    public String describe() {
      return "pin " + node + " to the bridge";
    }
  }

  /** Lets a machine's ranges go by native routes again. */
  record Unpin(String node) implements FabricAction {
    @Override
    public String key() {
      return "Pin " + node;
    }

    @Override
    public String describe() {
      return "unpin " + node + " from the bridge";
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

  /** Looks what is left of Calico's objects. */
  record ListCalico() implements FabricAction {
    @Override
    public String describe() {
      return "look what is left of Calico's objects";
    }
  }

  /**
   * Removes one of Calico's objects, once nothing hangs on it any more.
   *
   * @param kindAndName {@code kind/name} or {@code kind/namespace/name}, as it was listed
   */
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

  /** Removes the second kube-proxy: the first runs on every node. */
  record RemoveSecondKubeProxy() implements FabricAction {
    @Override
    public String describe() {
      return "remove the second kube-proxy";
    }
  }

  /**
   * Frees Flannel, the first kube-proxy and Multus from labels of ours: every node gets them. The
   * copy of Multus goes with it.
   */
  record OpenFabric(FlannelSpec spec) implements FabricAction {
    @Override
    public String describe() {
      return "open Flannel and kube-proxy to every node";
    }
  }
}
