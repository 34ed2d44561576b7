"""What the checks share: the Check record and reading C++ without its comments and strings."""
import re
from dataclasses import dataclass, field
from typing import Callable


@dataclass
class Check:
    """`bad` are pairs (tree, part of the expected finding); `good` gives no finding."""

    name: str
    run: Callable[[dict], list]
    bad: list = field(default_factory=list)
    good: dict = field(default_factory=dict)


TOKENS = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'", re.S)


def blank(text):
    """The same text with spaces instead of comments and literals; line breaks stay."""
    return TOKENS.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def is_cpp(path):
    return path.endswith((".cpp", ".hpp"))


def is_test(path):
    return path.startswith("tests/") or path.endswith(("_test.cpp", ".test.ts", ".test.tsx")) or (
        path.startswith("web/e2e/"))


def module_of(path):
    """"orders" for src/orders/x.cpp, "" for src/main.cpp, None outside src/."""
    parts = path.split("/")
    if parts[0] != "src":
        return None
    return parts[1] if len(parts) > 2 else ""
