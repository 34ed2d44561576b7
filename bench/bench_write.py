"""./dev bench write: orders made, placed and confirmed, durably; beside a bare program."""
import argparse
import json
import os
import shutil
import sqlite3
import struct

import measure
from kit import machine
from kit.client import Client
from kit.desk import Bases

CLIENTS = 64
CONNECTIONS = 32


class Syncs:
    """Counts the fsyncs of a process, and makes them slow."""

    def __init__(self, folder):
        self.library = folder / "sync_shim.so"
        self.file = folder / "syncs"
        machine.run(["gcc", "-O2", "-shared", "-fPIC", "-o", self.library,
                     measure.ROOT / "bench" / "sync_shim.c", "-ldl"])
        self.file.write_bytes(bytes(8))

    def environment(self, pause_ms):
        return {"LD_PRELOAD": str(self.library), "SYNC_SHIM_COUNT": str(self.file),
                "SYNC_SHIM_MS": str(pause_ms)}

    def count(self):
        return struct.unpack("<Q", self.file.read_bytes())[0]


def due_jobs(desk):
    return int(asked(desk, "SELECT count(*) FROM job WHERE state = 'waiting' AND attempts = 0 AND "
                     "queue = 'mail'"))


def loaded(desk, server, seconds):
    """Our program under load: figures per order, the work of its jobs included."""
    cpu = measure.cpu_s(server.process.pid)
    told = json.loads(machine.run([measure.BUILD / "bench_load", server.port, desk.token,
                                   desk.account, CLIENTS, seconds]).stdout)
    machine.wait_until(lambda: due_jobs(desk) == 0, 120, "all mails are written")
    cpu = measure.cpu_s(server.process.pid) - cpu
    return {"cpu_us": cpu / told["stories"] * 1e6, "per_s": told["stories"] / seconds,
            "p50_ms": told["p50_ms"], "p99_ms": told["p99_ms"], "stories": told["stories"]}


def asked(desk, question):
    """The first cell of the answer."""
    if desk.engine == "PostgreSQL":
        return desk.bases.postgres().sql(question, desk.database)
    database = sqlite3.connect(desk.data / "kontor.db")
    found = database.execute(question).fetchone()
    database.close()
    return found[0] if found else ""


def finished_order(desk):
    """Hex id of an order that was made, placed, confirmed and mailed twice."""
    spelled = "replace(o.id::text, '-', '')" if desk.engine == "PostgreSQL" else "hex(o.id)"
    found = asked(desk, f"SELECT {spelled} FROM orders o WHERE o.state = 'confirmed' AND "
                  "o.lines_count = 5 AND (SELECT count(*) FROM outbox_mail m WHERE m.tenant_id = "
                  "o.tenant_id AND m.order_id = o.id) >= 2 ORDER BY o.id DESC LIMIT 1")
    if not found:
        raise machine.Broken("no order went all the way")
    return found


