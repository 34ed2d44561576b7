"""An installation with demo data, copied fresh for each test, and writers that load it."""
import random
import shutil
import threading
import time

from . import machine
from .client import Client, ConnectionGone
from .ledger import Ledger
from .machine import Broken, run, wait_until
from .postgres import Postgres
from .server import Server, environment, verify

ADMIN = "m.rasch@nordwerk.example"
PASSWORD = "nordwerk-demo-2026"
SKUS = ("40-2260", "40-3107", "40-2290", "40-3104", "40-2180")
ENGINES = ("SQLite", "PostgreSQL")


def sign_in(client, email=ADMIN, password=PASSWORD):
    """Headers of a session."""
    answer = client.call("POST", "/session", {"email": email, "password": password})
    if answer.status != 201:
        raise Broken(f"login: {answer}")
    return {"Cookie": answer.headers["set-cookie"].split(";")[0],
            "X-CSRF-Token": answer.body["csrf_token"]}


class Bases:
    """One prepared installation per engine; a test gets a copy of it."""

    def __init__(self, program, postgres=None):
        self.program = program
        self._made = {}
        self._postgres = postgres
        self._count = 0

    def postgres(self):
        if self._postgres is None:
            self._postgres = Postgres()
        return self._postgres

    def _prepare(self, engine):
        folder = machine.new_folder()
        data = folder / "data"
        data.mkdir()
        settings = {"KONTOR_DATA_DIR": str(data)}
        if engine == "PostgreSQL":
            settings["KONTOR_DATABASE_URL"] = self.postgres().create("base")
        run([self.program, "demo"], env=environment(settings), cwd=folder)
        server = Server(self.program, data, settings)
        server.start()
        client = Client(server.port)
        session = sign_in(client)
        key = client.call("POST", "/api-keys", {
            "name": "faults", "scopes": ["read", "orders_write", "accounts_write"]},
            headers=session)
        accounts = client.call("GET", "/accounts?q=Brinkmann", headers=session).body["items"]
        client.close()
        # The mails of the demonstration find their place, so that they disturb nobody later.
        wait_until(lambda: not verify(self.program, folder, settings, idle=True), 30,
                   "the demonstration comes to rest")
        server.stop()
        return data, key.body["token"], accounts[0]["id"]

    def fresh(self, engine, parent=None):
        if engine not in self._made:
            self._made[engine] = self._prepare(engine)
        data, token, account = self._made[engine]
        folder = machine.new_folder(parent)
        copy = folder / "data"
        shutil.copytree(data, copy)
        settings = {"KONTOR_DATA_DIR": str(copy)}
        database = None
        if engine == "PostgreSQL":
            self._count += 1
            database = f"test{self._count}"
            settings["KONTOR_DATABASE_URL"] = self.postgres().create(database, "base")
        return Desk(self, engine, folder, settings, token, account, database)


class Desk:
    def __init__(self, bases, engine, folder, settings, token, account, database):
        self.bases = bases
        self.program = bases.program
        self.engine = engine
        self.folder = folder
        self.settings = settings
        self.token = token
        self.account = account
        self.database = database
        self.ledger = Ledger()
        self.logs = machine.new_folder()  # apart: the data's disk may run full or away
        self._servers = []

    @property
    def data(self):
        return self.folder / "data"

    def server(self, teeth=(), wrapper=(), **settings):
        one = Server(self.program, self.data, {**self.settings, **settings}, teeth, wrapper,
                     self.logs)
        self._servers.append(one)
        return one

    def findings(self, ledger=None, idle=False):
        """What `kontor verify` finds, by our own ledger or another one."""
        saved = (ledger or self.ledger).save(self.logs / "ledger.jsonl")
        return verify(self.program, self.logs, self.settings, saved, idle)

    def comes_to_rest(self, timeout_s):
        """I7: everything that was begun is finished; returns the seconds it took."""
        began = time.monotonic()
        while findings := verify(self.program, self.logs, self.settings, idle=True):
            if time.monotonic() - began > timeout_s:
                raise Broken(f"not at rest after {timeout_s} s:\n" + "\n".join(findings[:10]))
            time.sleep(0.1)
        return time.monotonic() - began

    def close(self):
        for server in self._servers:
            server.kill()
        try:
            if self.database and self.bases.postgres().process:
                self.bases.postgres().drop(self.database)
        except Broken as error:
            print(f"cleaning up: {error}", flush=True)  # must not hide why the case failed
        machine.remove_folder(self.folder)
        machine.remove_folder(self.logs)


