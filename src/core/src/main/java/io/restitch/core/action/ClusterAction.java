package io.restitch.core.action;

import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Carried;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Effects on Nodes and Pods. */
public sealed interface ClusterAction extends Action {

  /** The object it touches, for keys. */
  String subject();

  @Override
  default String key() {
    return getClass().getSimpleName() + " " + subject();
  }

  /** Deletes a bootstrap token of ours, by its id. */
  record DeleteJoinToken(String id) implements ClusterAction {
    @Override
    public String subject() {
      return id;
    }

    @Override
    public String describe() {
      return "delete join token " + id;
    }
  }

  /**
   * Approves a kubelet's request for the certificate it serves with.
   *
   * @param request name of the CertificateSigningRequest
   * @param uid its UID; another one of that name is left alone
   * @param node whose kubelet it is
   */
  record ApproveServingCertificate(String request, String uid, String node)
      implements ClusterAction {
    @Override
    public String subject() {
      return uid;
    }

    @Override
    public String describe() {
      return "approve serving certificate of node " + node + " (" + request + ")";
    }
  }

  /** Asks a kubelet how it is set up. */
  record ReadKubelet(KubeletFact.Which kubelet) implements ClusterAction {
    @Override
    public String subject() {
      return kubelet.node() + " " + kubelet.uid() + " " + kubelet.boot();
    }

    @Override
    public String describe() {
      return "read how the kubelet of node " + kubelet.node() + " is set up";
    }
  }

  /** Adds a taint, or replaces its value. */
  record AddTaint(String node, Taint taint) implements ClusterAction {
    @Override
    public String subject() {
      return node + " " + taint.key();
    }

    @Override
    public String describe() {
      return "taint node " + node + " " + taint.key() + ":" + taint.effect();
    }
  }

  /** Removes all taints with a key. */
  record RemoveTaint(String node, String taintKey) implements ClusterAction {
    @Override
    public String subject() {
      return node + " " + taintKey;
    }

    @Override
    public String describe() {
      return "remove taint " + taintKey + " from node " + node;
    }
  }

  /**
   * Marks a node unschedulable, annotates it as cordoned by this migration and since when, and
   * takes it out of external load balancers. A node that somebody else cordoned keeps its mark and
   * gets no annotation.
   */
  record Cordon(String node, String migration) implements ClusterAction {
    @Override
    public String subject() {
      return node;
    }

    @Override
    public String describe() {
      return "cordon node " + node;
    }
  }

  /** Undoes {@link Cordon}, if it was ours. */
  record Uncordon(String node) implements ClusterAction {
    @Override
    public String subject() {
      return node;
    }

    @Override
    public String describe() {
      return "uncordon node " + node;
    }
  }

  /**
   * Asks the Eviction API once to move a pod.
   *
   * @param pod the pod
   * @param uid its UID; a pod of the same name with another UID is left alone
   * @param node the node it leaves
   * @param grace grace to give; null leaves the pod its own
   * @param budget the disruption budget that protects it, or null
   * @param budgetVersion that budget's version when this was decided, or empty
   */
  record EvictPod(
      ObjectRef pod,
      String uid,
      String node,
      @Nullable Duration grace,
      @Nullable ObjectRef budget,
      String budgetVersion)
      implements ClusterAction {
    @Override
    public String subject() {
      return uid;
    }

    @Override
    public String describe() {
      return "evict pod " + pod + " from " + node;
    }
  }

  /**
   * Deletes a pod gracefully, by UID. Only for pods that no drain moves: of a Node that is gone,
   * with an address of the old range on a machine in conversion, or of Multus.
   *
   * @param why for the log
   */
  record DeletePod(ObjectRef pod, String uid, String node, String why) implements ClusterAction {
    @Override
    public String subject() {
      return uid;
    }

    @Override
    public String describe() {
      return "delete pod " + pod + " on " + node + " (" + why + ")";
    }
  }

  /** Deletes a Node, by UID. */
  record DeleteNode(String node, String uid) implements ClusterAction {
    @Override
    public String subject() {
      return node + " " + uid;
    }

    @Override
    public String describe() {
      return "delete Node " + node;
    }
  }

  /** Gives a Node its pod CIDR; the API server lets this happen once. */
  record AssignPodCidr(String node, Cidr cidr) implements ClusterAction {
    @Override
    public String subject() {
      return node;
    }

    @Override
    public String describe() {
      return "give node " + node + " the pod CIDR " + cidr;
    }
  }

  /** Sets or removes a label. */
  record SetLabel(String node, String label, @Nullable String value) implements ClusterAction {
    @Override
    public String subject() {
      return node + " " + label;
    }

    @Override
    public String describe() {
      return (value == null ? "remove label " + label : "set label " + label + "=" + value)
          + " on node "
          + node;
    }
  }

  /**
   * Puts what the replaced nodes have on a new node, and annotates it as done.
   *
   * @param digest of all that they have ({@link Carried#digest})
   */
  record CarryOver(String node, List<String> from, Carried carried, String digest)
      implements ClusterAction {
    public CarryOver {
      from = List.copyOf(from);
    }

    /** What is annotated: from which nodes, and what they had then. */
    public String note() {
      return String.join(",", from) + " " + digest;
    }

    @Override
    public String subject() {
      return node;
    }

    @Override
    public String describe() {
      return "carry labels, annotations and taints of " + String.join(", ", from) + " to " + node;
    }
  }

  /** Posts a Node again that was saved in the record, cordoned, on another pod network. */
  record PostNode(String node, @Nullable Cidr podCidr, @Nullable String fabric)
      implements ClusterAction {
    @Override
    public String subject() {
      return node;
    }

    @Override
    public String describe() {
      return "post Node " + node + (podCidr == null ? "" : " with pod CIDR " + podCidr);
    }
  }

  /** Removes every label and annotation of Calico's from a node. */
  record ForgetCalico(String node) implements ClusterAction {
    @Override
    public String subject() {
      return node;
    }

    @Override
    public String describe() {
      return "remove Calico's labels and annotations from node " + node;
    }
  }

  /** Removes every label, annotation and taint of ours from a node. */
  record RemoveTraces(String node) implements ClusterAction {
    @Override
    public String subject() {
      return node;
    }

    @Override
    public String describe() {
      return "remove restitch's labels, annotations and taints from node " + node;
    }
  }
}