def warmed_up(desk, server):
    """Some orders, everything at rest; the hex id of one of them."""
    loaded(desk, server, 1)
    desk.comes_to_rest(60)
    return finished_order(desk)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=4)
    args = options.parse_args()
    bases = Bases(measure.KONTOR)
    folder = machine.new_folder()
    syncs = Syncs(folder)
    servers = {}
    for name, engine, pause_ms in (("SQLite", "SQLite", 0), ("PostgreSQL", "PostgreSQL", 0),
                                   ("SQLite, fsync + 5 ms", "SQLite", 5)):
        desk = bases.fresh(engine)
        more = {} if engine == "PostgreSQL" else syncs.environment(pause_ms)
        if engine == "PostgreSQL":
            more["KONTOR_DATABASE_CONNECTIONS"] = str(CONNECTIONS)
        server = desk.server(**more)
        server.start()
        servers[name] = (desk, server)
    first = servers["SQLite"][0]
    order = warmed_up(*servers["SQLite"])
    origin = folder / "origin.db"
    source, target = sqlite3.connect(first.data / "kontor.db"), sqlite3.connect(origin)
    source.backup(target)
    target.execute("PRAGMA journal_mode=WAL")
    source.close()
    target.close()
    large, server = servers["PostgreSQL"]
    postgres = large.bases.postgres()
    large_order = warmed_up(large, server)
    tenant = asked(large, "SELECT tenant_id FROM orders LIMIT 1")
    server.stop()  # PostgreSQL copies a database that nobody uses
    postgres.create("bare_origin", large.database)
    server.start()

    def ours(name):
        def one():
            before = syncs.count()
            figures = loaded(*servers[name], args.seconds)
            figures["syncs"] = (syncs.count() - before) / figures.pop("stories")
            return figures
        return one

    def bare(batch, pause_ms):
        def one():
            copy = folder / "bare.db"
            for end in ("", "-wal", "-shm"):
                (folder / f"bare.db{end}").unlink(missing_ok=True)
            shutil.copyfile(origin, copy)
            told = json.loads(machine.run(
                [measure.BUILD / "bench_bare", copy, order, args.seconds, batch],
                env={**os.environ, **syncs.environment(pause_ms)}).stdout)
            return {"cpu_us": told["cpu_us"], "per_s": told["orders"] / args.seconds}
        return one

    def bare_postgres():
        postgres.drop("bare")
        postgres.create("bare", "bare_origin")
        told = json.loads(machine.run(
            [measure.BUILD / "bench_bare_postgres",
             f"{postgres.dsn('bare')} options='-c kontor.tenant={tenant}'", large_order,
             args.seconds, CONNECTIONS]).stdout)
        return {"cpu_us": told["cpu_us"], "per_s": told["orders"] / args.seconds}

    cases = {name: ours(name) for name in servers}
    cases["bare, 32 steps per COMMIT"] = bare(32, 0)
    cases["bare, PostgreSQL, 32 connections"] = bare_postgres
    cases["bare, one COMMIT per step"] = bare(1, 0)
    cases["bare, one COMMIT per step, fsync + 5 ms"] = bare(1, 5)
    measured = measure.interleaved(args.rounds, cases)
    for desk, _ in servers.values():
        desk.comes_to_rest(120)
        found = desk.findings()
        if found:
            raise machine.Broken(f"kontor verify: {found[0]}")

    def of(name, figure):
        return measure.median(measured[name][figure])

    result = measure.Result("write", f"{CLIENTS} clients, each makes a cart with five lines, places "
                            "it and confirms it: three requests, three durable transactions, two "
                            f"mails. {args.rounds} rounds of {args.seconds} s, interleaved, the "
                            "first not counted. CPU of the server with the work of its jobs; "
                            "PostgreSQL's own not included. The bare program writes the same rows.")
    result.table(["what", "CPU us per order", "orders/s", "request p50 ms", "p99 ms",
                  "fsync per order"], [
        [name, measure.spread(figures["cpu_us"]), measure.spread(figures["per_s"]),
         *(f"{measure.median(figures[key]):.3g}" if key in figures else ""
           for key in ("p50_ms", "p99_ms")),
         f"{measure.median(figures['syncs']):.3f}"
         if "syncs" in figures and "SQLite" in name else ""]
        for name, figures in measured.items()])
    result.verdict("fsync per order, SQLite", of("SQLite", "syncs"), 0.1)
    result.at_least("orders/s of the naive loop, fsync + 5 ms", of("SQLite, fsync + 5 ms", "per_s") /
                    of("bare, one COMMIT per step, fsync + 5 ms", "per_s"), 10, "x")
    result.verdict("CPU of the bare program, SQLite",
                   of("SQLite", "cpu_us") / of("bare, 32 steps per COMMIT", "cpu_us"), 1.7, "x")
    result.verdict("CPU of the bare program, PostgreSQL", of("PostgreSQL", "cpu_us") /
                   of("bare, PostgreSQL, 32 connections", "cpu_us"), 1.7, "x")
    result.data = {"measured": measured}
    result.write()


if __name__ == "__main__":
    main()
