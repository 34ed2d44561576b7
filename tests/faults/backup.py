"""A backup is made while clients write, and restored into another installation: nothing that was
acknowledged before the backup began is missing, what waited to be sent is held until somebody
releases it, old logins are ended. Also an older backup, which is brought to this schema."""
import gzip
import hashlib
import json
import shutil
import time

from kit import machine
from kit.client import Client
from kit.desk import ENGINES, Writers, sign_in
from kit.ledger import lost
from kit.machine import Broken, run, wait_until
from kit.report import expect_bite, expect_clean
from kit.server import Server, environment, verify
from kit.smtp import SmtpPeer
from workerdie import mail_settings

# One tenant, 60 orders, mails and jobs, as schema 9 had them: a backup without its blobs.
OLD = machine.ROOT / "tests" / "upgrade" / "schema-0009"


class Target:
    """An installation of its own for what is restored."""

    def __init__(self, run_, engine, name):
        self.program, self.bases, self.name = run_.program, run_.bases, name
        self.folder = machine.new_folder()
        (self.folder / "data").mkdir()
        self.settings = {"KONTOR_DATA_DIR": str(self.folder / "data")}
        if engine == "PostgreSQL":
            self.settings["KONTOR_DATABASE_URL"] = self.bases.postgres().create(name)

    def command(self, *words, check=True):
        return run([self.program, *words], check=check, env=environment(self.settings),
                   cwd=self.folder)

    def findings(self, ledger=None, idle=False):
        return verify(self.program, self.folder, self.settings, ledger, idle)

    def close(self):
        if "KONTOR_DATABASE_URL" in self.settings:
            self.bases.postgres().drop(self.name)
        machine.remove_folder(self.folder)


class Busy:
    """A desk with writers and a mail server that is down, so that mails wait."""

    def __init__(self, run_, engine):
        self.desk = run_.bases.fresh(engine)
        self.peer = SmtpPeer()
        self.peer.set("down")
        self.server = self.desk.server((), **mail_settings(self.peer))
        self.server.start()
        client = Client(self.server.port)
        self.session = sign_in(client)
        client.close()
        self.writers = Writers(self.desk, [self.server.port], 8, run_.seed).start()
        wait_until(lambda: self.desk.ledger.writes() > 100, 30, "a hundred writes")

    def known(self, path):
        """What was acknowledged up to now."""
        return self.desk.ledger.save(path)

    def close(self):
        self.writers.stop()
        self.server.stop()
        self.desk.close()


def back_up(busy, folder):
    """Of the running installation; returns the writes acknowledged meanwhile."""
    before = busy.desk.ledger.writes()
    run([busy.desk.program, "backup", folder], env=environment(busy.desk.settings),
        cwd=busy.desk.logs)
    wait_until(lambda: busy.desk.ledger.writes() > before + 20, 30, "writes go on")
    return busy.desk.ledger.writes() - before


def expect_held(target, busy, desk_settings):
    """The restored installation sends what is new and nothing of what waited, until released."""
    server = Server(target.program, target.folder / "data", desk_settings, logs=target.folder)
    server.start()
    client = Client(server.port, busy.desk.token)
    try:
        person = Client(server.port)
        old = person.call("GET", "/session", headers=busy.session)
        if old.status != 401:
            raise Broken(f"a login from before the restore still lives: {old}")
        before = len(busy.peer.times_seen())
        cart = client.call("POST", "/orders", {"account_id": busy.desk.account, "name": "new"})
        if int(cart.body["number"].split("-")[-1]) <= 7000:
            raise Broken(f"numbers since the backup are given again: {cart.body['number']}")
        path = f"/orders/{cart.body['id']}"
        lines = client.call("POST", f"{path}/lines", {"sku": "40-2260", "quantity_milli": 1000},
                            cart.version)
        client.call("POST", f"{path}/place", {}, lines.version)
        wait_until(lambda: len(busy.peer.times_seen()) > before, 20, "a new order's mail")
        early = len(busy.peer.times_seen()) - before
        admin = sign_in(person)
        held = person.call("GET", "/jobs?state=held&limit=1", headers=admin).body["items"]
        if not held:
            raise Broken("nothing is held after the restore")
        released = person.call("POST", "/jobs/release", {}, headers=admin).body["released"]
        person.close()
        began = time.monotonic()
        while findings := target.findings(idle=True):
            if time.monotonic() - began > 60:
                raise Broken("not at rest a minute after the release:\n" + "\n".join(findings[:5]))
            time.sleep(0.2)
        return early, released
    finally:
        client.close()
        server.stop()


