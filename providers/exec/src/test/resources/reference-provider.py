"""A provider in a file, as small as the contract allows. The setting "break" breaks one rule of it."""
import fcntl
import json
import os
import subprocess
import sys

API = "provider.restitch.io/v1"


def refuse(code, message):
    print(json.dumps({"apiVersion": API, "error": {"code": code, "message": message}}))
    sys.exit(0)


def create(state, request, broken):
    key = request["token"] + (str(len(state)) if broken == "token" else "")
    same = [request["name"], request["shape"], {**request["join"], "userData": ""}]
    secret = request["join"]["userData"]
    if broken == "argv":
        subprocess.run(["sh", "-c", "sleep 0.3", "sh", secret])
    if broken == "environment":
        subprocess.run(["sleep", "0.3"], env={**os.environ, "USER_DATA": secret})
    if broken == "log":
        print("booting with", secret, file=sys.stderr)
    if key in state:
        if state[key]["same"] != same and broken != "conflict":
            refuse("CONFLICT", "this token has other parameters")
        return state[key]["machine"]
    if any(m["machine"]["name"] == request["name"] and m["machine"]["state"] != "GONE" for m in state.values()):
        if broken not in ("token", "name"):
            refuse("CONFLICT", "this name has another token")
    machine = {
        "id": "m-%d" % len(state), "name": request["name"], "token": request["token"], "state": "RUNNING",
        "zone": request["shape"]["zone"], "type": request["shape"]["type"], "providerId": "",
        "addresses": ["10.0.0.1"], "tags": {} if broken == "tags" else request["tags"],
        "createdAt": "2026-01-31T12:00:00Z",
        "note": "",
    }
    state[key] = {"machine": machine, "same": same}
    return machine


def delete(state, request, broken):
    for entry in state.values():
        if entry["machine"]["id"] == request["id"]:
            if entry["machine"]["state"] == "GONE" and broken == "delete":
                refuse("NOT_FOUND", "gone already")
            if broken != "immortal":
                entry["machine"]["state"] = "GONE"
            return {}
    if broken != "unknown-id":
        refuse("NOT_FOUND", "never known")
    return {}


def carries(machine, tags, broken):
    found = tags.items() & machine["tags"].items()
    return bool(found) if broken == "any-tag" else len(found) == len(tags)


def answer(verb, request, state, broken):
    machines = [entry["machine"] for entry in state.values()]
    if verb == "capabilities":
        return {"name": "reference", "version": "1", "snapshots": False, "groups": False, "stop": False}
    if verb == "shape":
        return {"machineId": "m", "type": "t", "zone": "z", "image": "i", "settings": {}}
    if verb == "create":
        return create(state, request, broken)
    if verb == "get":
        return {"machines": [m for m in machines if m["id"] in request["ids"]]}
    if verb == "list":
        return {"machines": [m for m in machines if m["state"] != "GONE" and carries(m, request["tags"], broken)]}
    if verb == "delete":
        return delete(state, request, broken)
    refuse("INVALID", "no such verb")


def main():
    try:
        request = json.load(sys.stdin)
        broken = request.get("settings", {}).get("break", "")
    except ValueError:
        refuse("INVALID", "not JSON")
    if request["apiVersion"] != API:
        refuse("INVALID", "another apiVersion")
    if broken == "odd" and sys.argv[1] == "frobnicate":
        raise KeyError("no such verb")
    file = request["settings"]["file"]
    with open(file + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = json.load(open(file)) if os.path.exists(file) else {}
        try:
            result = answer(sys.argv[1], request, state, broken)
        except KeyError as e:
            refuse("INVALID", "missing: %s" % e)
        with open(file, "w") as out:
            json.dump(state, out)
    print(json.dumps({"apiVersion": API, "result": result}))


main()
