"""Databases with many orders: bench_generate makes a few tenants through the program's commands,
then whole tenants are copied under new ids. The rows of a copy are the same but for the tenant, so
its logs verify as well; keys and indexes all begin with the tenant."""
import json
import pathlib
import sqlite3
import time

import measure
from kit import machine

TEMPLATES = 4  # tenants that are really traded; the others are their copies


def _next_tenant(number):
    """A UUIDv7 behind all others, so that copies are appended to the indexes."""
    at_ms = int(time.time() * 1000) + number
    return (at_ms.to_bytes(6, "big") + bytes([0x70, 0, 0x80, 0]) + number.to_bytes(6, "big"))


def _code(number):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return "zz" + text


def _copy_sqlite(path, copies):
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA cache_size=-400000")
    database.execute("PRAGMA wal_autocheckpoint=20000")
    tables = {}
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
        if "tenant_id" in columns:
            tables[name] = [column for column in columns if column != "tenant_id"]
    originals = [row[0] for row in database.execute("SELECT tenant_id FROM tenants ORDER BY 1")]
    for number in range(copies):
        new, old = _next_tenant(number), originals[number % len(originals)]
        database.execute("BEGIN")
        for name, columns in tables.items():
            values = ", ".join(columns)
            if name == "tenants":
                values = values.replace("code", f"'{_code(number)}'", 1)
            database.execute(
                f"INSERT INTO {name} (tenant_id, {', '.join(columns)}) "
                f"SELECT ?, {values} FROM {name} WHERE tenant_id = ?", (new, old))
        database.execute("COMMIT")
        if number % 20 == 19:
            print(f"  {number + 1} tenants copied", flush=True)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def sqlite(orders, tenants, folder=None, quotes=False):
    """(folder with data/, tenants as bench_generate writes them, seconds it took)."""
    folder = folder or machine.new_folder()
    data = folder / "data"
    data.mkdir(exist_ok=True)
    told = folder / "tenants.json"
    templates = min(TEMPLATES, tenants)
    began = time.monotonic()
    machine.run([measure.BUILD / "bench_generate", "--database", f"sqlite:{data}/kontor.db",
                 "--orders", orders // tenants * templates, "--tenants", templates,
                 "--into", told, "--quotes", "yes" if quotes else "no"])
    _copy_sqlite(data / "kontor.db", tenants - templates)
    took = time.monotonic() - began
    return data, json.loads(pathlib.Path(told).read_text(encoding="utf-8")), took
