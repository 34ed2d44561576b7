"""Values that programs stumble over, as JSON tokens and as plain texts."""
import functools
import json
import pathlib

from kit.machine import ROOT

SHARED = ROOT.parent / "shared" / "data"
MEBIBYTE = 1 << 20


class Raw(str):
    """A JSON token that goes into the body as it stands."""


class RawBytes(bytes):
    """The same, not even UTF-8."""


def dump(value):
    """JSON as bytes; what is Raw stays raw, pairs in a list of tuples may repeat their key."""
    if isinstance(value, RawBytes):
        return bytes(value)
    if isinstance(value, Raw):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, dict):
        value = Pairs(value.items())
    if isinstance(value, Pairs):
        return b"{" + b",".join(dump(key) + b":" + dump(item) for key, item in value) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(dump(item) for item in value) + b"]"
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


class Pairs(list):
    """An object as a list of (key, value)."""


ODD_TEXTS = {
    "NUL": Raw(r'"a\u0000b"'),
    "only NUL": Raw(r'"\u0000"'),
    "escape": Raw(r'"\u001b[31mred"'),
    "delete": Raw(r'"a\u007fb"'),
    "C1 control": Raw(r'"a\u0085b\u009fc"'),
    "line break": "a\r\nBcc: b@example.com",
    "lone high surrogate": Raw(r'"a\ud800b"'),
    "lone low surrogate": Raw(r'"a\udfffb"'),
    "swapped surrogates": Raw(r'"\udc00\ud800"'),
    "surrogates as UTF-8": RawBytes(b'"\xed\xa0\x80"'),
    "overlong UTF-8": RawBytes(b'"\xc0\xaf"'),
    "cut UTF-8": RawBytes(b'"\xe2\x82"'),
    "Latin-1": RawBytes(b'"M\xfcller"'),
    "beyond Unicode": RawBytes(b'"\xf4\x90\x80\x80"'),
    "raw NUL": RawBytes(b'"a\0b"'),
    "raw line break": RawBytes(b'"a\nb"'),
    "half an escape": Raw(r'"\u12"'),
    "unknown escape": Raw(r'"\x41"'),
    "unclosed": Raw('"abc'),
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "zero width inside": "a\u200bb\u2060c",
    "right to left": "\u202egnp.exe\u202c \u2067abc\u2069 \u200f",
    "line separators": "a\u2028b\u2029c",
    "not a character": "\ufffe\uffff\U0010ffff",
    "private use": "\ue000\U000f0000",
    "zalgo": "e" + "\u0301\u0316" * 40,
    "a long zalgo": "e" + "\u0301" * 5000,
    "tags": "\U000e0041" * 30,
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "spaces": " \t\u00a0\u3000 ",
    "70 characters": "Hinter dem Gewerbegebiet an der alten Ziegelei, Halle 12, Tor 3, Ram" + "pe",
    "71 characters": "Hinter dem Gewerbegebiet an der alten Ziegelei, Halle 12, Tor 3, Ram" + "pe1",
    "1 MiB": Raw('"' + "x" * (MEBIBYTE - 4096) + '"'),
    "SQL": "'; DROP TABLE orders; --",
    "LIKE": "%_\\%",
    "template": "{{bad_word}} ${x} #{y} <%= z %> {0} %s %n",
    "formula": "=cmd|' /C calc'!A0",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "path": "../../../../etc/passwd\\..\\",
    "address": "a@b@c, d <e@f>; \"g\" <h>",
    "number": "9223372036854775808",
    "null": "null",
}
NEVER_A_TEXT = {"NUL", "only NUL", "lone high surrogate", "lone low surrogate",
                "swapped surrogates", "surrogates as UTF-8", "overlong UTF-8", "cut UTF-8",
                "Latin-1", "beyond Unicode", "raw NUL", "raw line break", "half an escape",
                "unknown escape", "unclosed"}

