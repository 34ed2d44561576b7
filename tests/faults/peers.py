"""The mail server is down, slow, refuses, does its work without an answer, breaks off, or shows a
certificate that nobody trusts. Meanwhile the desk works, afterwards each mail arrives once."""
import random
import time

from kit.client import Client
from kit.desk import SKUS, sign_in
from kit.ledger import doubled
from kit.machine import Broken, run as command
from kit.report import expect_bite, expect_clean, percentile
from kit.smtp import SmtpPeer

ENGINES = ("SQLite", "PostgreSQL")
MODES = ("down", "slow", "refuses", "busy", "reply-lost", "truncated", "drops", "bad-tls")
DRAINED_S = 60
UI_S = 0.3


def certificate(folder):
    """One that nobody trusts."""
    command(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", folder / "key.pem",
             "-out", folder / "cert.pem"])
    return folder / "cert.pem", folder / "key.pem"


class Desk:
    """One who works at the desk: reads and writes, and looks at the watch."""

    def __init__(self, desk, server, seed):
        self.desk = desk
        self.client = Client(server.port, desk.token)
        self.chance = random.Random(seed)

    def ask(self, took, method, path, body=None, version=None):
        began = time.monotonic()
        answer = self.client.call(method, path, body, version)
        took.append(time.monotonic() - began)
        if answer.status not in (200, 201):
            raise Broken(f"{method} {path}: {answer}")
        return answer

    def one_order(self, took):
        order = self.ask(took, "POST", "/orders", {"account_id": self.desk.account, "name": ""})
        path = f"/orders/{order.body['id']}"
        line = {"sku": self.chance.choice(SKUS), "quantity_milli": 1000}
        for step, body, event in (("lines", line, None), ("place", {}, "order.placed"),
                                  ("confirm", {}, "order.confirmed")):
            order = self.ask(took, "POST", f"{path}/{step}", body, order.version)
            self.desk.ledger.order(order, event)
            for page in (path, f"{path}/events", "/orders?limit=20", "/start"):
                self.ask(took, "GET", page)

    def work(self, seconds, pace_s):
        """Returns how long each request took."""
        took, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            self.one_order(took)
            time.sleep(pace_s)
        return took

    def retry_failed(self):
        """By hand, as the outbox offers it, page by page; returns how many."""
        own = Client(self.client.port)
        session = sign_in(own)
        count = 0
        while True:
            answer = own.call("GET", "/outbox?state=failed&limit=200", headers=session)
            if answer.status != 200:
                raise Broken(f"the outbox: {answer}")
            failed = answer.body["items"]
            if not failed:
                own.close()
                return count
            count += len(failed)
            for mail in failed:
                answer = own.call("POST", f"/outbox/{mail['id']}/retry", headers=session)
                if answer.status not in (200, 202, 204):
                    raise Broken(f"retry of a failed mail: {answer}")


def settings(peer, timeout_ms):
    return {"KONTOR_SMTP_URL": f"smtp://127.0.0.1:{peer.port}", "KONTOR_SMTP_TLS": "none",
            "KONTOR_SMTP_TIMEOUT_MS": str(timeout_ms),
            "KONTOR_SMTP_FROM": "Nordwerk <orders@nordwerk.example>"}


def good(run, engine, modes, seconds, slow_s):
    desk = run.bases.fresh(engine)
    try:
        peer = SmtpPeer(slow_s=slow_s, tls=certificate(desk.logs))
        chosen = settings(peer, 1000 * slow_s)
        server = desk.server(**chosen)
        server.start()
        someone = Desk(desk, server, run.seed)
        calm, took, before = someone.work(1.0, 0), [], 0
        if "bad-tls" in modes:
            desk.comes_to_rest(DRAINED_S)
            before = len(peer.times_seen())
            someone.client.close()
            server.stop()
            server.settings["KONTOR_SMTP_TLS"] = "starttls"
            server.start()
        for mode in modes:
            peer.set(mode)
            took += someone.work(seconds, 0.1)
        if "bad-tls" in modes and len(peer.times_seen()) > before:
            raise Broken("a mail was handed to a server with a certificate that nobody trusts")
        if "bad-tls" in modes:
            someone.client.close()
            server.stop()
            server.settings["KONTOR_SMTP_TLS"] = "none"
            server.start()
        peer.set("good")
        by_hand = someone.retry_failed()
        rest_s = desk.comes_to_rest(DRAINED_S)
        by_hand += someone.retry_failed()
        desk.comes_to_rest(DRAINED_S)
        someone.client.close()
        server.stop()
        peer.close()
        seen = peer.times_seen()
        desk.ledger.mails(seen)
        expect_clean(desk.findings(idle=True), (), server.faults())
        slow = percentile(took, 0.99)
        allowed = max(UI_S, 3 * percentile(calm, 0.99))
        if run.long_run and slow > allowed:
            raise Broken(f"the desk waits: p99 {1000 * slow:.0f} ms while the peer is away, "
                         f"allowed are {1000 * allowed:.0f} ms")
        figures = {"requests meanwhile": len(took), "their p99": f"{1000 * slow:.0f} ms"}
        figures["p99 with a good peer"] = f"{1000 * percentile(calm, 0.99):.0f} ms"
        return {**figures, "mails": len(seen), "lost": 0, "doubled": 0,
                "arrived again with the same Message-ID": sum(n - 1 for n in seen.values()),
                "sent again by hand": by_hand, "all done after": f"{rest_s:.1f} s"}
    finally:
        desk.close()


def bad(run, engine):
    desk = run.bases.fresh(engine)
    try:
        peer = SmtpPeer()
        server = desk.server(("new_message_id",), **settings(peer, 5000))
        server.start()
        someone = Desk(desk, server, run.seed)
        peer.set("reply-lost")
        someone.work(0.5, 0)
        peer.set("good")
        desk.comes_to_rest(DRAINED_S)
        server.stop()
        desk.ledger.mails(peer.times_seen())
        return {"mails that count twice": expect_bite(doubled(desk.findings()), "a doubled mail")}
    finally:
        desk.close()


def cases(run):
    possible = ENGINES if run.long_run or run.only else ENGINES[:1]
    for engine in run.engines(possible):
        yield f"peers, {engine}, teeth: another Message-ID each time", lambda: bad(run, engine)
        if not run.long_run:
            modes = ("down", "truncated", "busy", "refuses", "drops", "reply-lost")
            yield f"peers, {engine}: {', '.join(modes)}", (
                lambda: good(run, engine, modes, 0.4, 3))
            continue
        for mode in MODES:
            yield f"peers, {engine}: {mode} for 20 s", (
                lambda: good(run, engine, (mode,), 20, 30))
