"""Lines on the screen, counts, and tables in bench/results."""
import datetime
import os
import subprocess
import time

from . import machine


class Report:
    def __init__(self, seed, long_run):
        self.seed = seed
        self.long_run = long_run
        self.passed = self.failed = self.skipped = 0
        self.rows = []

    def case(self, title, action):
        """Runs one case. `action` returns figures, a dict, or raises."""
        began = time.monotonic()
        try:
            figures = action()
        except machine.Skipped as why:
            self.skipped += 1
            print(f"SKIPPED {title}: {why}", flush=True)
            self.rows.append((title, "skipped", str(why)))
            return
        except Exception as error:  # a failing case must not hide the others
            self.failed += 1
            text = str(error) if isinstance(error, machine.Broken) else repr(error)
            print(f"FAILED  {title} (--seed {self.seed})\n        " +
                  "\n        ".join(text.splitlines()[:40]), flush=True)
            if not isinstance(error, machine.Broken):
                import traceback
                traceback.print_exc()
            self.rows.append((title, "FAILED", text.splitlines()[0] if text else ""))
            return
        self.passed += 1
        words = ", ".join(f"{name} {value}" for name, value in figures.items())
        print(f"ok      {title}: {words} ({time.monotonic() - began:.1f} s)", flush=True)
        self.rows.append((title, "ok", words))

    def write(self, name):
        """The table of one fault in bench/results."""
        folder = machine.ROOT / "bench" / "results"
        folder.mkdir(parents=True, exist_ok=True)
        commit = subprocess.run(["git", "-C", machine.ROOT, "rev-parse", "--short", "HEAD"],
                                capture_output=True, text=True, check=False).stdout.strip()
        now = datetime.datetime.now(datetime.timezone.utc)
        lines = [f"# ./dev faults {name} --long", "",
                 f"- Date: {now:%Y-%m-%dT%H:%MZ}, commit {commit}",
                 f"- Machine: {machine.describe_machine()}, load average at the end "
                 f"{os.getloadavg()[0]:.1f}",
                 f"- Seed: {self.seed}", "",
                 "| case | result | figures |", "|---|---|---|"]
        for row in self.rows:
            lines.append("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |")
        (folder / f"faults-{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.rows.clear()


def expect_clean(findings, odd=(), faults=()):
    """Fails when anything was found."""
    if findings:
        raise machine.Broken("kontor verify:\n" + "\n".join(findings[:20]))
    if odd:
        raise machine.Broken(f"{len(odd)} strange answers:\n" + "\n".join(odd[:10]))
    if faults:
        raise machine.Broken("errors in the log:\n" + "\n".join(faults[:10]))


def expect_bite(found, what):
    """Teeth: the known-bad program must be noticed."""
    if not found:
        raise machine.Broken(f"the test has no teeth: the bad program did not show {what}")
    return len(found)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