def good(run_, engine, onto):
    busy = Busy(run_, engine)
    folder = machine.new_folder()
    target = Target(run_, onto, f"restored{len(engine)}{len(onto)}")
    try:
        ledger = busy.known(folder / "ledger.jsonl")
        meanwhile = back_up(busy, folder / "backup")
        busy.writers.stop()
        busy.server.stop()
        target.command("restore", folder / "backup", "--skip-numbers", "7000")
        expect_clean(target.findings(ledger), busy.writers.odd)
        again = target.command("restore", folder / "backup", check=False)
        if again.returncode != 1 or "has data already" not in again.stderr:
            raise Broken(f"a second restore is not refused: {again.stdout}{again.stderr}")
        busy.peer.set("good")
        early, released = expect_held(target, busy,
                                      {**target.settings, **mail_settings(busy.peer)})
        twice = [key for key, count in busy.peer.times_seen().items() if count > 1]
        if early > 4 or twice:
            raise Broken(f"{early} mails left before the release, {len(twice)} came twice")
        return {"writes before": sum(1 for _ in open(ledger, encoding="utf-8")),
                "writes meanwhile": meanwhile, "lost": 0, "jobs held": released,
                "mails sent again": len(twice)}
    finally:
        busy.peer.close()
        busy.close()
        target.close()
        machine.remove_folder(folder)


def bad_copy(run_, engine):
    """Teeth: somebody copies kontor.db of a running program."""
    busy = Busy(run_, engine)
    target = Target(run_, engine, "copied")
    folder = machine.new_folder()
    try:
        ledger = busy.known(folder / "ledger.jsonl")
        shutil.copyfile(busy.desk.data / "kontor.db", target.folder / "data" / "kontor.db")
        busy.writers.stop()
        return {"lost writes": expect_bite(lost(target.findings(ledger)), "a lost write")}
    finally:
        busy.peer.close()
        busy.close()
        target.close()
        machine.remove_folder(folder)


def damaged(run_, engine):
    """A backup of which one byte is wrong, and one that was cut off, are refused."""
    desk = run_.bases.fresh(engine)
    folder = machine.new_folder()
    target = Target(run_, engine, "damaged")
    try:
        run([desk.program, "backup", folder / "backup"], env=environment(desk.settings),
            cwd=desk.logs)
        file = folder / "backup" / "kontor.db"
        whole = file.read_bytes()
        for content in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:len(whole) // 2]):
            file.write_bytes(content)
            done = target.command("restore", folder / "backup", check=False)
            if done.returncode != 1 or "is not what was saved" not in done.stderr:
                raise Broken(f"a damaged backup is not refused: {done.stdout}{done.stderr}")
        file.write_bytes(whole)
        target.command("restore", folder / "backup")
        expect_clean(target.findings())
        return {"damaged backups refused": 2}
    finally:
        desk.close()
        target.close()
        machine.remove_folder(folder)


def older(run_, engine):
    """What the last schema wrote is restored, brought to this schema and goes on."""
    folder = machine.new_folder()
    target = Target(run_, engine, "upgraded")
    try:
        backup = folder / "backup"
        backup.mkdir()
        content = gzip.decompress((OLD / "kontor.db.gz").read_bytes())
        (backup / "kontor.db").write_bytes(content)
        shutil.copyfile(OLD / "backup.json", backup / "backup.json")
        note = json.loads((backup / "backup.json").read_text())
        if hashlib.sha256(content).hexdigest() != note["database_sha256"]:
            raise Broken("the old backup in the repository is not what it was")
        target.command("restore", backup)
        expect_clean(target.findings())
        checked = target.command("migrate", "--check").stdout
        return {"from schema": note["schema"], "now": checked.split("has schema ")[1].split(",")[0]}
    finally:
        target.close()
        machine.remove_folder(folder)


def cases(run_):
    engines = run_.engines(ENGINES)
    if "SQLite" in engines:
        yield "backup, SQLite, teeth: the file of a running program is copied", (
            lambda: bad_copy(run_, "SQLite"))
        yield "backup, SQLite: damaged ones are refused", lambda: damaged(run_, "SQLite")
    for engine in engines:
        onto = {"SQLite": "PostgreSQL", "PostgreSQL": "SQLite"}[engine]
        yield f"backup, {engine}, restored", lambda: good(run_, engine, engine)
        if run_.long_run:
            yield f"backup, {engine}, restored on {onto}", lambda: good(run_, engine, onto)
        yield f"backup, {engine}, from the schema before", lambda: older(run_, engine)