class Writers:
    """Clients that make carts, fill, place and confirm them, and write down what they were told.

    When no answer comes they wait until the gate is open again and ask once more with the same
    Idempotency-Key. `leaving`: the share of requests after which one hangs up at once, asks again
    and must be told the same. `mailed`: mails about them have to be sent.
    """

    def __init__(self, desk, ports, count, seed, leaving=0.0, keyed=True, ends=None,
                 mailed=False):
        self.desk = desk
        self.ledger = desk.ledger
        self.ports = ports
        self.leaving = leaving
        self.keyed = keyed
        self.mailed = mailed
        self.ends = ends or [("confirm", {}, "order.confirmed")]
        self.gate = threading.Event()
        self.gate.set()
        self.stopping = threading.Event()
        # A machine without power sends nothing. Ours goes on for some milliseconds, and its kernel
        # may call a sync of the dead disk done: what it says then was never said. `late` keeps it.
        self._power = 0  # one more whenever power goes or comes; odd without
        self.late = Ledger()
        self.odd = []
        self.threads = [
            threading.Thread(target=self._work, args=(number, random.Random(f"{seed}/{number}")),
                             daemon=True)
            for number in range(count)]
        self.tag = f"fault-{seed}-{desk.folder.name[-6:]}"

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def stop(self):
        self.stopping.set()
        self.gate.set()
        for thread in self.threads:
            thread.join(60)
            if thread.is_alive():
                raise Broken("a writer hangs: a request has no answer")

    def power_goes(self):
        self.gate.clear()
        self._power += 1

    def power_comes(self):
        self._power += 1
        self.gate.set()

    def _work(self, number, chance):
        client = Client(self.ports[number % len(self.ports)], self.desk.token)
        count = 0
        while not self.stopping.is_set():
            count += 1
            try:
                self._one_order(client, chance, f"{self.tag}-{number}-{count}")
            except _Stopped:
                pass
        client.close()

    def paused(self, action):
        """Runs it while no new order is begun."""
        self.gate.clear()
        try:
            return action()
        finally:
            self.gate.set()

    def _one_order(self, client, chance, name):
        self.gate.wait(30)
        if self.stopping.is_set():
            raise _Stopped
        self.ledger.cart(name, False)
        answer = self._ask(client, chance, "/orders",
                           {"account_id": self.desk.account, "name": name}, None)
        if answer.status != 201:
            return self._strange(name, answer)
        self.ledger.cart(name, True)
        self.ledger.order(answer)
        path = f"/orders/{answer.body['id']}"
        line = {"sku": chance.choice(SKUS), "quantity_milli": 1000 * chance.randint(1, 9)}
        action, body, event = chance.choice(self.ends)
        for step, content, tells in (("lines", line, None), ("place", {}, "order.placed"),
                                     (action, body, event)):
            answer = self._ask(client, chance, f"{path}/{step}", content, answer.version)
            if answer.status != 200:
                return self._strange(f"{name} {step}", answer)
            self.ledger.order(answer, tells if self.mailed else None)

    def _strange(self, what, answer):
        self.odd.append(f"{what}: {answer}")

    def _ask(self, client, chance, path, body, version):
        key = f"{chance.getrandbits(64):016x}" if self.keyed else None
        if key and chance.random() < self.leaving:
            client.send_and_leave("POST", path, body, version, key)
        while True:
            if self.stopping.is_set() and not self.gate.is_set():
                raise _Stopped
            power = self._power
            try:
                answer = client.call("POST", path, body, version, key)
            except ConnectionGone:
                self._pause()
                if not self.keyed:
                    raise _Stopped from None
                continue
            # Not now: nothing was done, the same question may be asked again.
            busy = answer.status in (503, 507) or (
                answer.status == 409 and answer.body["code"] == "idempotency_in_progress")
            if power % 2 == 1 or self._power != power:
                busy = True
                if answer.status in (200, 201):
                    self.late.order(answer)
            if not busy:
                return answer
            self._pause()
            if not self.keyed:
                raise _Stopped

    def _pause(self):
        if self.stopping.is_set():
            raise _Stopped
        time.sleep(0.02)
        self.gate.wait(30)


class _Stopped(Exception):
    """The run is over; what was begun stays as it is."""
