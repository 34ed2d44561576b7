"""What all measurements share: processor time of processes, rounds, medians, result tables."""
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "faults"))

from kit import machine  # noqa: E402  (the folder is known from here on)

BUILD = ROOT / "build" / "release"
KONTOR = BUILD / "kontor"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def cpu_s(pid):
    """Processor time of a process and of its children, those that ended included."""
    total = 0.0
    stack = [pid]
    while stack:
        one = stack.pop()
        try:
            fields = pathlib.Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            children = pathlib.Path(f"/proc/{one}/task/{one}/children").read_text().split()
        except OSError:
            continue
        total += sum(int(fields[at]) for at in (11, 12, 13, 14)) * TICK_S
        stack += [int(child) for child in children]
    return total


def resident_mb(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def wrk(url, seconds, connections, headers=()):
    """Answers that were read, and those that were errors."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for header in headers:
        words += ["-H", header]
    text = machine.run([*words, url]).stdout
    count = int(re.search(r"(\d+) requests in", text).group(1))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if bad or count == 0:
        raise machine.Broken(f"{url} did not answer as it should:\n{text}")
    return count


def interleaved(rounds, cases):
    """Runs all cases once per round, so that a busy minute hits all alike.

    `cases` is {name: function}; each function returns {figure: number}. The first round warms up
    and is not counted. Returns {name: {figure: [numbers]}}.
    """
    measured = {}
    for number in range(rounds + 1):
        for name, case in cases.items():
            figures = case()
            print(f"  round {number}/{rounds}  {name}  " +
                  "  ".join(f"{key} {value:.4g}" for key, value in figures.items()), flush=True)
            if number == 0:
                continue
            for key, value in figures.items():
                measured.setdefault(name, {}).setdefault(key, []).append(value)
    return measured


def median(values):
    return statistics.median(values)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values):
    """"1.23 (1.20-1.31)": the median and the least and most of the rounds."""
    return f"{median(values):.3g} ({min(values):.3g}-{max(values):.3g})"


class Result:
    """bench/results/NAME.md and NAME.json."""

    def __init__(self, name, told):
        self.name = name
        self.lines = [told, ""]
        self.data = {}
        self.load = os.getloadavg()[0]

    def text(self, *lines):
        self.lines += [*lines, ""]

    def table(self, head, rows):
        self.lines.append("| " + " | ".join(head) + " |")
        self.lines.append("|" + "---|" * len(head))
        self.lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        self.lines.append("")

    def verdict(self, what, value, limit, unit=""):
        word = "reached" if value <= limit else "**missed**"
        self.lines.append(f"- {what}: {value:.3g}{unit}, to reach <= {limit:g}{unit}: {word}")

    def at_least(self, what, value, limit, unit=""):
        word = "reached" if value >= limit else "**missed**"
        self.lines.append(f"- {what}: {value:.3g}{unit}, to reach >= {limit:g}{unit}: {word}")

    def write(self):
        folder = ROOT / "bench" / "results"
        commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
                                capture_output=True, text=True, check=False).stdout.strip()
        now = datetime.datetime.now(datetime.timezone.utc)
        head = [f"# ./dev bench {self.name}", "",
                f"- Date: {now:%Y-%m-%dT%H:%MZ}, commit {commit}",
                f"- Machine: {machine.describe_machine()}, load average before {self.load:.2f}",
                ""]
        text = "\n".join(head + self.lines).rstrip() + "\n"
        (folder / f"{self.name}.md").write_text(text, encoding="utf-8")
        (folder / f"{self.name}.json").write_text(
            json.dumps({"date": f"{now:%Y-%m-%dT%H:%MZ}", "commit": commit,
                        "machine": machine.describe_machine(), **self.data}, indent=1) + "\n",
            encoding="utf-8")
        print("\n" + text)


def seconds_of(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began
