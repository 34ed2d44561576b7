"""PostgreSQL is restarted again and again, and answers of it are lost, while clients write."""
import random
import signal
import time

from kit.client import Client, ConnectionGone
from kit.desk import Writers
from kit.ledger import doubled, lost
from kit.machine import Broken
from kit.proxy import Proxy
from kit.report import expect_bite, expect_clean

ENGINES = ("PostgreSQL",)
EVERY_S = 5.0
BACK_S = 2.0
LONG_S = 120.0


def back_again(server, token, since):
    """Seconds from `since` until a write is answered again."""
    client = Client(server.port, token, timeout_s=10)
    while True:
        try:
            if client.call("PUT", "/orders/order_00000000000000000000000000/due",
                           {"due_on": None}).status == 404:
                client.close()
                return time.monotonic() - since
        except ConnectionGone:
            pass
        if time.monotonic() - since > 30:
            raise Broken("no write is answered 30 s after PostgreSQL came back")
        time.sleep(0.01)


def restart_often(desk, run, rounds, every_s, teeth=(), enough=None, restarts=True):
    """Restarts in all three ways, and in between an answer of PostgreSQL is lost."""
    chance = random.Random(run.seed)
    postgres = desk.bases.postgres()
    proxy = Proxy(postgres.port)
    server = desk.server(teeth, KONTOR_DATABASE_URL=postgres.dsn(desk.database, proxy.port))
    server.start()
    # Half of the clients bear no Idempotency-Key: they must not be served twice either.
    keyed = Writers(desk, [server.port], 8, run.seed, 0.05).start()
    plain = Writers(desk, [server.port], 8, run.seed + 1, keyed=False).start()
    back_s, lost_commits = [], 0
    try:
        for number in range(rounds):
            time.sleep(every_s * chance.uniform(0.8, 1.2))
            if number % 2 or not restarts:
                lost_commits += proxy.lose_commits(6, 1.0)
            else:
                postgres.stop(signal.SIGINT if chance.random() < 0.5 else signal.SIGQUIT)
                postgres.start()
            if not teeth:
                back_s.append(back_again(server, desk.token, time.monotonic()))
            if enough and keyed.paused(lambda: plain.paused(lambda: enough(desk))):
                break
        time.sleep(0.3)
    finally:
        keyed.stop()
        plain.stop()
        if not postgres.is_ready():
            postgres.start()
    server.stop()
    proxy.close()
    return back_s, lost_commits, keyed, plain, server


def good(run, engine):
    desk = run.bases.fresh(engine)
    rounds, every_s = (int(LONG_S / EVERY_S), EVERY_S) if run.long_run else (4, 0.6)
    try:
        back_s, lost_commits, keyed, plain, server = restart_often(desk, run, rounds, every_s)
        expect_clean(desk.findings(), keyed.odd + plain.odd, server.faults())
        if run.long_run and max(back_s) > BACK_S:
            raise Broken(f"the pool was back after {max(back_s):.2f} s, allowed are {BACK_S} s")
        return {"restarts": (rounds + 1) // 2, "COMMITs without an answer": lost_commits,
                "acknowledged writes": desk.ledger.writes(), "lost": 0, "doubled": 0,
                "pool back after at most": f"{max(back_s):.2f} s"}
    finally:
        desk.close()


def bad(run, engine, tooth, kind, what):
    desk = run.bases.fresh(engine)
    try:
        restarts = tooth != "blind_retry"  # only a lost COMMIT can be done again
        restart_often(desk, run, 40, 0.2, (tooth,), lambda one: kind(one.findings()), restarts)
        return {what: expect_bite(kind(desk.findings()), what)}
    finally:
        desk.close()


def cases(run):
    for engine in run.engines(ENGINES):
        yield f"PostgreSQL restarts, {engine}, teeth: answer before commit", (
            lambda: bad(run, engine, "answer_before_commit", lost, "lost writes"))
        yield f"PostgreSQL restarts, {engine}, teeth: a lost COMMIT is done again", (
            lambda: bad(run, engine, "blind_retry", doubled, "doubled carts"))
        yield f"PostgreSQL restarts, {engine}", lambda: good(run, engine)
