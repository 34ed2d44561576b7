"""./dev bench others: what other order systems need for the same, in processor time."""
import argparse
import json
import math
import sqlite3
import urllib.parse

import data
import measure
from kit import machine
from kit.client import Client
from kit.server import Server

CONNECTIONS = 16
# CPU ms per operation of the application, measured on a machine of the same two cores with a few
# thousand orders, one process, 16 connections; their database's own not included, ours is.
OTHERS = {
    "complete order with 3 lines, step by step": {"Vendure 3.7": 448, "Medusa 2.21": 3368,
                                                  "Tryton 6.0": 1074},
    "the same, shortest path": {"Vendure 3.7": 276, "Medusa 2.21": 608, "Tryton 6.0": 119},
    "read one order with lines": {"Vendure 3.7": 13, "Medusa 2.21": 63, "Tryton 6.0": 46},
    "list of 50 by state": {"Vendure 3.7": 21, "Medusa 2.21": 195, "Tryton 6.0": 32},
    "search by customer name": {"Vendure 3.7": 15, "Medusa 2.21": 159, "Tryton 6.0": 370},
    "one transition": {"Vendure 3.7": 38, "Medusa 2.21": 95, "Tryton 6.0": 80},
}
MEMORY_MB = {"Vendure 3.7": 367, "Medusa 2.21": 1269, "Tryton 6.0": 93}
START_S = {"Vendure 3.7": 6.6, "Medusa 2.21": 25, "Tryton 6.0": 2.5}


class Kontor:
    """A server on a large database, and what an operation takes of it."""

    def __init__(self, orders, tenants, seconds):
        self.folder, told, _ = data.sqlite(orders, tenants)
        self.tenant = told[0]
        self.seconds = seconds
        self.server = Server(measure.KONTOR, self.folder, {"KONTOR_DATA_DIR": str(self.folder)})
        self.start_s = self.server.start(60)

    def waiting_mails(self):
        database = sqlite3.connect(self.folder / "kontor.db")
        found = database.execute("SELECT count(*) FROM job WHERE state = 'waiting' AND "
                                 "attempts = 0 AND queue = 'mail'").fetchone()
        database.close()
        return found[0]

    def story(self, name):
        """Writing, the mails that come of it included."""
        before = measure.cpu_s(self.server.process.pid)
        told = json.loads(machine.run(
            [measure.BUILD / "bench_load", self.server.port, self.tenant["token"],
             self.tenant["accounts"][0], CONNECTIONS, self.seconds, name]).stdout)
        machine.wait_until(lambda: self.waiting_mails() == 0, 120, "all mails are written")
        return (measure.cpu_s(self.server.process.pid) - before) / told["stories"] * 1000

    def reading(self, path):
        before = measure.cpu_s(self.server.process.pid)
        count = measure.wrk(f"http://127.0.0.1:{self.server.port}/api/v1{path}", self.seconds,
                            CONNECTIONS, [f"Authorization: Bearer {self.tenant['token']}"])
        return (measure.cpu_s(self.server.process.pid) - before) / count * 1000

    def an_order(self):
        client = Client(self.server.port, self.tenant["token"])
        lines = [{"sku": sku, "quantity_milli": 2000} for sku in ("40-2260", "40-3107", "40-2290")]
        made = client.call("POST", "/orders",
                           {"account_id": self.tenant["accounts"][0], "lines": lines})
        client.close()
        if made.status != 201:
            raise machine.Broken(f"no order: {made}")
        return f"/orders/{made.body['id']}"

    def searches(self):
        """Of five customers; the mean is told, because they have more and fewer orders."""
        names = {order["customer"] for order in self.tenant["orders"]}
        return [f"/orders?q={urllib.parse.quote(name)}&limit=50" for name in sorted(names)[:5]]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--orders", type=int, default=1_000_000)
    options.add_argument("--tenants", type=int, default=200)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=3)
    args = options.parse_args()
    kontor = Kontor(args.orders, args.tenants, args.seconds)
    order, searches = kontor.an_order(), kontor.searches()
    operations = dict(zip(OTHERS, (
        lambda: kontor.story("steps"),
        lambda: kontor.story("three"),
        lambda: kontor.reading(order),
        lambda: kontor.reading("/orders?state=confirmed&limit=50"),
        lambda: sum(map(kontor.reading, searches)) / len(searches),
        lambda: kontor.story("turns"))))
    measured = measure.interleaved(args.rounds, {
        name: lambda operation=operation: {"cpu_ms": operation()}
        for name, operation in operations.items()})
    memory_mb = measure.resident_mb(kontor.server.process.pid)
    kontor.server.stop()

    result = measure.Result("others", f"CPU milliseconds per operation over {CONNECTIONS} "
                            f"connections, one process, SQLite with {args.orders:,} orders of "
                            f"{args.tenants} tenants; {args.rounds} rounds of {args.seconds} s, "
                            "interleaved, the first not counted. Median (least-most); mails and "
                            "the database are in ours. The others were measured once, on a "
                            "machine of the same two cores with a few thousand orders, without "
                            "their database.")
    products = list(MEMORY_MB)
    times = {name: min(OTHERS[name].values()) / measure.median(figures["cpu_ms"])
             for name, figures in measured.items()}
    result.table(["operation", "Kontor", *products, "the best of them"], [
        *([name, measure.spread(measured[name]["cpu_ms"]), *(OTHERS[name][one] for one in products),
           f"{times[name]:.0f}x"] for name in OTHERS),
        ["memory after load, MB", f"{memory_mb:.0f}", *MEMORY_MB.values(),
         f"{min(MEMORY_MB.values()) / memory_mb:.1f}x"],
        ["start to first answer, s", f"{kontor.start_s:.2f}", *START_S.values(),
         f"{min(START_S.values()) / kontor.start_s:.0f}x"]])
    for name, value in times.items():
        result.at_least(f"best of them, {name}", value, 30, "x")
    mean = math.exp(sum(map(math.log, times.values())) / len(times))
    result.at_least("best of them, geometric mean", mean, 100, "x")
    result.verdict("memory after load", memory_mb, min(MEMORY_MB.values()), " MB")
    result.data = {"measured": measured, "memory_mb": memory_mb, "start_s": kontor.start_s}
    result.write()


if __name__ == "__main__":
    main()