ODD_NUMBERS = {
    "2^63": (Raw("9223372036854775808"), "refuse"),
    "-2^63-1": (Raw("-9223372036854775809"), "refuse"),
    "2^64": (Raw("18446744073709551616"), "refuse"),
    "2^63-1": (Raw("9223372036854775807"), "any"),
    "-2^63": (Raw("-9223372036854775808"), "any"),
    "a thousand digits": (Raw("9" * 1000), "refuse"),
    "NaN": (Raw("NaN"), "refuse"),
    "Infinity": (Raw("Infinity"), "refuse"),
    "-Infinity": (Raw("-Infinity"), "refuse"),
    "1e400": (Raw("1e400"), "refuse"),
    "-1e400": (Raw("-1e400"), "refuse"),
    "1e-400": (Raw("1e-400"), "any"),
    "0.5": (Raw("0.5"), "refuse"),
    "1.0": (Raw("1.0"), "any"),
    "1e3": (Raw("1e3"), "any"),
    "-0": (Raw("-0"), "any"),
    "leading zero": (Raw("007"), "refuse"),
    "plus": (Raw("+1"), "refuse"),
    "hexadecimal": (Raw("0x10"), "refuse"),
    "dot": (Raw("1."), "refuse"),
    "minus": (Raw("-"), "refuse"),
    "other digits": (Raw("\u0661\u0662"), "refuse"),
}

WRONG_KINDS = {
    "a text": "text", "a number": 5, "a fraction": Raw("1.5"), "true": True, "a list": [],
    "an object": {}, "a list of null": [None], "nested": Raw("[" * 20 + "]" * 20),
}

ODD_SEGMENTS = {
    "nothing known": b"x", "NUL": b"%00", "broken UTF-8": b"%ff%fe", "dots": b"%2e%2e",
    "slash": b"a%2Fb", "half an escape": b"a%2", "no escape": b"%zz", "percent": b"%",
    "star": b"*", "minus one": b"-1", "2^63": b"9223372036854775808", "long": b"a" * 3000,
    "too long": b"a" * 20000, "SQL": b"'%20OR%201=1--", "line break": b"a%0d%0aX:%20y",
    "right to left": b"%e2%80%ae", "zero width": b"%e2%80%8b", "raw UTF-8": b"\xc3\xa4",
    "plus": b"a+b", "quote": b'"', "braces": b"{id}", "null": b"null", "colon": b"a:b",
    "semicolon": b"a;b=c", "at": b"%40%40",
}

ODD_QUERIES = {
    **{name: value for name, value in ODD_SEGMENTS.items() if name != "too long"},
    "empty": b"", "zero": b"0", "one": b"1", "201": b"201", "1e400": b"1e400", "NaN": b"NaN",
    "commas": b",,,", "not": b"!", "nots": b"!!!!x", "many": b",".join([b"a"] * 1000),
    "range": b"..", "open range": b"2026-11-01..", "reversed range": b"2026-12-01..2026-11-01",
    "no such day": b"2026-02-30", "far day": b"9999999-99-99", "days ago": b"-99999999999d",
    "less": b"%3C", "less than today": b"%3Ctoday", "more than": b"%3E2026-13-01",
    "amount": b"%3E99999999999999999999", "fields": b"-,+created,--x", "star text": b"%2A%22%28",
    "AND": b"AND%20OR%20NOT%20NEAR(", "tags": b"%3Cscript%3E", "cursor": b"eyJhIjoxfQ",
    "cursor bytes": b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "base64": b"_-_-_-_-==",
    "surrogate": b"%ed%a0%80", "overlong": b"%c0%af", "emoji": b"%f0%9f%98%80",
    "zalgo": b"e" + b"%cc%81" * 200, "id": b"order_01h455vb4pex5vsknk084sn02q",
}

