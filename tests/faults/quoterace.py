"""One quote and several people at the same moment: the recipient accepts or rejects by his link,
the seller withdraws or sends again. Two programs on PostgreSQL, one with threads on SQLite."""
import random
from urllib.parse import urlsplit

from kit.client import Client
from kit.desk import ENGINES, SKUS
from kit.machine import Broken
from kit.races import run_lanes, summed
from kit.report import expect_bite, expect_clean

LANES = 4
WANTED, SHORT, TEETH = 20_000, 200, 80
LONG_S = 1500
HANDS = ("accept", "reject", "withdraw", "send")
FORMS = {"accept": "name=Race&role=Chef&terms=yes", "reject": "why=price"}
BODIES = {"withdraw": '{"reason": ""}', "send": "{}"}
SAYS = {"accept": "ist angenommen", "reject": "wurde abgelehnt", "withdraw": "wurde zurückgezogen",
        "send": "neueren Link"}


class Racer:
    """Makes one quote after the other and lets two to four hands fall on each."""

    def __init__(self, desk, ports, seed):
        self.desk = desk
        self.chance = random.Random(seed)
        self.maker = Client(ports[0], desk.token)
        self.hands = [Client(ports[i % len(ports)]) for i in range(len(HANDS))]
        self.races = 0
        self.wrong = []
        self.won = {}
        self.told = {}

    def ask(self, method, path, body=None, version=None):
        answer = self.maker.call(method, path, body, version)
        if answer.status not in (200, 201):
            raise Broken(f"{method} {path}: {answer}")
        return answer

    def quote(self):
        """Path of the quote, its version, and the path of its page."""
        cart = self.ask("POST", "/orders", {
            "account_id": self.desk.account, "name": "race",
            "lines": [{"sku": self.chance.choice(SKUS), "quantity_milli": 1000}]})
        quotes = f"/orders/{cart.body['id']}/quotes"
        made = self.ask("POST", quotes, {"recipient_email": "race@faults.example"}, cart.version)
        path = f"{quotes}/{made.body['items'][0]['id']}"
        link = self.ask("GET", f"{path}/link").body["url"]
        return path, made.version, urlsplit(link).path

    def request(self, hand, path, version, page):
        if hand in FORMS:
            lines = [f"POST {page}/{hand} HTTP/1.1",
                     "Content-Type: application/x-www-form-urlencoded"]
            body = FORMS[hand]
        else:
            lines = [f"POST /api/v1{path}/{hand} HTTP/1.1", f'If-Match: "{version}"',
                     f"Authorization: Bearer {self.desk.token}", "Content-Type: application/json"]
            body = BODIES[hand]
        lines += ["Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def race(self):
        path, version, page = self.quote()
        hands = self.chance.sample(HANDS, self.chance.randint(2, len(HANDS)))
        clients = self.chance.sample(self.hands, len(hands))
        for client, hand in zip(clients, hands):
            client.send_bytes(self.request(hand, path, version, page))
        answers = [client.receive() for client in clients]
        self.races += 1
        winners = [hand for hand, answer in zip(hands, answers) if answer.status in (200, 303)]
        if len(winners) != 1:
            self.wrong.append(f"{' and '.join(winners) or 'nobody'} won of {hands}")
            return
        self.won[winners[0]] = self.won.get(winners[0], 0) + 1
        for hand, answer in zip(hands, answers):
            if hand != winners[0]:
                self.look_at_loser(hand, answer, winners[0])

    def look_at_loser(self, hand, answer, winner):
        """The page tells him what happened, the API who and when, or which version is now."""
        self.told[answer.status] = self.told.get(answer.status, 0) + 1
        if hand in FORMS:
            good = answer.status == 410 and SAYS[winner] in answer.text
        else:
            params = answer.body.get("params", {})
            good = (answer.status == 412 and "current_version" in params) or (
                answer.status == 409 and params.get("cause") and params.get("at_ms"))
        if not good:
            self.wrong.append(f"{winner} won, {hand} got {answer}")

    def work(self, until):
        try:
            while not until(self):
                self.race()
        except Exception as error:
            self.wrong.append(repr(error))
        for client in (self.maker, *self.hands):
            client.close()


def run_races(desk, run, teeth, wanted, seconds):
    nodes = 2 if desk.engine == "PostgreSQL" else 1
    servers = [desk.server(teeth, KONTOR_WORKERS="2", KONTOR_LIMITS_REQUESTS_PER_MINUTE="0",
                           KONTOR_LIMITS_REQUESTS_PER_MINUTE_PER_ADDRESS="0")
               for _ in range(nodes)]
    racers, took = run_lanes(
        servers, lambda ports, lane: Racer(desk, ports, f"{run.seed}/{lane}"), LANES, wanted,
        seconds)
    return racers, servers, took


def good(run, engine):
    desk = run.bases.fresh(engine)
    try:
        wanted = WANTED if run.long_run else SHORT
        racers, servers, took = run_races(desk, run, (), wanted, LONG_S if run.long_run else 45)
        expect_clean(desk.findings(), [text for racer in racers for text in racer.wrong],
                     [fault for server in servers for fault in server.faults()])
        races = sum(racer.races for racer in racers)
        if races < SHORT / 4:
            raise Broken(f"only {races} races in {took:.0f} s")
        won = summed(racer.won for racer in racers)
        told = summed(racer.told for racer in racers)
        return {"races": races, "exactly one winner in": sum(won.values()),
                "seconds": round(took),
                **{f"won by {hand}": won.get(hand, 0) for hand in HANDS},
                **{f"losers told {status}": told[status] for status in sorted(told)}}
    finally:
        desk.close()


def bad(run, engine):
    desk = run.bases.fresh(engine)
    try:
        racers, _, _ = run_races(desk, run, ("links_live_on",), TEETH, 30)
        return {"races without exactly one winner": expect_bite(
            [text for racer in racers for text in racer.wrong], "two winners")}
    finally:
        desk.close()


def cases(run):
    for engine in run.engines(ENGINES):
        yield f"races for a quote, {engine}, teeth: links live on", lambda: bad(run, engine)
        yield f"races for a quote, {engine}", lambda: good(run, engine)
