"""Checks of documents that name things of the tree: they rot unless something compares."""
import json
import re

from check import Check, line_of

SECURITY = "docs/security.md"
DEPENDENCIES = "docs/dependencies.md"
# How many requirements of levels 1 and 2 each chapter of OWASP ASVS 5.0.0 has.
ASVS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13,
        14: 9, 15: 13, 16: 16, 17: 7}
STATES = ("test", "document", "n/a", "open")
ROW = re.compile(r"^\| (\d+)\.(\d+)\.(\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.M)
WHOLE_CHAPTER = re.compile(r"^\| V(\d+) [^|]*\| (\d+) \| [^|]{20,}\|$", re.M)
SUMMARY = re.compile(r"\*\*(\d+) requirements: (\d+) shown by tests, (\d+) by a document, "
                     r"(\d+) do not apply, (\d+) open\.\*\*")
QUOTED = re.compile(r'"([^"]+)"')

CPP_TEST = re.compile(r'\bTEST_CASE\(\s*"((?:[^"\\]|\\.|"\s*\n\s*")*)"')
WEB_TEST = re.compile(r'\b(?:it|test)\(\s*"([^"]+)"')
BROWSER_TEST = re.compile(r'^  "([^"]+)":\s*async', re.M)
SCENARIO = re.compile(r'^scenario "([^"]+)"', re.M)
FAULT = re.compile(r"tests/faults/(\w+)\.py")
TIDY = re.compile(r'\bCheck\("([^"]+)"')
# The set of a fault's runner and its parts is no fault.
NOT_FAULTS = {"run"}


def test_names(tree):
    names = set()
    for path, text in tree.items():
        if path.endswith("_test.cpp"):
            names.update(re.sub(r'"\s*\n\s*"', "", name) for name in CPP_TEST.findall(text))
        elif path.startswith("tests/scenarios/"):
            names.update(SCENARIO.findall(text))
        elif path.endswith(".e2e.mjs"):
            names.update(BROWSER_TEST.findall(text))
        elif path.endswith((".test.ts", ".test.tsx")):
            names.update(WEB_TEST.findall(text))
        elif path.startswith("tests/tidy/") and path.endswith("_checks.py"):
            names.update(f"tidy: {name}" for name in TIDY.findall(text))
        elif FAULT.fullmatch(path) and FAULT.fullmatch(path).group(1) not in NOT_FAULTS:
            names.add(f"faults: {FAULT.fullmatch(path).group(1)}")
    return names


def row_findings(state, shown, known):
    if state not in STATES:
        return [f"'{state}' is none of {', '.join(STATES)}"]
    quoted = QUOTED.findall(shown)
    findings = [f'no test is called "{name}"' for name in quoted if name not in known]
    if state == "test" and not quoted:
        findings.append("names no test")
    if state == "document" and "](" not in shown:
        findings.append("links no document")
    if state in ("n/a", "open") and len(shown.strip()) < 6:
        findings.append("gives no reason")
    return findings


def security(tree):
    """docs/security.md has each requirement of ASVS once, and its tests exist."""
    text = tree.get(SECURITY)
    if text is None:
        return [f"{SECURITY} is missing"]
    known = test_names(tree)
    findings, seen = [], {}
    counts = dict.fromkeys(STATES, 0)
    for match in ROW.finditer(text):
        chapter, section, number, _, state, shown = match.groups()
        place = f"{SECURITY}:{line_of(text, match.start())}: {chapter}.{section}.{number}"
        seen.setdefault(int(chapter), []).append((int(section), int(number)))
        findings += [f"{place}: {finding}" for finding in row_findings(state, shown, known)]
        counts[state] = counts.get(state, 0) + 1
    for chapter, number in ((int(a), int(b)) for a, b in WHOLE_CHAPTER.findall(text)):
        seen.setdefault(chapter, []).extend((0, n) for n in range(number))
        counts["n/a"] += number
    for chapter, number in ASVS.items():
        ids = seen.get(chapter, [])
        if len(ids) != number:
            findings.append(f"{SECURITY}: V{chapter} has {len(ids)} requirements, not {number}")
        if ids != sorted(set(ids)):
            findings.append(f"{SECURITY}: V{chapter} is out of order or names one twice")
    summary = SUMMARY.search(text)
    wanted = [sum(counts.values()), *(counts[state] for state in STATES)]
    if not summary or [int(n) for n in summary.groups()] != wanted:
        findings.append(f"{SECURITY}: the sum should say {wanted}")
    return findings


def used_libraries(tree):
    """(where, name) of what the build and its scripts ask for."""
    cmake = tree.get("CMakeLists.txt", "")
    for block in re.findall(r"pkg_check_modules\(\w+ ([^)]*)\)", cmake):
        for name in block.split():
            if name not in ("REQUIRED", "IMPORTED_TARGET"):
                yield "CMakeLists.txt", name
    for name in re.findall(r"find_library\(\w+ ([\w.-]+)", cmake):
        yield "CMakeLists.txt", name
    for name in re.findall(r"find_package\((\w+)", cmake):
        # They belong to the compiler and to CMake.
        if name not in ("Threads", "PkgConfig", "Python3"):
            yield "CMakeLists.txt", name
    for block in re.findall(r"^\w+_packages=\(([^)]*)\)", tree.get("tools/install.sh", ""), re.M):
        for name in block.split():
            yield "tools/install.sh", name


def dependencies(tree):
    """docs/dependencies.md has every library and direct package, as the lock file has it."""
    text = tree.get(DEPENDENCIES, "")
    named = set(re.findall(r"`([^`\s]+)`", text))
    findings = [f"{DEPENDENCIES}: {name} of {where} is missing"
                for where, name in used_libraries(tree) if name not in named]
    package = json.loads(tree.get("web/package.json", "{}"))
    for kind in ("dependencies", "devDependencies"):
        for name in package.get(kind, {}):
            if name not in named:
                findings.append(f"{DEPENDENCIES}: {name} of web/package.json is missing")
    lock = json.loads(tree.get("web/package-lock.json", "{}")).get("packages", {})
    for match in re.finditer(r"^\| `([^`]+)` \| (\d[^ |]*) \| ([^|]+) \|", text, re.M):
        name, version, licence = match.groups()
        entry = lock.get(f"node_modules/{name}", {})
        for mine, theirs in ((version, entry.get("version")), (licence, entry.get("license"))):
            if mine != theirs:
                place = f"{DEPENDENCIES}:{line_of(text, match.start())}"
                findings.append(f"{place}: {name} is {theirs} in the lock file, not {mine}")
    return findings


def table(rows, total):
    """A document that has all chapters: the first ones as `rows`, the others as a whole."""
    chapters = {int(re.match(r"\| (\d+)", row).group(1)) for row in rows}
    rest = [f"| V{chapter} Some words | {number} | there is nothing of the kind here |"
            for chapter, number in ASVS.items() if chapter not in chapters]
    return "\n".join([f"**{total}**", *rows, *rest])


def rows_of_two(shown='"it holds"', state="test"):
    """Chapter 8 with its seven requirements, of which the last is `shown`."""
    ids = ["8.1.1", "8.1.2", "8.2.1", "8.2.2", "8.2.3", "8.3.1"]
    return [f'| {one} | words | test | "it holds" |' for one in ids] + [
        f"| 8.4.1 | words | {state} | {shown} |"]


TEST = {"src/a_test.cpp": 'TEST_CASE("it holds") {', "tests/scenarios/a.txt": 'scenario "B1 x"',
        "web/e2e/a.e2e.mjs": '  "a page": async () => {', "tests/faults/kill.py": ""}
SUM = "253 requirements: 7 shown by tests, 0 by a document, 246 do not apply, 0 open."
LISTED = "`sqlite3` `cmark` `Boost` `g++`\n| `react` | 1.2.3 | MIT | x |\n"
LOCK = '{"packages": {"node_modules/react": {"version": "1.2.3", "license": "MIT"}}}'
BUILD = {"CMakeLists.txt": "find_package(Boost 1)\npkg_check_modules(l REQUIRED sqlite3)\n"
                           "find_library(c cmark REQUIRED)",
         "tools/install.sh": "build_packages=(\n  g++\n)\n",
         "web/package.json": '{"dependencies": {"react": "1.2.3"}}', "web/package-lock.json": LOCK}
CHECKS = [
    Check("security table", security,
          bad=[({**TEST, SECURITY: table(rows_of_two(shown, state), SUM)}, expected)
               for shown, state, expected in (
                   ('"it holds no more"', "test", 'no test is called "it holds no more"'),
                   ("everybody knows that", "test", "names no test"),
                   ("it is written somewhere", "document", "links no document"),
                   ("soon", "open", "gives no reason"),
                   ("nobody knows better", "fine", "'fine' is none of"))] +
              [({**TEST, SECURITY: table(rows_of_two()[1:], SUM)}, "V8 has 6 requirements, not 7"),
               ({**TEST, SECURITY: table(rows_of_two()[::-1], SUM)}, "V8 is out of order"),
               ({**TEST, SECURITY: table(rows_of_two(), SUM.replace("7 shown", "9 shown"))},
                "the sum should say"),
               (TEST, "is missing")],
          good={**TEST, SECURITY: table(
              rows_of_two('"B1 x", "a page", "faults: kill"'), SUM)}),
    Check("dependency list", dependencies,
          bad=[({**BUILD, DEPENDENCIES: LISTED.replace(gone, "")}, expected)
               for gone, expected in (("`sqlite3`", "sqlite3 of CMakeLists.txt"),
                                      ("`cmark`", "cmark of CMakeLists.txt"),
                                      ("`Boost`", "Boost of CMakeLists.txt"),
                                      ("`g++`", "g++ of tools/install.sh"),
                                      ("`react`", "react of web/package.json"))] +
              [({**BUILD, DEPENDENCIES: LISTED.replace("1.2.3", "1.2.4")}, "is 1.2.3 in the lock"),
               ({**BUILD, DEPENDENCIES: LISTED.replace("MIT", "GPL-3.0")}, "is MIT in the lock")],
          good={**BUILD, DEPENDENCIES: LISTED}),
]
