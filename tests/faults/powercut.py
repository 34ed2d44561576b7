"""The power is cut: what was not synced is gone. A real ext4 on a loop device, shut down by its own
ioctl (EXT4_IOC_SHUTDOWN, the same number as XFS_IOC_GOINGDOWN) without writing its log."""
import fcntl
import os
import random
import struct
import subprocess
import time

from kit import machine
from kit.desk import Bases, Writers
from kit.ledger import lost
from kit.machine import Skipped, run as command
from kit.postgres import Postgres
from kit.report import expect_bite, expect_clean

ENGINES = ("SQLite", "PostgreSQL")
SHUTDOWN = 0x8004587D
WITHOUT_LOG = 2  # EXT4_GOING_FLAGS_NOLOGFLUSH


class Disk:
    def __init__(self, size_mb):
        if not machine.is_root():
            raise Skipped("a power cut needs root for the loop mount: run it with sudo")
        self.folder = machine.new_folder()
        self.image = self.folder / "disk.img"
        self.path = self.folder / "disk"
        self.path.mkdir()
        self.mounted = False
        machine.at_end(self.remove)
        with open(self.image, "wb") as file:
            file.truncate(size_mb << 20)
        command(["mkfs.ext4", "-q", "-E", "lazy_itable_init=0", self.image])
        done = command(["mount", "-o", "loop", self.image, self.path], check=False)
        if done.returncode != 0:
            raise Skipped(f"no loop mount here: {done.stderr.strip()}")
        self.mounted = True

    def cut(self):
        handle = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", WITHOUT_LOG))
        except OSError as error:
            raise Skipped(f"this kernel cannot shut ext4 down: {error}") from error
        finally:
            os.close(handle)

    def back(self):
        """Power returns: unmount, mount again, the journal is replayed."""
        machine.wait_until(
            lambda: command(["umount", self.path], check=False).returncode == 0, 10,
            "the cut disk is unmounted")
        command(["mount", "-o", "loop", self.image, self.path])

    def remove(self):
        if self.mounted:
            subprocess.run(["umount", "-l", self.path], check=False, capture_output=True)
            self.mounted = False
            self.image.unlink(missing_ok=True)


def cut_often(desk, disk, run, cuts, postgres=None, teeth=(), enough=None):
    chance = random.Random(run.seed)
    server = desk.server(teeth)
    server.start()
    writers = Writers(desk, [server.port], 16, run.seed, 0.05).start()
    ready_s = []
    for _ in range(cuts):
        time.sleep(chance.uniform(0.2, 0.6))
        writers.power_goes()
        disk.cut()
        if postgres:
            # The application's machine lives on; only that of the database has lost its power.
            postgres.cut_off()
            disk.back()
            began = time.monotonic()
            postgres.start()
            machine.wait_until(server.is_ready, 30, "Kontor finds the database again")
            ready_s.append(time.monotonic() - began)
        else:
            server.kill()
            disk.back()
            ready_s.append(server.start())
        writers.power_comes()
        if enough and writers.paused(lambda: enough(desk)):
            break
    time.sleep(0.3)
    writers.stop()
    server.stop()
    return ready_s, writers, server


def with_disk(run, engine, settings, action):
    disk = Disk(96 if engine == "SQLite" else 384)
    postgres = desk = None
    try:
        if engine == "SQLite":
            desk = run.bases.fresh(engine, disk.path)
        else:
            home = disk.path / "postgres"
            home.mkdir()
            disk.path.chmod(0o755)
            disk.folder.chmod(0o755)
            postgres = Postgres(home, durable=True, settings=settings)
            desk = Bases(run.program, postgres).fresh(engine)
        os.sync()  # what was put there before the test is not what the test is about
        return action(desk, disk, postgres)
    finally:
        if desk:
            desk.close()
        if postgres:
            postgres.cut_off()
        disk.remove()


def good(run, engine):
    def action(desk, disk, postgres):
        cuts = 50 if run.long_run else 3
        ready_s, writers, server = cut_often(desk, disk, run, cuts, postgres)
        faults = server.faults() if writers.odd or postgres else []
        expect_clean(desk.findings(), faults + writers.odd)
        gone = lost(desk.findings(writers.late))
        return {"cuts": len(ready_s), "acknowledged writes": desk.ledger.writes(), "lost": 0,
                "torn": 0, "doubled": 0, "ready again after at most": f"{max(ready_s):.2f} s",
                "answers of the dead machine": writers.late.writes(),
                "of them not kept": len(gone)}
    return with_disk(run, engine, (), action)


def bad(run, engine):
    teeth = ("relaxed_sync",) if engine == "SQLite" else ()
    settings = () if engine == "SQLite" else ("synchronous_commit=off", "wal_writer_delay=1s")

    def action(desk, disk, postgres):
        cut_often(desk, disk, run, 6, postgres, teeth, lambda one: lost(one.findings()))
        return {"lost writes": expect_bite(lost(desk.findings()), "a lost write")}
    return with_disk(run, engine, settings, action)


def cases(run):
    # PostgreSQL's own promise is proven in the long run; what is ours is SQLite's setting.
    possible = ENGINES if run.long_run or run.only else ENGINES[:1]
    for engine in run.engines(possible):
        bad_setting = "synchronous=NORMAL" if engine == "SQLite" else "synchronous_commit=off"
        yield f"power cut, {engine}, teeth: {bad_setting}", lambda: bad(run, engine)
        yield f"power cut, {engine}", lambda: good(run, engine)
