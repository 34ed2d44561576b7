"""./dev bench quotes: the overview of quotes with 10,000 and 1,000,000 quotes of one merchant, and
what the public page of a quote costs."""
import argparse
import os
import sqlite3
import time
import urllib.parse

import data
import measure
from kit import machine
from kit.client import Client
from kit.server import Server

QUESTIONS = (("all", "/quotes?limit=50"), ("sent", "/quotes?state=sent&limit=50"),
             ("accepted", "/quotes?state=accepted&limit=50"),
             ("rejected", "/quotes?state=rejected&limit=50"),
             ("that end soon", "/quotes?due_within_days=3&limit=50"),
             ("counts", "/quotes/counts"))
SKUS = ("40-2260", "40-3107", "31-0640", "18-4412", "90-0020")


def multiply(path, wanted):
    """Copies the quotes of the traded tenant under new ids, numbers and orders. Their logs are not
    copied: the overview does not read them."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA cache_size=-400000")
    columns = [row[1] for row in database.execute("PRAGMA table_info(quote)")]
    made = database.execute("SELECT count(*) FROM quote").fetchone()[0]
    counter = iter(range(1, 10 ** 9))
    base_ms = database.execute("SELECT min(created_at_ms) FROM quote").fetchone()[0]

    def new_id():
        return ((base_ms + next(counter) * 60).to_bytes(6, "big") + bytes([0x70]) +
                os.urandom(9))

    database.create_function("new_id", 0, new_id)
    fresh = {"id": "new_id()", "order_id": "new_id()", "number": "number || '-' || n"}
    values = ", ".join(fresh.get(column, column) for column in columns)
    database.execute("BEGIN")
    database.execute(
        "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ?) "
        f"INSERT INTO quote ({', '.join(columns)}) SELECT {values} FROM quote, copies LIMIT ?",
        (wanted // made + 1, wanted - made))
    database.execute("COMMIT")
    count = database.execute("SELECT count(*) FROM quote").fetchone()[0]
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return count


def ask_all(server, tenant, seconds):
    """{name: [milliseconds]} of one reader of the team."""
    client = Client(server.port, tenant["token"])
    taken, until, warm = {}, time.monotonic() + seconds, False
    while time.monotonic() < until or not warm:
        for name, path in QUESTIONS:
            began = time.perf_counter()
            answer = client.call("GET", path)
            took_ms = (time.perf_counter() - began) * 1000
            if answer.status != 200:
                raise machine.Broken(f"{path}: {answer}")
            if warm:
                taken.setdefault(name, []).append(took_ms)
        warm = True
    return taken


def public_page(server, tenant, count=3000):
    """(milliseconds of the server's processor, bytes) per reading of a quote with five lines."""
    client = Client(server.port, tenant["token"])
    cart = client.call("POST", "/orders", {
        "account_id": tenant["accounts"][0],
        "lines": [{"sku": sku, "quantity_milli": 2000} for sku in SKUS]})
    quotes = f"/orders/{cart.body['id']}/quotes"
    made = client.call("POST", quotes, {"recipient_email": "b@bench.example"}, cart.version)
    link = client.call("GET", f"{quotes}/{made.body['items'][0]['id']}/link").body["url"]
    path = "/" + urllib.parse.urlsplit(link).path
    for _ in range(200):
        page = client.call("GET", path)
    before = measure.cpu_s(server.process.pid)
    for _ in range(count):
        page = client.call("GET", path)
    if page.status != 200:
        raise machine.Broken(f"{path}: {page}")
    return (measure.cpu_s(server.process.pid) - before) / count * 1000, len(page.bytes)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=15)
    options.add_argument("--most", type=int, default=1_000_000)
    args = options.parse_args()
    result = measure.Result("quotes", f"SQLite, one reader, {args.seconds} s per size, pages of 50. "
                            "Milliseconds from request to answer, on the loopback. All quotes are "
                            "of one merchant.")
    folder, told, _ = data.sqlite(10_000, 1, quotes=True)
    columns, page = {}, None
    for wanted in (None, args.most):
        began = time.monotonic()
        count = multiply(folder / "kontor.db", wanted) if wanted else 10_000
        print(f"{count:,} quotes after {time.monotonic() - began:.0f} s", flush=True)
        server = Server(measure.KONTOR, folder, {"KONTOR_DATA_DIR": str(folder)})
        server.start(60)
        columns[count] = ask_all(server, told[0], args.seconds)
        page = page or public_page(server, told[0])
        server.stop()
    machine.remove_folder(folder.parent)
    sizes = list(columns)
    result.table(["p50 / p99 in ms", *(f"{size:,}" for size in sizes)], [
        [name, *(f"{measure.median(columns[size][name]):.2f} / "
                 f"{measure.percentile(columns[size][name], 0.99):.2f}" for size in sizes)]
        for name in columns[sizes[0]]])
    p99 = [measure.percentile(sum(columns[size].values(), []), 0.99) for size in sizes]
    result.verdict(f"p99 of all with {sizes[-1]:,} of that with {sizes[0]:,}", p99[-1] / p99[0],
                   1.5, "x")
    result.verdict("processor time of the public page of a quote, five lines", page[0], 3, " ms")
    result.verdict("bytes of that page, with its style and without script", page[1], 30_000)
    result.data = {"page_cpu_ms": page[0], "page_bytes": page[1],
                   "p50_p99_ms": {size: {name: [measure.median(values),
                                                measure.percentile(values, 0.99)]
                                         for name, values in asked.items()}
                                  for size, asked in columns.items()}}
    result.write()


if __name__ == "__main__":
    main()
