"""The cloud of the lab: one JSON file per machine, changed under a lock.

A machine's state is never stored. It follows from when the machine was asked for, how long it boots
and when its deletion was asked for, so that nothing has to run for a machine to come and go.
"""

import contextlib
import datetime
import fcntl
import hashlib
import json
import os
import pathlib
import re
import time

TYPES = {
    "lab.2x8": {"cpu": "2", "memory": "8Gi", "pods": "110"},
    "lab.4x16": {"cpu": "4", "memory": "16Gi", "pods": "110"},
    "lab.8x32": {"cpu": "8", "memory": "32Gi", "pods": "110"},
}
ZONES = ("a", "b", "c")
IMAGE = "lab-image-1"
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?")
STOP_SECONDS = 1.0


class CloudError(Exception):
    """A refusal, with one of the contract's codes."""

    def __init__(self, code, message, retry_after=None):
        super().__init__(message)
        self.code, self.message, self.retry_after = code, message, retry_after


def state(machine, now=None):
    """PENDING, RUNNING, STOPPING or GONE at this moment."""
    now = time.time() if now is None else now
    deleted = machine.get("deletedAt")
    if deleted is not None:
        return "STOPPING" if now < deleted + STOP_SECONDS else "GONE"
    return "PENDING" if now < machine["bootedAt"] else "RUNNING"


def rfc3339(seconds):
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Cloud:
    """All machines of one lab."""

    def __init__(self, lab_dir):
        self.dir = pathlib.Path(lab_dir) / "cloud"
        self.machines_dir = self.dir / "machines"
        if not self.machines_dir.is_dir():
            raise CloudError("INVALID", f"{lab_dir} is not a lab: it has no cloud/machines")

    @contextlib.contextmanager
    def locked(self):
        with open(self.dir / "lock", "a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield self

    def all(self):
        found = []
        for path in sorted(self.machines_dir.glob("*.json")):
            found.append(json.loads(path.read_text()))
        return found

    def find(self, machine_id):
        path = self.machines_dir / f"{machine_id}.json"
        if "/" in machine_id or not machine_id or not path.exists():
            return None
        return json.loads(path.read_text())

    def save(self, machine):
        path = self.machines_dir / f"{machine['id']}.json"
        draft = path.with_suffix(f".{os.getpid()}.draft")
        draft.write_text(json.dumps(machine, indent=1, sort_keys=True) + "\n")
        os.replace(draft, path)

    def change(self, machine_id, **fields):
        with self.locked():
            machine = self.find(machine_id)
            machine.update(fields)
            self.save(machine)
        return machine

    def create(self, *, name, token, node_name, shape, join, tags, boot_seconds, joined=False):
        """Makes a machine once per token; the caller's parameters decide whether it is the same."""
        if shape["type"] not in TYPES:
            raise CloudError("INVALID", f"no machine type {shape['type']!r}; there are {', '.join(TYPES)}")
        if shape["zone"] not in ZONES:
            raise CloudError("INVALID", f"no zone {shape['zone']!r}; there are {', '.join(ZONES)}")
        for each in (name, node_name):
            if not NAME.fullmatch(each):
                raise CloudError("INVALID", f"{each!r} cannot be a machine's name")
        asked_for = fingerprint([name, node_name, shape["type"], shape["zone"], shape.get("image"), join])
        with self.locked():
            known = self.all()
            for machine in known:
                if token and machine["token"] == token:
                    if machine["fingerprint"] != asked_for:
                        raise CloudError("CONFLICT", f"token {token} made {machine['name']} with other parameters")
                    return machine
            for machine in known:
                if machine["name"] == name and state(machine) != "GONE":
                    raise CloudError("CONFLICT", f"the name {name} belongs to {machine['id']}")
            machine = new_machine(len(known) + 1, name, token, node_name, shape, join, tags, boot_seconds)
            machine.update(fingerprint=asked_for, joined=joined)
            self.save(machine)
            return machine

    def delete(self, machine_id):
        with self.locked():
            machine = self.find(machine_id)
            if machine is None:
                raise CloudError("NOT_FOUND", f"no machine {machine_id} was ever made here")
            if machine.get("deletedAt") is None:
                machine["deletedAt"] = time.time()
                self.save(machine)

    def trace(self, **what):
        """One line of JSON per event, with the time in seconds, in the order they happened."""
        with self.locked(), open(self.dir / "trace.jsonl", "a") as lines:
            lines.write(json.dumps({"at": time.time(), **what}) + "\n")

    def by_node(self, name, provider_id="", addresses=()):
        """The live machine that a Node stands on: by providerID, else by name, else by address."""
        live = [m for m in self.all() if state(m) != "GONE"]
        for matches in (
            lambda m: provider_id and m["providerId"] == provider_id,
            lambda m: not provider_id and name and m["nodeName"] == name,
            lambda m: not provider_id and set(m["addresses"]) & set(addresses),
        ):
            for machine in live:
                if matches(machine):
                    return machine
        return None


def fingerprint(parts):
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def new_machine(number, name, token, node_name, shape, join, tags, boot_seconds):
    now = time.time()
    machine_id = f"m-{number:04d}"
    return {
        "id": machine_id,
        "name": name,
        "token": token,
        "nodeName": node_name,
        "type": shape["type"],
        "zone": shape["zone"],
        "image": shape.get("image") or IMAGE,
        "providerId": f"lab://{machine_id}",
        "addresses": [f"10.0.{number // 250}.{number % 250 + 1}"],
        "labels": dict(join.get("labels") or {}),
        "taints": list(join.get("taints") or []),
        "tags": dict(tags),
        "createdAt": now,
        "bootedAt": now + boot_seconds,
        "joined": False,
    }
