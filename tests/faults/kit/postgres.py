"""A PostgreSQL server of one's own: unprivileged, in a temporary folder, on 127.0.0.1."""
import glob
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess

from . import machine
from .machine import Broken, run, wait_until


def _bin_folder():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"),
                   key=lambda path: int(re.search(r"(\d+)/bin", path).group(1)))
    if not found:
        raise Broken("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin)")
    return pathlib.Path(found[-1])


class Postgres:
    """`durable`: with fsync, for tests that take the disk away."""

    def __init__(self, folder=None, durable=False, settings=()):
        self.bin = _bin_folder()
        self.folder = folder or machine.new_folder()
        self.port = machine.free_port()
        self.process = None
        self.settings = list(settings)
        if not durable:
            self.settings += ["fsync=off", "full_page_writes=off"]
        self.user = None
        if machine.is_root():
            self.user = pwd.getpwnam("postgres")
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self._run("initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E",
                  "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()
        self.sql("CREATE ROLE kontor LOGIN CREATEDB")

    def _identity(self):
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def _environment(self):
        environment = {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}
        return {**environment, "LC_ALL": "C.UTF-8"}

    def _run(self, program, *words, check=True):
        return run([self.bin / program, *words], check=check, cwd=self.folder,
                   env=self._environment(), **self._identity())

    def start(self):
        command = [self.bin / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                   "-k", self.folder]
        for setting in ["listen_addresses=127.0.0.1", "max_connections=100",
                        "shared_buffers=64MB", "synchronous_commit=on", *self.settings]:
            command += ["-c", setting]
        log = open(self.folder / "server.log", "ab")
        self.process = machine.start(command, stdout=log, stderr=log, cwd=self.folder,
                                     env=self._environment(), **self._identity())
        log.close()
        wait_until(lambda: self.process.poll() is not None or self.is_ready(), 30,
                   "PostgreSQL accepts connections")
        if self.process.poll() is not None:
            log = (self.folder / "server.log").read_text("utf-8", "replace")
            raise Broken(f"PostgreSQL does not start:\n{log[-2000:]}")

    def is_ready(self):
        ready = self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), check=False)
        return ready.returncode == 0

    def stop(self, how=signal.SIGINT):
        """SIGINT ends connections and shuts down in order, SIGQUIT stops at once."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            # As an operator would: who does not go in order goes at once.
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        machine.forget(self.process)
        self.process = None

    def cut_off(self):
        """All its processes end at once, as when their machine loses its power."""
        if self.process is None:
            return
        pid = self.process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        self.stop(signal.SIGKILL)
        for child in map(int, children):
            try:
                os.kill(child, signal.SIGKILL)
            except ProcessLookupError:
                pass
        wait_until(lambda: not any(os.path.exists(f"/proc/{child}") for child in children), 20,
                   "all processes of PostgreSQL have ended")

    def sql(self, text, database="postgres"):
        return self._run("psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h",
                         "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database,
                         "-c", text).stdout.strip()

    def create(self, name, template="template0"):
        self.sql(f'CREATE DATABASE "{name}" OWNER kontor TEMPLATE "{template}"')
        return self.dsn(name)

    def drop(self, name):
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def dsn(self, name, port=None):
        return f"host=127.0.0.1 port={port or self.port} user=kontor dbname={name}"

    def remove(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
