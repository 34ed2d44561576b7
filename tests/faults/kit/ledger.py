"""What was acknowledged to us, line by line as `kontor verify --ledger` reads it."""
import json
import threading


class Ledger:
    def __init__(self):
        self._lock = threading.Lock()
        self._entries = []
        self._carts = {}

    def order(self, answer, event=None):
        """A write was acknowledged with this answer."""
        order = answer.body
        entry = {"kind": "order", "id": order["id"], "version": order["version"],
                 "state": order["state"], "total_cents": order["totals"]["total_cents"]}
        if event:
            entry["event"] = event
        with self._lock:
            self._entries.append(entry)

    def cart(self, name, acknowledged):
        """A cart of this name is asked for; later that the answer came."""
        with self._lock:
            self._carts[name] = acknowledged

    def mails(self, message_ids):
        with self._lock:
            for message_id in message_ids:
                self._entries.append({"kind": "mail", "id": message_id})
            self._entries.append({"kind": "end"})

    def writes(self):
        """How many writes were acknowledged."""
        with self._lock:
            return (sum(entry["kind"] == "order" for entry in self._entries) +
                    sum(self._carts.values()))

    def save(self, path):
        with self._lock, open(path, "w", encoding="utf-8") as file:
            for name, acknowledged in self._carts.items():
                entry = {"kind": "cart", "name": name, "acknowledged": acknowledged}
                file.write(json.dumps(entry) + "\n")
            for entry in self._entries:
                file.write(json.dumps(entry) + "\n")
        return path


def lost(findings):
    return [one for one in findings if "lost:" in one]


def doubled(findings):
    return [one for one in findings if "doubled:" in one]
