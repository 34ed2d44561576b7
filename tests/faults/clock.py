"""The clock jumps: eleven days, ten years, an hour back, over the ends of summer time, into a leap
day. libfaketime moves the clock of the real process; its steady clock goes on as it should."""
import glob
import time

from kit.client import Client
from kit.desk import SKUS, sign_in
from kit.machine import Broken, Skipped, wait_until
from kit.report import expect_bite, expect_clean
from kit.smtp import SmtpPeer
from workerdie import mail_settings

ENGINES = ("SQLite", "PostgreSQL")
BUYER = "k.brinkmann@brinkmann.example"
MOMENTS = {
    "start of summer time": "@2027-03-28 00:59:57", "end of summer time": "@2027-10-31 00:59:57",
    "leap day": "@2028-02-29 22:59:57", "end of the year": "@2027-12-31 22:59:57"}


class Clock:
    """What the server believes: an offset, or a moment from which on time passes."""

    def __init__(self, desk):
        found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        if not found:
            raise Skipped("libfaketime is not installed (Debian package faketime)")
        self.file = desk.logs / "time"
        self.set("+0")
        self.settings = {"LD_PRELOAD": found[0], "FAKETIME_TIMESTAMP_FILE": str(self.file),
                         "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC"}

    def set(self, text):
        new = self.file.with_suffix(".new")
        new.write_text(text + "\n")
        new.rename(self.file)


class Story:
    def __init__(self, desk, teeth=()):
        self.desk = desk
        self.clock = Clock(desk)
        self.peer = SmtpPeer()
        self.server = desk.server(teeth, **mail_settings(self.peer), **self.clock.settings)
        self.server.start()
        self.client = Client(self.server.port)
        self.key = Client(self.server.port, desk.token)
        self.times_back = 0

    def go(self, text, back=False):
        if back:
            time.sleep(1.2)  # the program looks at the clock once a second
        self.clock.set(text)
        if back:
            self.times_back += 1
            try:
                wait_until(lambda: self.server.log.read_text("utf-8", "replace").count(
                    "jobs.clock_went_back") >= self.times_back, 6, "the jump back is noticed")
                time.sleep(0.3)
            except Broken:
                if not self.server.teeth:
                    raise Broken(f"the jump back to {text} is not noticed:\n"
                                 f"{self.server.tail()}") from None

    def expect(self, what, answer, status):
        if answer.status != status:
            raise Broken(f"{what}: expected {status}, got {answer}")
        return answer

    def link(self, path, ask):
        """Asks for a mail with a link and returns the link's secret."""
        before = self.peer.link(path)
        ask()
        wait_until(lambda: self.peer.link(path) not in (None, before), 10, f"a mail with {path}")
        return self.peer.link(path)

    def look(self, token):
        return self.client.call("GET", f"/password-resets/{token}")

    def reset(self):
        return self.link("/password/", lambda: self.expect(
            "asking for a reset",
            self.client.call("POST", "/password-resets", {"email": BUYER}), 202))

    def session_lives(self, session):
        return self.client.call("GET", "/session", headers=session).status == 200

    def work(self):
        """An order from cart to confirmed, and the mails about it arrive: the jobs go on."""
        arrived = len(self.peer.times_seen())
        order = self.expect("a cart", self.key.call(
            "POST", "/orders", {"account_id": self.desk.account, "name": ""}), 201)
        path = f"/orders/{order.body['id']}"
        for step, body in (("lines", {"sku": SKUS[0], "quantity_milli": 1000}), ("place", {}),
                           ("confirm", {})):
            self.desk.ledger.order(order)
            order = self.expect(step, self.key.call("POST", f"{path}/{step}", body,
                                                    order.version), 200)
        self.desk.ledger.order(order, "order.confirmed")
        events = self.key.call("GET", f"{path}/events").body["items"]
        if [event["seq"] for event in events] != list(range(1, len(events) + 1)):
            raise Broken("the log of the order is not in order")
        for page in ("/start", "/orders?due=<today", "/orders?created=-7d"):
            self.expect(page, self.key.call("GET", page), 200)
        wait_until(lambda: len(self.peer.times_seen()) >= arrived + 2, 15,
                   "mails about the order arrive")

    def end(self):
        self.client.close()
        self.key.close()
        self.server.stop()
        self.peer.close()


def good(run, engine):
    desk = run.bases.fresh(engine)
    try:
        story = Story(desk)
        cart = story.expect("a cart", story.key.call(
            "POST", "/orders", {"account_id": desk.account, "name": "left alone"}), 201)
        session = sign_in(story.client)
        reset = story.reset()
        story.go("+29m")
        story.expect("a link of 29 minutes", story.look(reset), 200)
        story.go("+31m")
        story.expect("a link of 31 minutes", story.look(reset), 410)
        story.go("+0", back=True)
        story.expect("a dead link after the clock went back", story.look(reset), 410)
        invited = story.link("/password/", lambda: story.expect("an invitation", story.key.call(
            "POST", f"/accounts/{desk.account}/memberships",
            {"email": "neu@brinkmann.example", "name": "Nora Neu", "role": "buyer"}), 201))
        story.go("+9975m")  # 6 days, 22 hours and 15 minutes
        story.expect("an invitation before seven days", story.look(invited), 200)
        story.go("+10140m")  # 7 days and an hour
        story.expect("an invitation after seven days", story.look(invited), 410)
        if story.session_lives(session):
            raise Broken("a session that nobody used for seven days still lives")
        story.go("+11d")
        story.work()
        story.go("+0", back=True)
        story.work()
        for name, token in (("reset", reset), ("invitation", invited)):
            story.expect(f"a dead {name} after the clock went back", story.look(token), 410)
        if story.session_lives(session):
            raise Broken("a dead session lives again after the clock went back")
        story.go("-1h", back=True)
        story.work()
        story.go("+10y")
        story.work()
        late = sign_in(story.client)
        story.go("+0", back=True)
        story.work()
        story.go("+31d")
        if story.session_lives(late):
            raise Broken("a session of the wrong future outlives its thirty days")
        for moment in MOMENTS.values():
            story.go(moment)
            story.work()
            time.sleep(2.2 if run.long_run else 0)
            story.work()
        story.expect("the cart after all that",
                     story.key.call("GET", f"/orders/{cart.body['id']}"), 200)
        story.go("+0", back=True)
        desk.comes_to_rest(60)
        story.end()
        desk.ledger.mails(story.peer.times_seen())
        expect_clean(desk.findings(), (), story.server.faults())
        return {"jumps": 10 + len(MOMENTS), "tokens revived": 0, "carts expired": 0,
                "jobs that stood still": 0, "lost": 0}
    finally:
        desk.close()


def bad(run, engine):
    desk = run.bases.fresh(engine)
    try:
        story = Story(desk, ("trust_clock",))
        reset = story.reset()
        story.go("+31m")
        story.expect("a link of 31 minutes", story.look(reset), 410)
        story.go("+0", back=True)
        revived = [reset] if story.look(reset).status == 200 else []
        return {"links that live again": expect_bite(revived, "a revived link")}
    finally:
        desk.close()


def cases(run):
    possible = ENGINES if run.long_run or run.only else ENGINES[:1]
    for engine in run.engines(possible):
        yield f"clock, {engine}, teeth: the clock is trusted", lambda: bad(run, engine)
        yield f"clock, {engine}", lambda: good(run, engine)
