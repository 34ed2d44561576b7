"""What every answer must be, whatever was asked."""
import functools
import json
import re
import urllib.parse

import values
from kit.client import Answer

# What the server says before it knows the operation (src/kernel/server.cpp, api.cpp).
ANYWHERE = {"bad_request", "malformed_json", "not_found", "method_not_allowed", "too_large",
            "uri_too_long", "headers_too_large", "unsupported_media", "invalid_input",
            "unauthenticated", "forbidden", "idempotency_mismatch", "idempotency_in_progress",
            "precondition_required", "changed_meanwhile", "length_required", "timed_out",
            "expectation_failed", "not_implemented", "version_not_supported"}
FRAME_ONLY = {501, 505}
# What tells a caller about the inside of the program.
LEAKS = re.compile(
    r"\b(select|insert into|delete from|update)\b[^\"]{1,80}\b(from|values|where|set)\b"
    r"|\b(sqlite|sqlstate|libpq|postgres|pqxx|savepoint)|constraint failed"
    r"|violates|duplicate key value|relation \\?\"|\b(std|boost|kontor|json)::|basic_string"
    r"|bad_alloc|bad_variant|what\(\)|terminate called|assertion|segmentation"
    r"|backtrace|stack trace|\bat 0x[0-9a-f]+"
    r"|\.[ch]pp\b|/(src|build|home|usr|tmp|var|root)/|/dev/shm"
    r"|invalid byte sequence|sanitizer|<html|<!doctype", re.I)
# What src/kernel/json says of a value that its type does not take.
LIMIT_CODES = {"too_long", "too_short", "too_large", "too_small", "too_many", "not_text",
               "not_integer", "not_a_number", "not_boolean", "not_a_list", "not_an_object",
               "unknown_field", "required"}
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


PLACEHOLDER = re.compile(r"\{\{(?!bad_word)[a-z_]+\}\}")


@functools.cache
def _planted():
    """What requests may have left behind, and later answers then tell."""
    return "\n".join([*values.naughty_strings(), *map(str, values.ODD_TEXTS.values())]).lower()


