"""./dev bench start: until the first answer with a large database, and the memory it takes."""
import argparse
import threading
import time

import data
import measure
from kit import machine
from kit.client import Client
from kit.server import Server
from bench_list import questions


def load(server, tenants, seconds):
    """Sixteen readers and four writers at once."""
    stop = time.monotonic() + seconds
    wrong = []

    def read(tenant):
        client = Client(server.port, tenant["token"])
        while time.monotonic() < stop:
            for _, path in questions(tenant):
                answer = client.call("GET", path)
                if answer.status != 200:
                    wrong.append(str(answer))

    def write(tenant):
        client = Client(server.port, tenant["token"])
        while time.monotonic() < stop:
            lines = [{"sku": "40-2260", "quantity_milli": 1000}]
            made = client.call("POST", "/orders", {"account_id": tenant["accounts"][0],
                                                   "lines": lines})
            if made.status != 201:
                wrong.append(str(made))

    threads = [threading.Thread(target=read, args=(tenants[i % len(tenants)],)) for i in range(16)]
    threads += [threading.Thread(target=write, args=(tenants[i],)) for i in range(len(tenants))]
    most = 0.0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, measure.resident_mb(server.process.pid))
        time.sleep(0.2)
    if wrong:
        raise machine.Broken(f"{len(wrong)} wrong answers: {wrong[0]}")
    return most


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--orders", type=int, default=1_000_000)
    options.add_argument("--tenants", type=int, default=200)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=20)
    args = options.parse_args()
    folder, tenants, _ = data.sqlite(args.orders, args.tenants)
    starts, idle = [], []
    for _ in range(args.rounds + 1):
        server = Server(measure.KONTOR, folder, {"KONTOR_DATA_DIR": str(folder)})
        starts.append(server.start(60))
        idle.append(measure.resident_mb(server.process.pid))
        print(f"  start {starts[-1]:.3f} s, {idle[-1]:.0f} MB", flush=True)
        if len(starts) <= args.rounds:
            server.stop()
    under_load = load(server, tenants, args.seconds)
    server.stop()
    result = measure.Result("start", f"SQLite with {args.orders:,} orders of {args.tenants} tenants. "
                            "Start: from the process until /readyz, which asks the database, "
                            "answers; the database is in the system's file cache. Load: 16 readers "
                            f"of lists and counts and 4 writers for {args.seconds} s.")
    result.table(["figure", "median (least-most)"], [
        ["start to first answer, s", measure.spread(starts[1:])],
        ["resident when idle, MB", measure.spread(idle[1:])],
        ["most resident under load, MB", f"{under_load:.0f}"]])
    result.verdict("start to first answer", measure.median(starts[1:]), 0.3, " s")
    result.verdict("memory when idle", measure.median(idle[1:]), 60, " MB")
    result.verdict("memory under load", under_load, 200, " MB")
    result.data = {"start_s": starts, "idle_mb": idle, "load_mb": under_load}
    result.write()


if __name__ == "__main__":
    main()
