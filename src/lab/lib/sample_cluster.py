"""The parts of the sample cluster that depend on its machines; prints one List to create.

    sample_cluster.py DIR nodes                 makes the machines, prints their Nodes
    sample_cluster.py DIR hosts < nodes.json    prints Calico's blocks and the static pods' mirrors
"""

import json
import os
import sys

sys.dont_write_bytecode = True

from cloud import IMAGE, ZONES, Cloud
from nodes import condition, node_of
from podnet import block_affinity, blocks_of

VERSION = "v1.34.3"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
CONTROL_PLANES, WORKERS = 3, 12


def controller_manager_flags():
    allocate = os.environ.get("LAB_SAY_ALLOCATE", "false")
    return [f"--allocate-node-cidrs={allocate}", "--cluster-cidr=192.168.0.0/16", "--leader-elect=true"]


STATIC_PODS = {
    "etcd": lambda: ["--data-dir=/var/lib/etcd"],
    "kube-apiserver": lambda: ["--service-cluster-ip-range=10.96.0.0/12"],
    "kube-controller-manager": controller_manager_flags,
    "kube-scheduler": lambda: ["--leader-elect=true"],
}


def machines_wanted():
    for i in range(1, CONTROL_PLANES + 1):
        taints = [{"key": CONTROL_PLANE, "effect": "NoSchedule"}]
        yield f"cp-{i}", ZONES[(i - 1) % 3], {CONTROL_PLANE: ""}, taints
    for i in range(1, WORKERS + 1):
        labels, taints = {}, []
        if i <= 6:
            labels["disktype"] = "ssd"
        elif i <= 9:
            labels["team"] = "payments"
        elif i == WORKERS:
            labels["dedicated"] = "batch"
            taints = [{"key": "dedicated", "value": "batch", "effect": "NoSchedule"}]
        yield f"worker-{i}", ZONES[(i - 1) % 3], labels, taints


def nodes(cloud, wanted):
    for name, zone, labels, taints in wanted:
        machine = cloud.create(
            name=name,
            token="",
            node_name=name,
            shape={"type": "lab.4x16", "zone": zone, "image": IMAGE},
            join={"labels": labels, "taints": taints},
            tags={},
            boot_seconds=0,
            joined=True,  # their Nodes are posted from here, all at once
        )
        up = [
            condition("Ready", "False", "KubeletNotReady", "starting"),
            condition("NetworkUnavailable", "False", "CalicoIsUp", "Calico is running on this node"),
        ]
        yield node_of(machine, conditions=up)


def mirror_pod(component, node):
    """What a kubelet posts for a static pod of kubeadm."""
    name, uid = node["metadata"]["name"], node["metadata"]["uid"]
    digest = f"lab-{component}"
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"{component}-{name}",
            "namespace": "kube-system",
            "labels": {"component": component, "tier": "control-plane"},
            "annotations": {
                "kubernetes.io/config.mirror": digest,
                "kubernetes.io/config.hash": digest,
                "kubernetes.io/config.source": "file",
            },
            "ownerReferences": [
                {"apiVersion": "v1", "kind": "Node", "name": name, "uid": uid, "controller": True}
            ],
        },
        "spec": {
            "nodeName": name,
            "hostNetwork": True,
            "priorityClassName": "system-node-critical",
            "tolerations": [{"operator": "Exists", "effect": "NoExecute"}],
            "containers": [
                {
                    "name": component,
                    "image": f"registry.k8s.io/{component}:{VERSION}",
                    "command": [component, *STATIC_PODS[component]()],
                    "resources": {"requests": {"cpu": "200m", "memory": "128Mi"}},
                }
            ],
        },
    }


def hosts(cloud, posted):
    for node in posted:
        name = node["metadata"]["name"]
        machine = cloud.by_node(name, node["spec"]["providerID"])
        yield block_affinity(name, blocks_of(machine)[0])
        if CONTROL_PLANE in node["metadata"]["labels"]:
            for component in STATIC_PODS:
                yield mirror_pod(component, node)


if __name__ == "__main__":
    lab_dir, part = sys.argv[1:]
    cloud = Cloud(lab_dir)
    items = list(nodes(cloud, machines_wanted()) if part == "nodes" else hosts(cloud, json.load(sys.stdin)["items"]))
    json.dump({"apiVersion": "v1", "kind": "List", "items": items}, sys.stdout)
