"""./dev bench list: the inbox, every view and the search at 10 k, 100 k and 1 M orders."""
import argparse
import time
import urllib.parse

import data
import measure
from kit import machine
from kit.client import Client
from kit.server import Server

# "mine" is asked as what it stands for, because an API key has no orders of its own.
VIEWS = ("inbox", "waiting_customer", "awaiting_response", "in_progress", "confirmed", "overdue",
         "unpaid", "carts", "all")


def questions(tenant):
    """(name, path) of what is asked of one tenant."""
    asked = [(f"view {view}", f"/orders?view={view}&limit=50") for view in VIEWS]
    asked.append(("view mine", f"/orders?assignee={tenant['user']}&has=open&sort=waiting&limit=50"))
    asked.append(("counts of the views", "/views/counts"))
    for order in tenant["orders"][:5]:
        name = urllib.parse.quote(order["customer"].rsplit(" ", 1)[0])
        asked.append(("search a customer", f"/orders?q={name}&limit=50"))
        asked.append(("search a number", f"/orders?q={order['number']}&limit=50"))
    return asked


def ask_all(server, tenants, seconds):
    """{name: [milliseconds]} of one reader after the other: what one person waits."""
    taken = {}
    clients = [Client(server.port, tenant["token"]) for tenant in tenants]
    until = time.monotonic() + seconds
    warm = False
    while time.monotonic() < until or not warm:
        for client, tenant in zip(clients, tenants):
            for name, path in questions(tenant):
                began = time.perf_counter()
                answer = client.call("GET", path)
                took_ms = (time.perf_counter() - began) * 1000
                if answer.status != 200:
                    raise machine.Broken(f"{path}: {answer}")
                if warm:
                    taken.setdefault(name, []).append(took_ms)
        warm = True
    return taken


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--sizes", default="10000:10,100000:100,1000000:200")
    args = options.parse_args()
    sizes = [tuple(map(int, size.split(":"))) for size in args.sizes.split(",")]
    result = measure.Result("list", f"SQLite, one reader, {args.seconds} s per size after one "
                            "warm round over all tenants that were really traded (4), pages of "
                            "50. Milliseconds from request to answer, on the loopback.")
    columns, made, cpu = {}, [], {}
    for orders, tenants in sizes:
        folder, told, took = data.sqlite(orders, tenants)
        file_gb = (folder / "kontor.db").stat().st_size / 1e9
        made.append((f"{orders:,}", tenants, f"{took:.0f} s", f"{file_gb:.2f} GB"))
        server = Server(measure.KONTOR, folder, {"KONTOR_DATA_DIR": str(folder)})
        server.start(60)
        before, began = measure.cpu_s(server.process.pid), time.monotonic()
        columns[orders] = ask_all(server, told, args.seconds)
        count = sum(len(values) for values in columns[orders].values())
        cpu[orders] = (measure.cpu_s(server.process.pid) - before) / count * 1000
        print(f"{orders} orders: {count} answers in {time.monotonic() - began:.0f} s", flush=True)
        server.stop()
        machine.remove_folder(folder.parent)
    result.text("Made by the generator:")
    result.table(["orders", "tenants", "time", "database"], made)
    names = list(columns[sizes[0][0]])
    result.table(["p50 / p99 in ms", *(f"{orders:,}" for orders, _ in sizes)], [
        [name, *(f"{measure.median(columns[orders][name]):.2f} / "
                 f"{measure.percentile(columns[orders][name], 0.99):.2f}" for orders, _ in sizes)]
        for name in names])
    result.text("CPU of the server per answer: " + ", ".join(
        f"{orders:,} orders {value:.2f} ms" for orders, value in cpu.items()))
    least, most = sizes[0][0], sizes[-1][0]
    p99 = {orders: measure.percentile(sum(columns[orders].values(), []), 0.99)
           for orders in (least, most)}
    result.verdict(f"p99 of all at {most:,} of that at {least:,}", p99[most] / p99[least], 1.5, "x")
    result.data = {"p50_p99_ms": {orders: {name: [measure.median(values),
                                                  measure.percentile(values, 0.99)]
                                           for name, values in asked.items()}
                                  for orders, asked in columns.items()}}
    result.write()


if __name__ == "__main__":
    main()
