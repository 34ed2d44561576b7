#!/usr/bin/env python3
"""Checks the structure of the source tree. Prints findings and "N passed, M failed".

A check is a function from a tree (path -> text) to a list of findings. Each check has a self-test:
a small tree that it must complain about and one that it must accept. A check that has lost its
teeth fails like a check with findings.
"""
import subprocess
import sys
from pathlib import Path

import code_checks
import docs_checks
import table_checks
import text_checks

ROOT = Path(__file__).resolve().parents[2]
TEXT_SUFFIXES = {
    "", ".cpp", ".hpp", ".py", ".sh", ".sql", ".ts", ".tsx", ".mjs", ".js", ".css", ".html",
    ".json", ".md", ".txt", ".toml", ".yaml", ".yml", ".csv", ".service", ".conf", ".svg", ".cmake",
}
CHECKS = (code_checks.CHECKS + table_checks.CHECKS + text_checks.CHECKS
          + docs_checks.CHECKS)


def read_tree():
    """Every tracked or new text file; what .gitignore names is left out."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "-c", f"safe.directory={ROOT}", "ls-files", "-co",
         "--exclude-standard", "-z"],
        capture_output=True, check=True).stdout.decode()
    tree = {}
    for path in filter(None, listing.split("\0")):
        file = ROOT / path
        if file.suffix in TEXT_SUFFIXES and file.is_file():
            tree[path] = file.read_text(encoding="utf-8", errors="replace")
    return tree


def self_test(check):
    """None, or what is wrong with the check itself."""
    for number, (bad, expected) in enumerate(check.bad, 1):
        findings = check.run(bad)
        if not any(expected in finding for finding in findings):
            return f"bad example {number} gives {findings} instead of '{expected}'"
    findings = check.run(check.good)
    return f"good example gives {findings}" if findings else None


def main():
    tree = read_tree()
    passed = failed = 0
    for check in CHECKS:
        problem = self_test(check)
        findings = check.run(tree)
        if problem:
            print(f"FAIL {check.name}: self-test: {problem}")
        if findings:
            print(f"FAIL {check.name}: {len(findings)} findings")
            for finding in findings[:40]:
                print(f"  {finding}")
            if len(findings) > 40:
                print(f"  ... and {len(findings) - 40} more")
        passed += (not problem) + (not findings)
        failed += bool(problem) + bool(findings)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
