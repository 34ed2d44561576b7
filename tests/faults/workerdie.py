"""The program is killed while its workers hand over mails: before the call, after it, after the
answer. Afterwards each mail has arrived, and what arrived twice bears the same Message-ID."""
import random
import threading
import time

from kit.desk import Writers
from kit.ledger import doubled, lost
from kit.machine import Broken
from kit.report import expect_bite, expect_clean
from kit.smtp import SmtpPeer

ENGINES = ("SQLite", "PostgreSQL")
STAGES = ("before", "after", "replied")


def mail_settings(peer):
    return {"KONTOR_SMTP_URL": f"smtp://127.0.0.1:{peer.port}", "KONTOR_SMTP_TLS": "none",
            "KONTOR_SMTP_FROM": "Nordwerk <orders@nordwerk.example>"}


class Killer:
    """Waits for a stage of some mail, then kills the server."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.server = None
        self.armed = threading.Event()
        self.fallen = threading.Event()
        self.lock = threading.Lock()
        self.stage = None
        self.kills = {stage: 0 for stage in STAGES}

    def arm(self):
        self.fallen.clear()
        self.stage = self.chance.choice(STAGES)
        self.patience = self.chance.randint(1, 8)
        self.armed.set()

    def disarm(self):
        """Nobody is killed from here on."""
        with self.lock:
            self.armed.clear()

    def watch(self, stage):
        with self.lock:
            if not self.armed.is_set() or stage != self.stage:
                return
            self.patience -= 1
            if self.patience > 0:
                return
            self.armed.clear()
            if stage == "replied":
                # Some of these kills come before the result was written, some after it.
                time.sleep(self.chance.uniform(0, 0.03))
            self.server.process.kill()
            self.kills[stage] += 1
            self.fallen.set()


def run_mails(desk, run, mails, teeth=(), enough=None):
    killer = Killer(run.seed)
    peer = SmtpPeer(killer.watch)
    server = desk.server(teeth, **mail_settings(peer))
    killer.server = server
    server.start()
    writers = Writers(desk, [server.port], 2, run.seed, mailed=True).start()
    began = time.monotonic()

    def started_again():
        writers.gate.clear()
        server.kill()
        server.start()
        writers.gate.set()

    while len(peer.times_seen()) < mails:
        if time.monotonic() - began > 60 + mails:
            raise Broken(f"only {len(peer.times_seen())} of {mails} mails arrived")
        killer.arm()
        if killer.fallen.wait(5):
            started_again()
            killer.fallen.clear()
            if enough and writers.paused(lambda: enough(desk)):
                break
    killer.disarm()
    if killer.fallen.is_set():
        started_again()
    writers.stop()
    return peer, server, writers, killer


def good(run, engine):
    desk = run.bases.fresh(engine)
    try:
        peer, server, writers, killer = run_mails(desk, run, 1000 if run.long_run else 60)
        rest_s = desk.comes_to_rest(60)
        server.stop()
        seen = peer.times_seen()
        desk.ledger.mails(seen)
        expect_clean(desk.findings(idle=True), writers.odd, server.faults())
        if sum(killer.kills.values()) < 3:
            raise Broken(f"too few kills: {killer.kills}")
        return {"mails": len(seen), **{f"kills {key}": n for key, n in killer.kills.items()},
                "lost": 0, "acted upon twice": 0,
                "arrived twice with the same Message-ID": sum(n - 1 for n in seen.values()),
                "all done after": f"{rest_s:.1f} s"}
    finally:
        desk.close()


def bad_enqueue(run, engine):
    desk = run.bases.fresh(engine)
    missing = lambda: [one for one in desk.findings() if "left no job" in one]
    try:
        run_mails(desk, run, 200, ("enqueue_after_commit",), lambda _: missing())
        return {"events without their job": expect_bite(missing(), "a lost job")}
    finally:
        desk.close()


def bad_key(run, engine):
    desk = run.bases.fresh(engine)
    try:
        peer, server, _, _ = run_mails(desk, run, 40, ("new_message_id",))
        desk.comes_to_rest(60)
        server.stop()
        desk.ledger.mails(peer.times_seen())
        findings = desk.findings()
        return {"mails that nobody wrote": expect_bite(doubled(findings), "a doubled mail"),
                "mails that never arrived under their id": len(lost(findings))}
    finally:
        desk.close()


def cases(run):
    # On PostgreSQL a dead program's jobs come back when their lease ends: half a minute of waiting.
    possible = ENGINES if run.long_run or run.only else ENGINES[:1]
    for engine in run.engines(possible):
        yield f"worker dies, {engine}, teeth: enqueue after commit", (
            lambda: bad_enqueue(run, engine))
        yield f"worker dies, {engine}, teeth: another Message-ID each time", (
            lambda: bad_key(run, engine))
        yield f"worker dies, {engine}", lambda: good(run, engine)
