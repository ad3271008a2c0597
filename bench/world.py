"""A lab with two blue workers full of pods: six Deployments of ten, and what every node of a kubeadm cluster has."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys

LAB = pathlib.Path(__file__).resolve().parent.parent / "src" / "lab"
sys.path.insert(0, str(LAB / "lib"))

from cloud import Cloud  # noqa: E402
from sample_cluster import CONTROL_PLANE, nodes  # noqa: E402

BLUE = ("worker-1", "worker-2")
SPARE = ("spare-1", "spare-2")
ZONES = ("a", "b")
DEPLOYMENTS, REPLICAS = 6, 10
LIMIT_SECONDS = 180


class BenchLab:
    """A lab that is up."""

    def __init__(self, folder):
        self.dir = pathlib.Path(folder)
        text = (self.dir / "env").read_text()
        assets = re.search(r"^export KUBEBUILDER_ASSETS=(.+)$", text, re.MULTILINE).group(1)
        self.kubectl_path = f"{assets}/kubectl"
        self.environment = {**os.environ, "KUBECONFIG": str(self.dir / "kubeconfig"), "NO_COLOR": "1"}

    def kubectl(self, *arguments, stdin=""):
        return self.run([self.kubectl_path, *arguments], stdin=stdin)

    def run(self, command, cwd=None, stdin="", limit=LIMIT_SECONDS):
        """Runs a command to its end; fails, and shows what it said, when it does."""
        ended = subprocess.run(
            command, cwd=cwd, env=self.environment, input=stdin, capture_output=True, text=True, timeout=limit
        )
        if ended.returncode != 0:
            sys.exit(f"{command[0]} ended with {ended.returncode}\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def post(self, items):
        self.kubectl("create", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": list(items)}))

    def add_nodes(self, wanted):
        self.post(nodes(Cloud(self.dir), wanted))
        self.kubectl("wait", "--for=condition=Ready", "node", "--all", "--timeout=60s")

    def add_spares(self):
        """Room for what kubectl evicts; restitch makes its own."""
        self.add_nodes((name, zone, {}, []) for name, zone in zip(SPARE, ZONES))
        self.all_ready()

    def all_ready(self):
        self.all_in_shop("deployment", f"{{.status.readyReplicas}}={REPLICAS}")
        daemon_sets = json.loads(self.kubectl("get", "daemonset", "-A", "-o", "json"))["items"]
        for meta in (daemon_set["metadata"] for daemon_set in daemon_sets):
            name = f"daemonset/{meta['name']}"
            self.kubectl("-n", meta["namespace"], "rollout", "status", name, "--timeout=120s")

    def all_in_shop(self, kind, condition):
        self.kubectl("-n", "shop", "wait", kind, "--all", f"--for=jsonpath={condition}", "--timeout=120s")


@contextlib.contextmanager
def bench_lab(tight):
    """A lab with its world, ready; ended and removed afterwards."""
    up = subprocess.run([LAB / "up"], stdout=subprocess.PIPE, text=True, check=True, timeout=3600)
    folder = up.stdout.split("\n")[-2]
    try:
        lab = BenchLab(folder)
        lab.kubectl("create", "-f", str(LAB / "sample-cluster" / "calico-crds.yaml"))
        control_plane = ("cp-1", "c", {CONTROL_PLANE: ""}, [{"key": CONTROL_PLANE, "effect": "NoSchedule"}])
        lab.add_nodes([control_plane, *((name, zone, {}, []) for name, zone in zip(BLUE, ZONES))])
        lab.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
        lab.kubectl("create", "-f", "-", stdin=every_node_has())
        hosts = [sys.executable, str(LAB / "lib" / "sample_cluster.py"), folder, "hosts"]
        lab.kubectl("create", "-f", "-", stdin=lab.run(hosts, stdin=lab.kubectl("get", "nodes", "-o", "json")))
        lab.post(shop(tight))
        lab.all_ready()
        if tight:
            lab.all_in_shop("pdb", "{.status.disruptionsAllowed}=1")
        yield lab
    finally:
        subprocess.run([LAB / "down", folder], check=True, timeout=120)


def every_node_has():
    """The sample cluster's DaemonSets, pools and ConfigMaps, without what a drain would move."""
    moved = re.compile(r"^kind: (Deployment|PodDisruptionBudget)$", re.MULTILINE)
    documents = (LAB / "sample-cluster" / "system.yaml").read_text().split("\n---\n")
    return "\n---\n".join(document for document in documents if not moved.search(document))


def shop(tight):
    yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    for number in range(1, DEPLOYMENTS + 1):
        name = f"app-{number}"
        metadata, selector = {"name": name, "namespace": "shop"}, {"matchLabels": {"app": name}}
        if tight:
            spec = {"maxUnavailable": 1, "selector": selector}
            yield {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec}
        container = {
            "name": "app",
            "image": "registry.example/app:1",
            "resources": {"requests": {"cpu": "40m", "memory": "64Mi"}},
        }
        template = {
            "metadata": {"labels": {"app": name}},
            "spec": {"terminationGracePeriodSeconds": 5, "containers": [container]},
        }
        spec = {"replicas": REPLICAS, "selector": selector, "template": template}
        yield {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
