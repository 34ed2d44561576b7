"""Checks of the code: direction of includes, sizes, what is not used here."""
import re

from check import Check, blank, is_cpp, is_test, line_of, module_of

RANKS = [
    ["kernel"], ["accounts"], ["catalog"], ["orders"],
    ["pricing", "quotes", "conversation", "payments", "subscriptions", "fulfilment", "returns",
     "documents"],
    ["channels", "suppliers", "portal", "reports"],
]
RANK = {module: rank for rank, modules in enumerate(RANKS) for module in modules}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)

LINE_COLUMNS = 100
FUNCTION_LINES = 60
FILE_LINES = 500
GENERATED = {"web/src/api/schema.d.ts", "web/package-lock.json"}


def includes(tree):
    """Includes go only towards the kernel and are written from src/. Tests may use everything."""
    findings = []
    for path, text in tree.items():
        module = module_of(path)
        if not module or not is_cpp(path) or is_test(path):
            continue
        if module not in RANK:
            findings.append(f"{path}: module '{module}' has no rank in tests/tidy/code_checks.py")
            continue
        for match in INCLUDE.finditer(text):
            target = match.group(1).split("/")[0]
            place = f"{path}:{line_of(text, match.start())}"
            if "/" not in match.group(1) or target not in RANK:
                findings.append(f"{place}: '{match.group(1)}' is not <module>/<file>")
            elif target != module and RANK[target] >= RANK[module]:
                findings.append(f"{place}: {module} must not include {target}")
    return findings


def has_limits(path):
    return path not in GENERATED and (
        path.startswith(("src/", "tests/", "web/src/", "web/e2e/", "tools/", "migrations/"))
        or path in ("dev", "CMakeLists.txt"))


# What the web formatter leaves as it is: it never breaks a string, a directive or JSX text.
UNBROKEN = re.compile(r"""biome-ignore|(["'`]).{50,}\1|\{" "\}$""")


def sizes(tree):
    """Lines, files and functions are short."""
    findings = []
    for path, text in tree.items():
        if not has_limits(path) or path.endswith((".json", ".csv", ".svg", ".html")):
            continue
        lines = text.splitlines()
        if len(lines) > FILE_LINES:
            findings.append(f"{path}: {len(lines)} lines, allowed are {FILE_LINES}")
        if not path.endswith((".txt", ".md")):
            for number, line in enumerate(lines, 1):
                if len(line) > LINE_COLUMNS and not (
                        path.startswith("web/") and UNBROKEN.search(line)):
                    findings.append(
                        f"{path}:{number}: {len(line)} columns, allowed are {LINE_COLUMNS}")
        if is_cpp(path):
            for number, length in functions(text):
                if length > FUNCTION_LINES:
                    findings.append(
                        f"{path}:{number}: function of {length} lines, allowed {FUNCTION_LINES}")
    return findings


SCOPE = re.compile(r"\b(namespace|struct|class|enum|union|extern)\b")


def functions(text):
    """(first line, number of lines) of each function; lambdas count as part of theirs."""
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group()),
                  blank(text), flags=re.M)
    stack, head_start = [], 0
    for match in re.finditer(r"[{};]", code):
        sign, position = match.group(), match.start()
        if sign == "{":
            head = code[head_start:position]
            inside_function = any(kind == "function" for kind, _ in stack)
            opens = not inside_function and "(" in head and not (
                SCOPE.search(head.split("(")[0]) or re.search(r"=\s*$", head))
            start = head_start + len(head) - len(head.lstrip())
            stack.append(("function" if opens else "other", start))
        elif sign == "}" and stack:
            kind, start = stack.pop()
            if kind == "function":
                yield line_of(code, start), code.count("\n", start, position) + 1
        head_start = position + 1


def word(*parts):
    """A pattern that this file itself does not contain."""
    return "".join(parts)