def texts_in(value):
    """Every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for below in value.values() if isinstance(value, dict) else value:
            yield from texts_in(below)


def strict_json(body):
    """Raises ValueError for what is not JSON to the letter."""
    def refuse(word):
        raise ValueError(f"{word} is no JSON")
    value = json.loads(body.decode("utf-8"), parse_constant=refuse)
    if b"\\u" in body and LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise ValueError("a lone surrogate")
    return value


def complaints(case, answer, request):
    """Everything that is wrong with an answer, as texts; nothing when it is as it must be."""
    found = []
    say = found.append
    kind = answer.headers.get("content-type", "").split(";")[0]
    if answer.status >= 500 and not (case.raw and answer.status in FRAME_ONLY):
        say("a server error")
    if answer.status < 200 or 300 <= answer.status < 400 and answer.status != 304:
        say("neither done nor refused")
    if answer.status < 300:
        return found + _success(case, answer, kind)
    if answer.status == 304:
        return found
    return found + _refusal(case, answer, kind, request)


def _success(case, answer, kind):
    found = []
    if case.expect == "refuse":
        found.append("taken, but it must be refused")
    if case.operation and answer.status not in case.operation.codes:
        found.append(f"status {answer.status} is not in the document")
    if kind == "application/json":
        try:
            strict_json(answer.bytes)
        except ValueError as error:
            found.append(f"the answer is not JSON: {error}")
    return found


def _refusal(case, answer, kind, request):
    if kind != "application/problem+json":
        return [f"an error of the type {kind or 'nothing'}"]
    try:
        problem = strict_json(answer.bytes)
    except ValueError as error:
        return [f"the problem is not JSON: {error}"]
    sent = urllib.parse.unquote(request.decode("utf-8", "replace")).lower()
    found = _members(answer, problem, sent)
    for text in texts_in({**problem, "request_id": ""}):
        for leak in LEAKS.finditer(text):
            around = text[max(0, leak.start() - 3):leak.end()].lower()
            if leak.group().lower() not in sent and around not in _planted():
                found.append(f"tells about the inside: {leak.group()!r}")
    return found + _contract(case, answer, problem)


def _members(answer, problem, sent):
    found = []
    for name in ("type", "title", "code", "request_id"):
        if not isinstance(problem.get(name), str) or not problem[name]:
            found.append(f"the problem has no {name}")
    if "detail" in problem and not problem["detail"]:
        found.append("an empty detail")
    if problem.get("status") != answer.status:
        found.append("the problem's status is another one")
    for word in (problem.get("title", ""), problem.get("detail", "")):
        without = PLACEHOLDER.search(word) and "{{" not in sent
        if without or re.match(r"(refusal|field_error)\.", word):
            found.append(f"a text without its words: {word!r}")
    for error in problem.get("errors", ()):
        if not error.get("code") or not error.get("message"):
            found.append(f"a wrong field without code or message: {error}")
        if not re.match(r"$|/|\?|#", error.get("pointer", "-")):
            found.append(f"a wrong field without a pointer: {error}")
    return found


def _contract(case, answer, problem):
    found = []
    code = problem.get("code")
    if code == "rate_limited":
        found.append("a rate limit although there is none")
    if case.operation:
        if answer.status not in case.operation.codes and code not in ANYWHERE:
            found.append(f"{answer.status} {code} is not in the document")
    if case.caller in ("admin", "changer") and case.expect == "accept":
        named = [error for error in problem.get("errors", ())
                 if error.get("pointer") == case.pointer and error.get("code") in LIMIT_CODES
                 and str(error.get("actual", "")) in case.label]  # not what it adds up to
        if answer.status in (400, 413, 415) or named:
            found.append("refused, but the document allows it")
    if case.caller == "admin" and code == "unauthenticated" and not case.may_be_out:
        found.append("signed out without a reason")
    return found


class _Asked:
    """A case of no operation, for the checks of the checker."""
    operation = None
    raw = False
    caller = "admin"
    expect = "any"
    pointer = ""
    label = ""
    may_be_out = False

    def __init__(self, **other):
        self.__dict__.update(other)


def _problem(status=422, kind="application/problem+json", **changes):
    members = {"type": "urn:x", "title": "Eine Angabe fehlt.", "status": status,
               "code": "invalid_input", "errors": [], "request_id": "r1", **changes}
    return Answer(status, {"content-type": kind}, json.dumps(members).encode())


# (what is wrong with it, the case, the answer)
BAD_ANSWERS = (
    ("a server error", _Asked(), _problem(500, code="internal")),
    ("a server error", _Asked(), _problem(503, code="overloaded")),
    ("an error of the type text/html", _Asked(),
     Answer(404, {"content-type": "text/html"}, b"<html>Not found</html>")),
    ("an error of the type nothing", _Asked(), Answer(400, {}, b"")),
    ("an error of the type application/json", _Asked(), _problem(kind="application/json")),
    ("inside", _Asked(), _problem(detail="UNIQUE constraint failed: orders.number")),
    ("inside", _Asked(), _problem(title="ERROR: SELECT id FROM orders WHERE tenant_id = $1")),
    ("inside", _Asked(), _problem(detail="std::out_of_range")),
    ("inside", _Asked(), _problem(detail="basic_string::substr: __pos")),
    ("inside", _Asked(), _problem(detail="at src/kernel/json.cpp:12")),
    ("inside", _Asked(), _problem(detail="cannot open /var/lib/kontor/kontor.db")),
    ("inside", _Asked(), _problem(detail="invalid byte sequence for encoding")),
    ("no request_id", _Asked(), _problem(request_id="")),
    ("no code", _Asked(), _problem(code=None)),
    ("another one", _Asked(), Answer(400, _problem().headers, _problem(422).bytes)),
    ("without its words", _Asked(), _problem(title="refusal.invalid_input")),
    ("without its words", _Asked(), _problem(title="Es fehlt {{name}}.")),
    ("without code or message", _Asked(), _problem(errors=[{"pointer": "/a", "code": "x"}])),
    ("without a pointer", _Asked(),
     _problem(errors=[{"pointer": "a", "code": "x", "message": "y"}])),
    ("not JSON", _Asked(), Answer(422, _problem().headers, b'{"title":"\xff"}')),
    ("not JSON", _Asked(), Answer(200, {"content-type": "application/json"}, b'{"a":NaN}')),
    ("not JSON", _Asked(), Answer(200, {"content-type": "application/json"}, b'["\\ud800"]')),
    ("must be refused", _Asked(expect="refuse"),
     Answer(200, {"content-type": "application/json"}, b"{}")),
    ("the document allows it", _Asked(expect="accept", pointer="/name", label="9 times x"),
     _problem(errors=[{"pointer": "/name", "code": "too_long", "actual": "9",
                       "message": "zu lang"}])),
    ("a rate limit", _Asked(), _problem(429, code="rate_limited")),
    ("signed out", _Asked(), _problem(401, code="unauthenticated")),
)
GOOD_ANSWERS = (
    (_Asked(), _problem()),
    (_Asked(expect="refuse"), _problem(400, code="malformed_json")),
    (_Asked(expect="accept"), Answer(200, {"content-type": "application/json"}, b'{"a":1}')),
    (_Asked(), Answer(204, {}, b"")),
)


def teeth():
    """The bad answers that the checker would let through, and the good ones that it would not."""
    missed = [f"not noticed: {what}: {answer}" for what, case, answer in BAD_ANSWERS
              if not any(what in text for text in complaints(case, answer, b""))]
    return missed + [f"wrongly noticed: {answer}: {complaints(case, answer, b'')}"
                     for case, answer in GOOD_ANSWERS if complaints(case, answer, b"")]
