"""`kontor serve` as a process of its own, killed by its PID."""
import json
import os
import signal
import socket
import time

from . import machine
from .client import Client, ConnectionGone
from .machine import Broken, run

# So that the limits for strangers do not slow the tests down.
_UNLIMITED = {
    "KONTOR_LIMITS_REQUESTS_PER_MINUTE": "0",
    "KONTOR_LIMITS_REQUESTS_PER_MINUTE_PER_ADDRESS": "0",
    "KONTOR_LOG_FORMAT": "json",
    # Not 64 MiB per installation that lives for a minute.
    "KONTOR_BALLAST_MIB": "0",
}


def environment(settings, teeth=()):
    """The surroundings without what the caller happens to have set for Kontor."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("KONTOR_")}
    chosen = {**clean, **_UNLIMITED, **settings}
    if teeth:
        chosen["KONTOR_TEETH"] = ",".join(teeth)
    return chosen


class Server:
    """One program on one data folder or database. `settings` are KONTOR_* variables."""

    def __init__(self, program, folder, settings, teeth=(), wrapper=(), logs=None):
        self.program = program
        self.folder = folder
        self.settings = settings
        self.teeth = teeth
        self.wrapper = list(wrapper)
        self.port = machine.free_port()
        self.process = None
        self.logs = logs or folder.parent
        self.log = self.logs / f"server-{self.port}.log"

    def start(self, timeout_s=20):
        """Returns the seconds until the first answered request that needed the database."""
        settings = {**self.settings, "KONTOR_LISTEN_PORT": str(self.port)}
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = machine.start(
                [*self.wrapper, self.program, "serve"], stdout=log, stderr=log,
                cwd=self.logs, env=environment(settings, self.teeth))
        while not self.is_ready():
            if self.process.poll() is not None:
                raise Broken(f"kontor serve ended with {self.process.returncode}:\n{self.tail()}")
            if time.monotonic() - began > timeout_s:
                raise Broken(f"kontor serve is not ready after {timeout_s} s:\n{self.tail()}")
            time.sleep(0.005)
        return time.monotonic() - began

    def is_ready(self):
        client = Client(self.port, timeout_s=2)
        try:
            return client.call("GET", "//readyz").status == 200
        except (ConnectionGone, socket.timeout):
            return False
        finally:
            client.close()

    def kill(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        machine.forget(self.process)
        self.process = None

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except Exception as error:
            raise Broken(f"kontor serve does not stop:\n{self.tail()}") from error
        code = self.process.returncode
        machine.forget(self.process)
        self.process = None
        if code != 0:
            raise Broken(f"kontor serve ended with {code}:\n{self.tail()}")

    def tail(self, size=3000):
        return self.log.read_bytes()[-size:].decode("utf-8", "replace")

    def faults(self):
        """Lines of the log that tell of an error: no fault may look like a bug of ours."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if '"level":"error"' in line]


def verify(program, folder, settings, ledger=None, idle=False):
    """What `kontor verify` finds: a list of texts."""
    words = [program, "verify", "--json"]
    if ledger is not None:
        words += ["--ledger", ledger]
    if idle:
        words.append("--idle")
    done = run(words, check=False, env=environment(settings), cwd=folder)
    if done.returncode not in (0, 1) or not done.stdout.startswith("{"):
        raise Broken(f"kontor verify: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    report = json.loads(done.stdout)
    if (done.returncode == 0) != (not report["findings"]):
        raise Broken("kontor verify: the exit code is not that of its findings")
    return [f"{one['check']}: {one['subject']}: {one['what']}" for one in report["findings"]]
