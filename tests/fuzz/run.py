#!/usr/bin/env python3
"""Runs the fuzz targets one after another, each from the committed corpus.

usage: run.py [TARGET...] [--seconds N | --runs N] [--seed N]

What it finds lies in build/fuzz/found: give the file to build/fuzz/tests/fuzz/fuzz_TARGET to see it
again, mend it, and commit it to the corpus.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
BUILD = HERE.parent.parent / "build" / "fuzz"
TARGETS = sorted(folder.name for folder in (HERE / "corpus").iterdir())


def run(target, chosen):
    """Lines of the fuzzer, and whether it found nothing."""
    grown, found = BUILD / "corpus" / target, BUILD / "found"
    grown.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    limit = (f"-runs={chosen.runs}" if chosen.runs else f"-max_total_time={chosen.seconds}")
    done = subprocess.run(
        [BUILD / "tests" / "fuzz" / f"fuzz_{target}", limit, f"-seed={chosen.seed}",
         "-max_len=4096", "-timeout=5", "-rss_limit_mb=2048", "-print_final_stats=1",
         f"-dict={HERE / 'dictionaries' / target}.dict", f"-artifact_prefix={found}/{target}-",
         grown, HERE / "corpus" / target],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode("utf-8", "replace"), done.returncode == 0


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1])
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 2 ** 31))
    chosen = parser.parse_args()
    for unknown in set(chosen.targets) - set(TARGETS):
        parser.error(f"{unknown} is none of {', '.join(TARGETS)}")
    print(f"seed {chosen.seed} (the same again: --seed {chosen.seed})", flush=True)
    failed = 0
    wanted = chosen.targets or TARGETS
    for target in wanted:
        text, good = run(target, chosen)
        runs = re.search(r"stat::number_of_executed_units: (\d+)", text)
        if good and runs and int(runs.group(1)) > 1000:
            print(f"ok      {target}: {int(runs.group(1)):,} inputs", flush=True)
            continue
        failed += 1
        print(f"FAILED  {target}\n" + text[-4000:], flush=True)
    print(f"{len(wanted) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
