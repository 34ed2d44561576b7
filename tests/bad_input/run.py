#!/usr/bin/env python3
"""Bad input: what the API's own description allows and forbids, and much that nobody describes.

usage: run.py [--requests N] [--seed S] [--only WORD] [--engine SQLITE|PG] [--long] [--program PATH]
"""
import argparse
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "faults")]

import judge  # noqa: E402
import values  # noqa: E402
import wire  # noqa: E402
from asking import Asking  # noqa: E402
from cases import Cases  # noqa: E402
from document import Document  # noqa: E402
from kit import machine  # noqa: E402
from kit.desk import Bases  # noqa: E402
from kit.machine import Broken  # noqa: E402
from kit.report import Report, expect_bite, expect_clean  # noqa: E402
from world import World  # noqa: E402

SHORT, LONG = 20_000, 100_000
# Operations that no request of ours can bring to success, and why.
NEVER_DONE = {
    "POST /setup": "the demonstration is set up already",
    "POST /session": "a valid password is used for the callers",
    "POST /me/password": "the callers keep their passwords",
    "POST /me/email": "the callers keep their passwords",
    "GET /password-resets/{token}": "tokens are only in mails",
    "POST /password-resets/{token}": "tokens are only in mails",
    "POST /password-resets/{token}/decline": "tokens are only in mails",
    "POST /email-confirmations/{token}": "tokens are only in mails",
    "DELETE /sessions/{id}": "the callers keep their sessions",
    "DELETE /session": "the callers keep their sessions",
    "POST /outbox/{id}/retry": "there is no mail server",
    "GET /inbound-mails/{id}": "no mail comes into the demonstration",
    "GET /inbound-mails/{id}/source": "no mail comes into the demonstration",
    "POST /inbound-mails/{id}/attach": "no mail comes into the demonstration",
    "POST /inbound-mails/{id}/order": "no mail comes into the demonstration",
    "POST /inbound-mails/{id}/discard": "no mail comes into the demonstration",
    "POST /inbound-mails/{id}/move": "no mail comes into the demonstration",
    "POST /inbound-mails/{id}/answer": "no mail comes into the demonstration",
    "POST /jobs/{id}/retry": "no job of the demonstration is dead",
    "POST /jobs/{id}/discard": "no job of the demonstration is dead",
}


def first_of_each(asking, cases, only):
    """One valid request per operation must succeed, or all that follows only scratches at it."""
    refused = []
    for operation in cases.document.operations:
        if operation.stream or operation.name in NEVER_DONE or only not in operation.name:
            continue
        answer = asking.valid(cases.plain(operation, full=operation.method == "PATCH"))
        if answer.status >= 300:
            refused.append(f"{operation.name}: {answer}")
    if refused:
        raise Broken("valid requests that do not succeed:\n" + "\n".join(refused))


def ask_all(run, desk, wanted):
    server = desk.server(run.teeth)
    server.start()
    world = World(desk, server.port)
    document = Document(run.program)
    cases = Cases(document, run.seed)
    asking = Asking(world, server)
    first_of_each(asking, cases, run.only)
    world.prepare(document.operations)
    for case in cases.chosen(wanted, run.only):
        asking.ask(case)
    asking.finish()
    if not run.only:
        wire.ask(asking)
    if not server.is_ready():
        raise Broken(f"the server does not answer any more:\n{server.tail()}")
    return server, asking


def good(run, engine, wanted):
    desk = run.bases.fresh(engine)
    try:
        server, asking = ask_all(run, desk, wanted)
        server.stop()
        expect_clean(desk.findings(), asking.strange(), server.faults())
        return asking.figures()
    finally:
        desk.close()


def bad(run, engine):
    """The program that trusts texts must be noticed."""
    desk = run.bases.fresh(engine)
    run.teeth = ("trust_text",)
    try:
        server, asking = ask_all(run, desk, 800)
        server.stop()
        return {"noticed": expect_bite(asking.strange(), "texts that nobody looked at")}
    finally:
        run.teeth = ()
        desk.close()


class Run:
    def __init__(self, chosen):
        self.seed = chosen.seed
        self.only = chosen.only
        self.program = pathlib.Path(chosen.program).resolve()
        self.bases = Bases(self.program)
        self.teeth = ()


def checker_has_teeth():
    missed = judge.teeth()
    if missed:
        raise Broken("\n".join(missed))
    return {"bad answers noticed": len(judge.BAD_ANSWERS)}


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1])
    parser.add_argument("--requests", type=int)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 9))
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--engine", choices=["SQLITE", "PG"])
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--program", default=machine.ROOT / "build" / "debug" / "kontor")
    chosen = parser.parse_args()
    run = Run(chosen)
    print(f"seed {run.seed} (the same again: --seed {run.seed})", flush=True)
    for name in values.missing_sets():
        print(f"SKIPPED: {name} is not here, its strings were not tried", flush=True)
    wanted = chosen.requests or (LONG if chosen.long else SHORT)
    # Most of it is one code for both engines; what reaches SQL is asked of PostgreSQL too.
    shares = {"SQLite": wanted * 4 // 5, "PostgreSQL": wanted - wanted * 4 // 5}
    if chosen.engine:
        shares = {"SQLite" if chosen.engine == "SQLITE" else "PostgreSQL": wanted}
    report = Report(run.seed, chosen.long)
    report.case("the checker has teeth", checker_has_teeth)
    for engine, share in shares.items():
        report.case(f"bad input, {engine}", lambda: good(run, engine, share))
    if not run.only:
        report.case("bad input, teeth: texts are not looked at",
                    lambda: bad(run, next(iter(shares))))
    print(f"{report.passed} passed, {report.failed} failed, {report.skipped} skipped")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
