"""The disk under the data runs full while clients write, and gets space again."""
import re
import subprocess
import threading
import time

from kit import machine
from kit.client import Client
from kit.desk import Writers
from kit.ledger import lost
from kit.machine import Broken, Skipped, wait_until
from kit.report import expect_bite, expect_clean

ENGINES = ("SQLite",)
DISK_MB = 64
LONG_DISK_MB = 160  # twenty rounds of writers fill the small one by themselves
RECOVERY_S = 5.0
BALLAST_MIB = 8


class SmallDisk:
    """A file system of its own, in memory, with little room."""

    def __init__(self, size_mb):
        self.path = machine.new_folder()
        if not machine.is_root():
            raise Skipped("mounting needs root: run it with sudo, or `unshare -Urm ./dev faults "
                          "diskfull`")
        done = machine.run(["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", self.path],
                           check=False)
        if done.returncode != 0:
            raise Skipped(f"no tmpfs can be mounted here: {done.stderr.strip()}")
        machine.at_end(self.unmount)
        self.filler = self.path / "filler"
        self.mounted = True

    def fill(self):
        """To the last byte, again and again while others free some."""
        with open(self.filler, "ab", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass

    def make_room(self):
        self.filler.unlink(missing_ok=True)

    def unmount(self):
        if self.mounted:
            subprocess.run(["umount", "-l", self.path], check=False, capture_output=True)
        self.mounted = False


def probe(client, desk, name):
    desk.ledger.cart(name, False)
    answer = client.call("POST", "/orders", {"account_id": desk.account, "name": name}, key=name)
    if answer.status == 201:
        desk.ledger.cart(name, True)
    return answer


def upload(client, desk, order):
    body = (b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n' +
            bytes(1 << 20) + b"\r\n--b--\r\n")
    lines = [f"POST /api/v1/orders/{order}/files HTTP/1.1", "Host: 127.0.0.1",
             f"Authorization: Bearer {desk.token}", "Content-Type: multipart/form-data; boundary=b",
             f"Content-Length: {len(body)}"]
    client.send_bytes("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return client.receive()


def one_round(disk, desk, client, number, known, hold_s, trusting):
    """Returns how many reads went on while the disk was full, and the seconds of recovery. One who
    is trusting takes what is lost for done, so nobody waits for his refusal."""
    filling = threading.Event()
    filling.set()

    def keep_full():
        while filling.is_set():
            disk.fill()
            time.sleep(0.01)

    filler = threading.Thread(target=keep_full, daemon=True)
    filler.start()
    answers = []

    def is_refused():
        answers.append(probe(client, desk, f"full-{number}-{len(answers)}"))
        return answers[-1].status == 507
    wait_until(lambda: is_refused() or trusting, 20, "a write on a full disk is refused with 507")
    problem = answers[-1].body
    if not trusting and (problem["code"] != "storage_full" or not problem["title"]):
        raise Broken(f"the refusal does not say what to do: {problem}")
    if not trusting:
        wait_until(lambda: upload(client, desk, known).status == 507, 20,
                   "a file for a full disk is refused with 507")
    reads, until = 0, time.monotonic() + hold_s
    while time.monotonic() < until:
        for path in (f"/orders/{known}", "/orders?limit=20", "/start"):
            answer = client.call("GET", path)
            if answer.status != 200:
                raise Broken(f"reading stops on a full disk: {path} {answer}")
            reads += 1
    filling.clear()
    filler.join()
    disk.make_room()
    tries = []

    def is_done():
        tries.append(probe(client, desk, f"again-{number}-{len(tries)}"))
        return tries[-1].status == 201
    return reads, wait_until(is_done, RECOVERY_S, "a write when there is space again")


def fill_often(desk, disk, run, rounds, hold_s, teeth=(), enough=None):
    server = desk.server(teeth)
    server.start()
    client = Client(server.port, desk.token)
    known = probe(client, desk, "before").body["id"]
    writers = Writers(desk, [server.port], 16, run.seed).start()
    reads, back_s = 0, []
    for number in range(rounds):
        time.sleep(0.2)
        more, took = one_round(disk, desk, client, number, known, hold_s, bool(teeth))
        reads += more
        back_s.append(took)
        if enough and writers.paused(lambda: enough(desk)):
            break
    time.sleep(0.2)
    writers.stop()
    client.close()
    server.stop()
    return reads, back_s, writers, server


def with_disk(run, engine, action):
    disk = SmallDisk(LONG_DISK_MB if run.long_run else DISK_MB)
    desk = None
    try:
        desk = run.bases.fresh(engine, disk.path)
        return action(desk, disk)
    finally:
        if desk:
            desk.close()
        disk.unmount()


def good(run, engine):
    def action(desk, disk):
        rounds, hold_s = (20, 1.0) if run.long_run else (2, 0.3)
        reads, back_s, writers, server = fill_often(desk, disk, run, rounds, hold_s)
        expect_clean(desk.findings(), writers.odd, server.faults())
        return {"times full": len(back_s), "reads meanwhile": reads, "failed reads": 0,
                "acknowledged writes": desk.ledger.writes(), "lost": 0,
                "writing again after at most": f"{max(back_s):.2f} s"}
    return with_disk(run, engine, action)


def bad(run, engine):
    def action(desk, disk):
        fill_often(desk, disk, run, 6, 0.1, ("trust_batch",), lambda one: lost(one.findings()))
        return {"lost writes": expect_bite(lost(desk.findings()), "a lost write")}
    return with_disk(run, engine, action)


def held_bytes(client):
    """What the server says of its ballast; None when it keeps none."""
    found = re.search(r"^kontor_ballast_bytes (\S+)$", client.call("GET", "//metrics").text, re.M)
    return int(float(found.group(1))) if found else None


def write_until_full(client, desk, name):
    """How many writes are done until one is refused."""
    for number in range(100_000):
        status = probe(client, desk, f"{name}-{number}").status
        if status == 507:
            return number
        if status != 201:
            raise Broken(f"{name}-{number}: {status}")
    raise Broken("the disk never runs full")


def placed_order(client, desk):
    made = probe(client, desk, "to confirm").body
    path = f"/orders/{made['id']}"
    line = client.call("POST", f"{path}/lines", {"sku": "40-2260", "quantity_milli": 1000},
                       made["version"], "line")
    placed = client.call("POST", f"{path}/place", {}, line.version, "place")
    if placed.status != 200:
        raise Broken(f"placing: {placed}")
    return path, placed.version


def stop_on_full_disk(desk, disk, ballast_mib):
    """Fills the disk once, works on as long as it goes and stops. What was possible."""
    server = desk.server(KONTOR_BALLAST_MIB=str(ballast_mib))
    server.start()
    client = Client(server.port, desk.token)
    path, version = placed_order(client, desk)
    disk.fill()
    seen = {"confirmed": client.call("POST", f"{path}/confirm", {}, version, "confirm").status,
            "written": write_until_full(client, desk, "full"),
            "then": probe(client, desk, "spared").status,
            "read": client.call("GET", path).status,
            "held": held_bytes(client)}
    client.close()
    server.stop()
    seen["log is left"] = (desk.data / "kontor.db-wal").exists()
    return server, seen


def with_ballast(run, engine):
    def action(desk, disk):
        server, seen = stop_on_full_disk(desk, disk, BALLAST_MIB)
        written = seen.pop("written")
        if not written or seen != {"confirmed": 200, "then": 507, "read": 200, "held": 0,
                                   "log is left": False}:
            raise Broken(f"working on and an orderly stop on a full disk: {written} {seen}")
        server.start()
        client = Client(server.port, desk.token)
        disk.make_room()
        back_s = wait_until(lambda: probe(client, desk, f"room-{time.monotonic()}").status == 201,
                            RECOVERY_S, "a write when there is space again")
        wait_until(lambda: held_bytes(client) == BALLAST_MIB << 20, RECOVERY_S, "new ballast")
        client.close()
        server.stop()
        expect_clean(desk.findings(), [], server.faults())
        return {"writes done on the full disk": written, "orderly stop and start": "yes",
                "writing again after": f"{back_s:.2f} s"}
    return with_disk(run, engine, action)


def without_ballast(run, engine):
    def action(desk, disk):
        _, seen = stop_on_full_disk(desk, disk, 0)
        if seen["confirmed"] != 507 or not seen["log is left"]:
            raise Broken(f"a full disk refuses nothing, also without ballast: {seen}")
        return {"confirm": seen["confirmed"], "log is left by the stop": "yes"}
    return with_disk(run, engine, action)


def cases(run):
    for engine in run.engines(ENGINES):
        yield f"disk full, {engine}, teeth: no ballast, no work and no orderly stop", (
            lambda: without_ballast(run, engine))
        yield f"disk full, {engine}, ballast: working on, stop and start on the full disk", (
            lambda: with_ballast(run, engine))
        yield f"disk full, {engine}, teeth: the rest of the batch is believed", (
            lambda: bad(run, engine))
        yield f"disk full, {engine}", lambda: good(run, engine)
