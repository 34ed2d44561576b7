"""Two programs on one PostgreSQL: two people do contrary things at the same moment."""
import random

from kit.client import Client
from kit.desk import SKUS
from kit.machine import Broken
from kit.races import run_lanes, summed
from kit.report import expect_bite, expect_clean

ENGINES = ("PostgreSQL",)
LANES = 4
LONG_S = 2700


class Racer:
    """Fires two requests at two nodes without waiting in between and reads both answers."""

    def __init__(self, desk, ports, seed):
        self.desk = desk
        self.nodes = [Client(port, desk.token) for port in ports]
        self.chance = random.Random(seed)
        self.races = 0
        self.both_won = []
        self.wrong = []
        self.reasons = {}

    def ask(self, method, path, body=None, version=None):
        answer = self.chance.choice(self.nodes).call(method, path, body, version)
        if answer.status not in (200, 201):
            raise Broken(f"{method} {path}: {answer}")
        self.desk.ledger.order(answer)
        return answer

    def race(self, order, first, second):
        """Returns the answer of the winner."""
        path = f"/orders/{order.body['id']}"
        sides = [(self.nodes[0], *first), (self.nodes[1], *second)]
        self.chance.shuffle(sides)
        for node, method, step, body in sides:
            node.send(method, path + step, body, order.version)
        answers = [node.receive() for node, *_ in sides]
        self.races += 1
        won = [answer for answer in answers if answer.status == 200]
        name = f"{first[1]}{first[2] or ' edit'} against {second[1]}{second[2] or ' edit'}"
        if len(won) != 1:
            self.both_won.append(f"{name}: {' and '.join(map(str, answers))}")
            newest = max(won, key=lambda answer: answer.version, default=None)
            return newest or self.fresh(order)
        self.desk.ledger.order(won[0])
        loser = answers[0] if answers[1] is won[0] else answers[1]
        self.look_at_loser(name, loser, won[0])
        return won[0]

    def fresh(self, order):
        return self.nodes[0].call("GET", f"/orders/{order.body['id']}")

    def look_at_loser(self, name, loser, winner):
        """He is told what happened: the version that is now, and by whom."""
        problem = loser.body
        reason = f"{loser.status} {problem.get('code')}"
        self.reasons[reason] = self.reasons.get(reason, 0) + 1
        told = (loser.status == 412 and problem["params"]["current_version"] == winner.version and
                problem["changes"] and problem["changes"][0]["by"]) or (
                    loser.status == 409 and problem["code"] in ("wrong_state", "cart_locked"))
        if not told:
            self.wrong.append(f"{name}: the loser got {loser}")

    def one_order(self):
        """The life of one order, with a race at every step."""
        order = self.ask("POST", "/orders", {"account_id": self.desk.account, "name": "race"})
        path = f"/orders/{order.body['id']}"
        order = self.ask("POST", f"{path}/lines",
                         {"sku": self.chance.choice(SKUS), "quantity_milli": 1000}, order.version)
        edit = lambda: ("PATCH", "", {"own_reference": f"{self.chance.getrandbits(48):x}"})
        end = {"reason_code": "other", "message": ""}
        place, confirm = ("POST", "/place", {}), ("POST", "/confirm", {})
        decline, cancel = ("POST", "/decline", end), ("POST", "/cancel", end)
        reopen = ("POST", "/reopen", {"reason": "again"})
        order = self.race(order, edit(), edit())
        order = self.race(order, place, edit())
        if order.body["state"] == "cart":
            order = self.race(order, place, place)
        order = self.race(order, confirm, decline)
        if order.body["state"] == "declined":
            order = self.race(order, reopen, reopen)
            order = self.race(order, decline, edit())
            if order.body["state"] == "declined":
                return
            order = self.race(order, confirm, cancel)
        if order.body["state"] == "confirmed":
            self.race(order, cancel, cancel)

    def work(self, until):
        try:
            while not until(self):
                self.one_order()
        except Exception as error:
            self.wrong.append(repr(error))
        for node in self.nodes:
            node.close()


def run_races(desk, run, teeth, wanted, seconds):
    servers = [desk.server(teeth, KONTOR_WORKERS="1") for _ in range(2)]
    racers, took = run_lanes(
        servers, lambda ports, lane: Racer(desk, ports, f"{run.seed}/{lane}"), LANES, wanted,
        seconds)
    return racers, servers, took


def good(run, engine):
    desk = run.bases.fresh(engine)
    try:
        wanted = 100_000 if run.long_run else 300
        racers, servers, took = run_races(desk, run, (), wanted, LONG_S if run.long_run else 30)
        both = [text for racer in racers for text in racer.both_won]
        wrong = [text for racer in racers for text in racer.wrong]
        expect_clean(desk.findings(), both + wrong,
                     servers[0].faults() + servers[1].faults())
        reasons = summed(racer.reasons for racer in racers)
        races = sum(racer.races for racer in racers)
        if races < min(wanted, 100):
            raise Broken(f"only {races} races in {took:.0f} s")
        figures = {"races": races, "exactly one winner in": races}
        if races < wanted:
            figures["of the wanted"] = f"{wanted}, bounded to {LONG_S} s"
        return {**figures, **{f"losers told {key}": reasons[key] for key in sorted(reasons)}}
    finally:
        desk.close()


def bad(run, engine):
    desk = run.bases.fresh(engine)
    try:
        racers, _, _ = run_races(desk, run, ("ignore_version",), 60, 20)
        return {"races without exactly one winner": expect_bite(
            [text for racer in racers for text in racer.both_won], "two winners")}
    finally:
        desk.close()


def cases(run):
    for engine in run.engines(ENGINES):
        yield f"two nodes, {engine}, teeth: versions are not compared", lambda: bad(run, engine)
        yield f"two nodes, {engine}", lambda: good(run, engine)
