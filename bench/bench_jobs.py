"""./dev bench jobs: what four workers do, and whether a backlog of a million is felt."""
import argparse
import json

import measure
from kit import machine
from kit.postgres import Postgres


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--backlog", type=int, default=1_000_000)
    args = options.parse_args()
    postgres = Postgres()
    number = 0

    def case(engine):
        def one():
            nonlocal number
            number += 1
            folder = machine.new_folder()
            url = (f"sqlite:{folder}/jobs.db" if engine == "SQLite"
                   else postgres.create(f"jobs{number}"))
            told = json.loads(machine.run([measure.BUILD / "bench_jobs", "--database", url,
                                           "--backlog", args.backlog]).stdout)
            machine.remove_folder(folder)
            if engine == "PostgreSQL":
                postgres.drop(f"jobs{number}")
            figures = {"per_s": told["per_s"]}
            for phase in ("idle", "busy", "backlog"):
                for name, value in told[phase].items():
                    figures[f"{phase} {name}"] = value
            return figures
        return one

    measured = measure.interleaved(args.rounds, {e: case(e) for e in ("SQLite", "PostgreSQL")})
    result = measure.Result("jobs", "Four workers, each job one small write of its own. Others read "
                            "and write a row every 5 ms meanwhile: with idle workers, with 100,000 "
                            f"and with {args.backlog:,} jobs that are due. {args.rounds} rounds, "
                            "medians. PostgreSQL without fsync.")
    result.table(["database", "jobs/s"], [
        [engine, measure.spread(figures["per_s"])] for engine, figures in measured.items()])
    rows = []
    for engine, figures in measured.items():
        for what in ("read_p50_ms", "read_p99_ms", "write_p50_ms", "write_p99_ms"):
            rows.append([engine, what.replace("_", " ")] +
                        [f"{measure.median(figures[f'{phase} {what}']):.2f}"
                         for phase in ("idle", "busy", "backlog")])
    result.table(["database", "wait of others, ms", "idle workers", "100,000 jobs",
                  f"{args.backlog:,} jobs"], rows)
    for engine, figures in measured.items():
        result.at_least(f"jobs per second, {engine}", measure.median(figures["per_s"]), 2000)
        for what in ("read_p99_ms", "write_p99_ms"):
            few = measure.median(figures[f"busy {what}"])
            many = measure.median(figures[f"backlog {what}"])
            result.verdict(f"{what.replace('_', ' ')} behind a million, of 100,000, {engine}",
                           many / few, 1.5, "x")
    result.data = {"measured": measured}
    result.write()


if __name__ == "__main__":
    main()