BANNED = [
    (re.compile(r"\bstd::w?regex|#\s*include\s*<regex>"), "std::regex is slow and recursive",
     lambda path: is_cpp(path)),
    (re.compile(r"\busing\s+namespace\b"), "no using namespace in src/",
     lambda path: is_cpp(path) and path.startswith("src/") and not is_test(path)),
    (re.compile(word(r"\b(TO", r"DO|FIX", r"ME|XX", r"X|HA", r"CK)\b")), "unfinished work",
     lambda path: path not in GENERATED and path != "LICENSE" and not path.endswith(".csv")),
    (re.compile(word(r"\b(sleep_", r"for|sleep_", r"until|us", r"leep|nano", r"sleep)\s*\(")),
     "tests wait for a condition, never for time", lambda path: is_cpp(path) and is_test(path)),
    (re.compile(word(r"waitFor", r"Timeout\s*\(|network", r"idle")),
     "tests wait for a condition, never for time", lambda path: is_test(path)),
    (re.compile(r"\b(it|test|describe)\.(only|skip|todo)\b"), "no test is left out or alone",
     lambda path: path.startswith("web/")),
]


def banned(tree):
    """What is not used here."""
    findings = []
    for path, text in tree.items():
        for pattern, reason, concerns in BANNED:
            if concerns(path):
                for match in pattern.finditer(text):
                    place = f"{path}:{line_of(text, match.start())}"
                    findings.append(f"{place}: '{match.group()}': {reason}")
    return findings


MACHINE = re.compile(word(
    r"(?<![\w.<{/-])/(?:wo", r"rk|ro", r"ot|ho", r"me/\w+)/|(?<![\w}])/tm", r"p/",
    r"|registry\.npm", r"js", r'|^\s*"resolved":'), re.M)


def machine_paths(tree):
    """Nothing in the project knows the machine that it was written on."""
    return [f"{path}:{line_of(text, match.start())}: '{match.group()}'"
            for path, text in tree.items() for match in MACHINE.finditer(text)]


CHECKS = [
    Check("includes", includes,
          bad=[({"src/kernel/a.cpp": '#include "orders/orders.hpp"\n'}, "must not include"),
               ({"src/quotes/a.cpp": '#include "pricing/p.hpp"\n'}, "quotes must not"),
               ({"src/orders/a.cpp": '#include "orders.hpp"\n'}, "is not <module>"),
               ({"src/warehouse/a.cpp": ""}, "no rank")],
          good={"src/orders/a.cpp": '#include "accounts/a.hpp"\n#include "orders/a.hpp"\n',
                "src/modules.cpp": '#include "reports/r.hpp"\n'}),
    Check("sizes", sizes,
          bad=[({"src/a.cpp": "x" * 101}, "101 columns"),
               ({"web/src/a.tsx": "\n" * 501}, "501 lines"),
               ({"web/src/a.ts": "// " + "word " * 20}, "103 columns"),
               ({"src/a.cpp": "namespace k {\nint f(int a) {" + "\n" * 60 + "}\n}\n"},
                "src/a.cpp:2: function of 61 lines"),
               ({"src/a_test.cpp": 'TEST_CASE("x") {' + "\n" * 60 + "}\n"}, "function of 61")],
          good={"src/a.cpp": "struct A {" + "\n" * 100 + "int f() { return '{'; }\n};\n"
                             "const int b[] = {" + "\n" * 70 + "};\n"}),
    Check("banned", banned,
          bad=[({"src/a.cpp": "std::regex r;"}, "regex"),
               ({"src/a.hpp": "using namespace std;"}, "using namespace"),
               ({"web/src/a.ts": word("// TO", "DO: later")}, "unfinished"),
               ({"src/kernel/a_test.cpp": word("sleep_", "for(1s);")}, "condition"),
               ({"web/e2e/a.ts": word("page.waitFor", "Timeout(5)")}, "condition"),
               ({"web/src/a.test.ts": "it.only('x', f)"}, "left out")],
          good={"src/a.cpp": "using std::string; // a photo", "tests/a_test.cpp": "sleepy();"}),
    Check("machine paths", machine_paths,
          bad=[({"README.md": word("see /wo", "rk/x")}, "README.md:1"),
               ({"a.sh": word("cd /tm", "p/x")}, "a.sh:1"),
               ({"web/package-lock.json": '{\n  "resolved": "https://x"'}, "resolved")],
          good={"README.md": "paper/work/life, https://example.org/work/ and ${TMPDIR:-/tmp}/x"}),
]
