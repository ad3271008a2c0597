"""Drains both blue workers, and counts in the audit log what was asked for until they were drained."""

import datetime
import json

from world import BLUE, LAB

KINDS = ("pods", "evictions", "disruption budgets", "daemonsets", "cordons")
RESTITCH_LIMIT_SECONDS = 600
SETTINGS = """\
apiVersion: restitch.io/v1alpha1
kind: Migration
metadata: {{name: bench}}
spec:
  provider:
    name: lab
    path: {provider}
    settings: {{dir: {dir}, bootSeconds: "2"}}
  workers: {{surge: 2, bootTimeout: 2m}}
  attested: [BackedUp, IpamHeld, CalicoFenced, FlannelInstalled, Bridged, ControlPlaneConverted, IpamReturned]
"""


def drained_by_kubectl(lab):
    """Until kubectl says that all is drained."""
    lab.add_spares()
    began = now()
    lab.kubectl("drain", *BLUE, "--ignore-daemonsets", "--timeout=150s")
    return count(requests_of(lab, "kubectl/", began, now()))


def drained_by_restitch(lab, command):
    """From its start, its plan included, until it deletes the second Node."""
    home = lab.dir / "home"
    home.mkdir()
    provider = LAB / "provider" / "restitch-provider-lab"
    (home / "restitch.yaml").write_text(SETTINGS.format(provider=provider, dir=lab.dir))
    began = now()
    apply = ["apply", "--until", "WorkersReplaced", "--yes"]
    lab.run([*command, *apply], cwd=home, limit=RESTITCH_LIMIT_SECONDS)
    asked = requests_of(lab, "restitch/", began, now())
    deletes = [r for r in asked if (r["verb"], subject(r)) == ("delete", "nodes") and r["objectRef"]["name"] in BLUE]
    if {r["objectRef"]["name"] for r in deletes} != set(BLUE):
        raise SystemExit("restitch did not delete both blue Nodes")
    drained = max(received(r) for r in deletes)
    return count([r for r in asked if received(r) <= drained])


def requests_of(lab, agent, began, ended):
    """What a program asked for, each request once: a watch is logged when it begins and when it ends."""
    found = {}
    with open(lab.dir / "audit.log") as lines:
        for line in lines:
            request = json.loads(line)
            if request.get("userAgent", "").startswith(agent) and began <= received(request) <= ended:
                found.setdefault(request["auditID"], request)
    return list(found.values())


def count(asked):
    requests = dict.fromkeys(KINDS, 0)
    evicted = set()
    for request in asked:
        kind = kind_of(request)
        if kind is not None:
            requests[kind] += 1
        if kind == "evictions" and request["responseStatus"]["code"] < 300:
            evicted.add((request["objectRef"]["namespace"], request["objectRef"]["name"]))
    if not evicted:
        raise SystemExit("nothing was evicted")
    return {"evicted": len(evicted), "requests": requests, "perPod": round(sum(requests.values()) / len(evicted), 3)}


def kind_of(request):
    """What is counted, whatever the verb and however it was answered; other requests are nobody's drain."""
    match subject(request):
        case "pods/eviction":
            return "evictions"
        case "poddisruptionbudgets":
            return "disruption budgets"
        case "daemonsets":
            return "daemonsets"
        case "nodes" if request["verb"] == "patch" and cordons(request):
            return "cordons"
        case "pods" | "pods/status" | "pods/log":
            return "pods"
    return None


def cordons(request):
    return (request.get("requestObject") or {}).get("spec", {}).get("unschedulable") is True


def subject(request):
    about = request.get("objectRef", {})
    return "/".join(filter(None, (about.get("resource"), about.get("subresource"))))


def received(request):
    return datetime.datetime.fromisoformat(request["requestReceivedTimestamp"].replace("Z", "+00:00"))


def now():
    return datetime.datetime.now(datetime.timezone.utc)
