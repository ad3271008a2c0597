"""The pod networks of the lab: which addresses a Node's pods get, and from when on.

A Node with a podCIDR hands out that (flannel); one without hands out Calico's blocks of its machine.
"""

import ipaddress

from nodes import condition, is_true

POOL = ipaddress.ip_network("192.168.0.0/16")
BLOCK_BITS = 26
BLOCK_SIZE = 1 << (32 - BLOCK_BITS)
SECOND_BLOCKS = 512
# For Nodes that a test posted by hand, without a machine.
STRAY = ipaddress.ip_network("192.168.252.0/22")


def blocks_of(machine):
    """The block a machine's Node owns, and the one it claims when that is full."""
    index = int(machine["id"].split("-")[1]) - 1
    starts = (POOL[i * BLOCK_SIZE] for i in (index, index + SECOND_BLOCKS))
    return [ipaddress.ip_network(f"{start}/{BLOCK_BITS}") for start in starts]


def affinity_name(node_name, block):
    return f"{node_name}-{str(block).replace('.', '-').replace('/', '-')}"


def block_affinity(node_name, block):
    return {
        "apiVersion": "crd.projectcalico.org/v1",
        "kind": "BlockAffinity",
        "metadata": {"name": affinity_name(node_name, block)},
        "spec": {"cidr": str(block), "deleted": "false", "node": node_name, "state": "confirmed", "type": "host"},
    }


def network_up(node, calico_runs):
    """The condition a pod network sets when it has come up on a Node, or None."""
    if not is_true(node, "NetworkUnavailable"):
        return None
    if node["spec"].get("podCIDR"):
        return condition("NetworkUnavailable", "False", "FlannelIsUp", "Flannel is running on this node")
    if calico_runs:
        return condition("NetworkUnavailable", "False", "CalicoIsUp", "Calico is running on this node")
    return None


def lease(node):
    """What flanneld writes on its Node: how others reach it."""
    address = next(a["address"] for a in node["status"]["addresses"] if a["type"] == "InternalIP")
    said = {
        "kube-subnet-manager": "true",
        "backend-type": "vxlan",
        "backend-data": '{"VNI":1,"VtepMAC":"12:c6:65:89:b4:e3"}',
        "public-ip": address,
    }
    return {f"flannel.alpha.coreos.com/{key}": value for key, value in said.items()}


class Addresses:
    """Hands out pod addresses; one is free again when its pod is gone."""

    def __init__(self):
        self.given = {}

    def observe(self, pods):
        seen = {p["metadata"]["uid"]: p.get("status", {}).get("podIP") for p in pods}
        kept = {uid: ip for uid, ip in self.given.items() if uid in seen}
        self.given = {**kept, **{uid: ip for uid, ip in seen.items() if ip}}

    def address_for(self, pod, node, machine):
        """An address for this pod, or None while its Node has no network."""
        if pod["spec"].get("hostNetwork"):
            internal = [a["address"] for a in node["status"].get("addresses", ()) if a["type"] == "InternalIP"]
            return internal[0] if internal else "127.0.0.1"
        if is_true(node, "NetworkUnavailable"):
            return None
        if (known := self.given.get(pod["metadata"]["uid"])) is not None:
            return known
        pod_cidr, used = node["spec"].get("podCIDR"), set(self.given.values())
        ranges = [ipaddress.ip_network(pod_cidr)] if pod_cidr else blocks_of(machine) if machine else [STRAY]
        for each in ranges:
            # A podCIDR's first address is its bridge's.
            for offset in range(2 if pod_cidr else 1, each.num_addresses - 1):
                if (candidate := str(each[offset])) not in used:
                    self.given[pod["metadata"]["uid"]] = candidate
                    return candidate
        return None
