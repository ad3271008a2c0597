"""A small client of the API server: enough for the machine room, with nothing but the standard library."""

import base64
import http.client
import json
import re
import ssl
import threading
import time
import urllib.parse


class ApiError(Exception):
    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status


class Kube:
    """Reads the kubeconfig that `up` writes, and only that."""

    def __init__(self, kubeconfig):
        text = open(kubeconfig).read()
        self.host = re.search(r"server: https://(\S+)", text).group(1)
        self.token = re.search(r"token: (\S+)", text).group(1)
        authority = re.search(r"certificate-authority-data: (\S+)", text).group(1)
        self.tls = ssl.create_default_context(cadata=base64.b64decode(authority).decode())

        self.kept = threading.local()

    def _connection(self, timeout):
        return http.client.HTTPSConnection(self.host, context=self.tls, timeout=timeout)

    def _headers(self, content_type="application/json"):
        return {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": content_type,
            "Accept": "application/json",
            "User-Agent": "lab-machine-room",
        }

    def call(self, method, path, body=None, content_type="application/json"):
        """One request, over a connection that each thread keeps for itself."""
        connection = getattr(self.kept, "connection", None) or self._connection(15)
        self.kept.connection = None
        try:
            payload = None if body is None else json.dumps(body)
            connection.request(method, path, payload, self._headers(content_type))
            response = connection.getresponse()
            text = response.read().decode()
        except Exception:
            connection.close()
            raise
        self.kept.connection = connection
        if response.status >= 300:
            raise ApiError(response.status, text[:300])
        return json.loads(text)

    def create(self, path, body):
        return self.call("POST", path, body)

    def patch(self, path, body):
        return self.call("PATCH", path, body, "application/strategic-merge-patch+json")

    def delete_if_there(self, path):
        try:
            self.call("DELETE", path)
        except ApiError as refused:
            if refused.status != 404:
                raise

    def delete_now(self, path, uid):
        options = {"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0, "preconditions": {"uid": uid}}
        return self.call("DELETE", path, options)

    def stream(self, path, version):
        query = urllib.parse.urlencode({"watch": "1", "resourceVersion": version, "timeoutSeconds": 600})
        connection = self._connection(620)
        try:
            connection.request("GET", f"{path}?{query}", headers=self._headers())
            response = connection.getresponse()
            if response.status != 200:
                raise ApiError(response.status, "watch refused")
            for line in response:
                yield json.loads(line)
        finally:
            connection.close()


class Mirror:
    """A copy of one collection, kept by list and watch in a thread of its own."""

    def __init__(self, kube, path, changed):
        self.kube, self.path, self.changed = kube, path, changed
        self.items, self.synced = {}, threading.Event()
        self.lock = threading.Lock()
        threading.Thread(target=self._run, daemon=True).start()

    def all(self):
        with self.lock:
            return list(self.items.values())

    def _run(self):
        while True:
            try:
                self._list_and_watch()
            except Exception as broken:  # whatever it was: list again
                print(f"watch {self.path}: {broken!r}", flush=True)
                time.sleep(0.5)

    def _list_and_watch(self):
        listed = self.kube.call("GET", self.path)
        with self.lock:
            self.items = {item["metadata"]["uid"]: item for item in listed["items"]}
        self.synced.set()
        self.changed.set()
        for event in self.kube.stream(self.path, listed["metadata"]["resourceVersion"]):
            item = event["object"]
            if event["type"] == "ERROR":
                return
            with self.lock:
                if event["type"] == "DELETED":
                    self.items.pop(item["metadata"]["uid"], None)
                else:
                    self.items[item["metadata"]["uid"]] = item
            self.changed.set()
