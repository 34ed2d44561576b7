"""kill -9 of the server while 16 clients write."""
import os
import random
import time

from kit.desk import Writers
from kit.ledger import doubled, lost
from kit.machine import Broken
from kit.report import expect_bite, expect_clean, percentile

ENGINES = ("SQLite", "PostgreSQL")
READY_S = 2.0


def kill_often(desk, run, kills, teeth=(), leaving=0.05, enough=None):
    """Kills and restarts; `enough(desk)` may end it early. Returns what was seen."""
    chance = random.Random(run.seed)
    server = desk.server(teeth)
    server.start()
    writers = Writers(desk, [server.port], 16, run.seed, leaving).start()
    ready_s = []
    for number in range(kills):
        time.sleep(chance.uniform(0.15, 0.5))
        writers.gate.clear()
        server.kill()
        ready_s.append(server.start())
        writers.gate.set()
        if enough and writers.paused(lambda: enough(desk)):
            break
    time.sleep(0.3)
    writers.stop()
    server.stop()
    return ready_s, writers, server


def good(run, engine):
    desk = run.bases.fresh(engine)
    try:
        ready_s, writers, server = kill_often(desk, run, 200 if run.long_run else 4)
        expect_clean(desk.findings(), writers.odd, server.faults())
        # A short run shares the machine with other tests.
        if run.long_run and max(ready_s) > READY_S:
            slow = [f"{one:.2f}" for one in sorted(ready_s) if one > READY_S]
            raise Broken(f"ready again after {', '.join(slow)} s in {len(slow)} of "
                         f"{len(ready_s)} kills (load {os.getloadavg()[0]:.0f} on "
                         f"{os.cpu_count()} cores), allowed are {READY_S} s")
        return {"kills": len(ready_s), "acknowledged writes": desk.ledger.writes(), "lost": 0,
                "torn": 0, "doubled": 0, "ready again after": f"{percentile(ready_s, 0.5):.2f} s",
                "at most": f"{max(ready_s):.2f} s"}
    finally:
        desk.close()


def bad(run, engine, tooth, kind, what):
    desk = run.bases.fresh(engine)
    try:
        enough = lambda one: bool(kind(one.findings()))
        kill_often(desk, run, 12, (tooth,), 0.2, enough)
        return {what: expect_bite(kind(desk.findings()), what)}
    finally:
        desk.close()


def cases(run):
    for engine in run.engines(ENGINES):
        # In short runs one engine shows the teeth; what they break stands above both.
        if run.long_run or run.only or engine == ENGINES[0]:
            yield f"kill, {engine}, teeth: answer before commit", (
                lambda: bad(run, engine, "answer_before_commit", lost, "lost writes"))
            yield f"kill, {engine}, teeth: no idempotency key", (
                lambda: bad(run, engine, "ignore_idempotency_key", doubled, "doubled carts"))
        yield f"kill, {engine}", lambda: good(run, engine)
