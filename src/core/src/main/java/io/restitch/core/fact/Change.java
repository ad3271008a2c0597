package io.restitch.core.fact;

import io.restitch.spi.Machine;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One thing that was seen to change. {@link Observed#fold} turns a world and a change into a world.
 */
public sealed interface Change {

  /** A Node as it is now. */
  record NodeSeen(NodeFact node) implements Change {}

  /** A Node is gone. */
  record NodeGone(String name) implements Change {}

  /** A Pod as it is now. */
  record PodSeen(PodFact pod) implements Change {}

  /** A Pod is gone. */
  record PodGone(ObjectRef ref) implements Change {}

  /** A disruption budget as it is now. */
  record BudgetSeen(BudgetFact budget) implements Change {}

  /** A disruption budget is gone. */
  record BudgetGone(ObjectRef ref) implements Change {}

  /** A VolumeAttachment as it is now. */
  record AttachmentSeen(AttachmentFact attachment) implements Change {}

  /** A VolumeAttachment is gone. */
  record AttachmentGone(String name) implements Change {}

  /** An EndpointSlice as it is now. */
  record EndpointsSeen(EndpointsFact endpoints) implements Change {}

  /** An EndpointSlice is gone. */
  record EndpointsGone(ObjectRef ref) implements Change {}

  /**
   * A look at the cloud: every live machine of this migration, and those of the asked-for ids that
   * live. Machines known before and not in the list are gone.
   *
   * @param asked ids of machines that are not this migration's and were asked for
   */
  record MachinesSeen(List<Machine> machines, SortedSet<String> asked) implements Change {
    public MachinesSeen {
      machines = List.copyOf(machines);
      asked = Collections.unmodifiableSortedSet(new TreeSet<>(asked));
    }
  }

  /** One machine as it is now, from the answer to a call of ours. */
  record MachineSeen(Machine machine) implements Change {}

  /** The cloud has accepted that a machine is deleted; it takes some time to be gone. */
  record MachineLeaving(String id) implements Change {}

  /** A kube-controller-manager's flags as they are now. */
  record ControllerManagerSeen(ControllerManagerFact controllerManager) implements Change {}

  /** A kube-controller-manager's mirror pod is gone. */
  record ControllerManagerGone(String nodeName) implements Change {}

  /** The Lease of the kube-controller-manager that leads, each time it changes hands. */
  record ManagerLeaseSeen(ManagerLeaseFact lease) implements Change {}

  /** There is no such Lease any more. */
  record ManagerLeaseGone() implements Change {}

  /** Both pod networks and what joins them, as they are now. */
  record FabricsSeen(FabricsFact fabrics) implements Change {}

  /** What Multus and KubeVirt know of the pod network, as it is now. */
  record AddOnsSeen(AddOnsFact addOns) implements Change {}

  /** A control-plane machine as it is now. */
  record HostSeen(HostFact host) implements Change {}

  /** All pieces of the backup that can be read from here now. */
  record BackupsSeen(List<BackupFact> backups) implements Change {
    public BackupsSeen {
      backups = List.copyOf(backups);
    }
  }

  /** Ids of all bootstrap tokens that machines can join with now. */
  record JoinTokensSeen(SortedSet<String> ids) implements Change {
    public JoinTokensSeen {
      ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
    }
  }

  /** A request for a serving certificate that nobody has decided on. */
  record ServingRequestSeen(ServingRequestFact request) implements Change {}

  /** Such a request is gone, or decided on. */
  record ServingRequestGone(String name) implements Change {}

  /** How a kubelet is set up, or why that cannot be read. */
  record KubeletSeen(KubeletFact kubelet) implements Change {}

  /** All that is left of Calico's objects, by {@code kind/name} or {@code kind/namespace/name}. */
  record CalicoListed(SortedSet<String> objects) implements Change {
    public CalicoListed {
      objects = Collections.unmodifiableSortedSet(new TreeSet<>(objects));
    }
  }

  /** One of Calico's objects was removed. */
  record CalicoObjectGone(String object) implements Change {}

  /** All policies, and who enforces them besides Calico. */
  record PoliciesListed(PoliciesFact policies) implements Change {}

  /** The cluster's identity. */
  record ClusterSeen(ClusterFact cluster) implements Change {}

  /** The record as it is now. */
  record RecordSeen(RecordFact record) implements Change {}
}
