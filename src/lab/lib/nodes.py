"""Node objects of the lab's machines, as a kubelet would register them."""

from cloud import TYPES

LABEL_OFF = "lab.restitch.io/machine"


def condition(kind, status, reason, message=""):
    return {"type": kind, "status": status, "reason": reason, "message": message}


def node_of(machine, conditions=None, **metadata):
    """The Node of a machine: its own labels and taints over the cloud's."""
    labels = {
        "kubernetes.io/hostname": machine["nodeName"],
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "node.kubernetes.io/instance-type": machine["type"],
        "topology.kubernetes.io/region": "lab",
        "topology.kubernetes.io/zone": machine["zone"],
        **machine["labels"],
    }
    resources = {**TYPES[machine["type"]], "ephemeral-storage": "100Gi"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": machine["nodeName"],
            "labels": labels,
            # Nobody can ask kwok how a kubelet is set up.
            "annotations": {"kwok.x-k8s.io/node": "fake", "restitch.io/accept-kubelet": "yes"},
            **metadata,
        },
        "spec": {"providerID": machine["providerId"], "taints": machine["taints"]},
        "status": {
            "addresses": [{"type": "InternalIP", "address": a} for a in machine["addresses"]]
            + [{"type": "Hostname", "address": machine["nodeName"]}],
            "capacity": resources,
            "allocatable": resources,
            "conditions": conditions
            or [
                condition("Ready", "False", "KubeletNotReady", "container runtime network not ready"),
                condition("NetworkUnavailable", "True", "NoNetwork", "no pod network on this machine yet"),
            ],
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": f"boot-{machine['id']}",
                "containerRuntimeVersion": "containerd://1.7.27",
                "kernelVersion": "6.1.0",
                "kubeProxyVersion": "v1.34.3",
                "kubeletVersion": "v1.34.3",
                "machineID": machine["id"],
                "operatingSystem": "linux",
                "osImage": "Lab Linux",
                "systemUUID": machine["id"],
            },
        },
    }


def is_true(node, kind):
    return any(c["type"] == kind and c["status"] == "True" for c in node["status"].get("conditions", ()))
