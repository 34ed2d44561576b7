#!/usr/bin/env python3
"""The fault tests: real processes, real faults. docs/faults.md says what each shows.

usage: run.py NAME|all [--seed N] [--long] [--only SQLITE|PG] [--program PATH]
"""
import argparse
import faulthandler
import importlib
import pathlib
import random
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from kit import machine  # noqa: E402
from kit.desk import Bases  # noqa: E402
from kit.report import Report  # noqa: E402

FAULTS = ("kill", "twonodes", "quoterace", "workerdie", "peers", "pgrestart", "diskfull", "clock",
          "powercut", "backup")


class Run:
    """What a fault needs to know of this run."""

    def __init__(self, chosen):
        self.seed = chosen.seed
        self.long_run = chosen.long
        self.only = chosen.only
        self.program = pathlib.Path(chosen.program).resolve()
        self.bases = Bases(self.program)

    def engines(self, possible):
        wanted = {"SQLITE": "SQLite", "PG": "PostgreSQL"}.get(self.only)
        return [engine for engine in possible if wanted in (None, engine)]


def main():
    faulthandler.register(signal.SIGUSR1)  # where does it hang?
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1])
    parser.add_argument("name", choices=[*FAULTS, "all"])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 9))
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", choices=["SQLITE", "PG"])
    parser.add_argument("--program", default=machine.ROOT / "build" / "debug" / "kontor")
    chosen = parser.parse_args()
    run = Run(chosen)
    print(f"seed {run.seed} (the same again: --seed {run.seed})", flush=True)
    report = Report(run.seed, run.long_run)
    for name in FAULTS if chosen.name == "all" else [chosen.name]:
        for title, action in importlib.import_module(name).cases(run):
            report.case(title, action)
        if run.long_run:
            report.write(name)
    print(f"{report.passed} passed, {report.failed} failed, {report.skipped} skipped")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