ODD_HEADERS = {
    "If-Match": (b"", b'""', b"7", b'"-1"', b'"x"', b'W/"1"', b'"1", "2"',
                 b'"99999999999999999999"', b'"9223372036854775807"',
                 b'"1', b"*, *", b'"\xff"',
                 b'"0"', b'"1e3"', b'"' + b"1" * 4000 + b'"'),
    "Idempotency-Key": (b"", b'""', b'"' + b"k" * 255 + b'"', b'"' + b"k" * 256 + b'"',
                        b'"' + b"k" * 5000 + b'"', b"\xe4\xf6", b'"a\\', b'"a"b', b"a b",
                        b'"\xe2\x80\xae"', b'"a"; x=1', b"'; DROP TABLE orders; --"),
    "Kontor-Account": (b"", b"x", b"account_", b"account_01h455vb4pex5vsknk084sn02q", b"\xff",
                       b"order_01h455vb4pex5vsknk084sn02q", b"a" * 4000, b"*", b"%00"),
    "Accept-Language": (b"", b"xx", b"de;q=9", b"*;q=0", b"a" * 4000, b"\xff", b"de;q=NaN,en;;",
                        b"," * 500, b"../../etc/passwd", b"de-DE-u-co-phonebk;q=1e400"),
    "Accept": (b"", b"text/html", b"*/*;q=0", b"\xff", b"application/xml"),
    "Accept-Encoding": (b"", b"*;q=0", b"gzip;q=NaN", b"br, zstd", b"identity;q=0", b"\xff"),
    "Content-Encoding": (b"gzip", b"x", b""),
    "Range": (b"bytes=0-0", b"bytes=-99999999999999999999", b"x"),
    "If-None-Match": (b"*", b"\xff", b'"1"'),
    "If-Modified-Since": (b"x", b"Thu, 01 Jan 99999 00:00:00 GMT"),
    "Origin": (b"null", b"https://evil.example", b"\xff"),
    "X-Forwarded-For": (b"x", b"::ffff:1.2.3.4.5", b"1" * 3000, b"127.0.0.1, " * 100),
    "X-Request-Id": (b"a" * 3000, b"<script>", b"\xff", b""),
    "Last-Event-ID": (b"x", b"-1", b"99999999999999999999"),
    "Cookie": (b"=;=;;=", b"kontor_session", b"a=\xff", b"; " * 500, b'kontor_session="'),
}
ODD_CREDENTIALS = (
    b"Authorization: Bearer", b"Authorization: Bearer x", b"Authorization: Bearer \xff\xfe",
    b"Authorization: Basic YTpi", b"Authorization: Bearer " + b"k" * 4000, b"Authorization: ",
    b"Authorization: Bearer kontor_x'; DROP TABLE users; --", b"Cookie: kontor_session=",
    b"Cookie: kontor_session=x", b"Cookie: kontor_session=" + b"y" * 4000,
    b"Cookie: kontor_session=%00; kontor_session=\xff",
)
ODD_MEDIA = (
    None, b"", b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data",
    b"multipart/form-data; boundary=", b"multipart/form-data; boundary=x", b"application/xml",
    b"application/json; charset=utf-16", b"application/jsonx", b"json", b"\xff", b"*/*",
    b"application/" + b"j" * 4000, b"application/json, text/plain",
)


@functools.cache
def naughty_strings():
    """The public list, empty where it is not here."""
    path = SHARED / "text" / "blns.json"
    return tuple(json.loads(path.read_text("utf-8"))) if path.exists() else ()


@functools.cache
def torture_set():
    """(name, bytes) of each file of the public JSON torture set."""
    folder = SHARED / "json-torture" / "test_parsing"
    return tuple((path.name, path.read_bytes()) for path in sorted(folder.glob("*.json")))


def missing_sets():
    return [str(pathlib.Path("..", "shared", "data", *words))
            for words, found in ((("text", "blns.json"), naughty_strings()),
                                 (("json-torture",), torture_set())) if not found]
