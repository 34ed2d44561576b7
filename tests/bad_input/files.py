"""Uploads: forms that are broken, and files that are no lists."""
import values
from asked import Case
from world import multipart

PRODUCTS = b"number;name;sku\nB-1;Lampe;B-1\n"
MIXED = "number;name;sku\r\n1;\"a\nb\";x\r\n=1+1;\u202e;\u200b\r\n".encode()

FILES = {
    "empty": b"", "only BOM": b"\xef\xbb\xbf", "only line breaks": b"\n" * 5000,
    "NUL": b"number;name\0;sku\n1;a\0b;c\n", "UTF-16": PRODUCTS.decode().encode("utf-16"),
    "Latin-1": "number;name;sku\n1;M\u00fcller;2\n".encode("latin-1"),
    "broken UTF-8": b"number;name;sku\n1;\xff\xfe\xc0\xaf\xed\xa0\x80;2\n",
    "an open quote": b'number;name;sku\n1;"a;2\n' * 3, "quotes": b'"' * 9999,
    "one long line": b"a" * 300_000, "many columns": b";".join([b"a"] * 3000) + b"\n",
    "many lines": b"number;name;sku\n" + b"1;a;2\n" * 3000, "a zip": b"PK\x03\x04" + bytes(2000),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a page": b"<html><script>",
    "odd texts": MIXED, "the same column often": b"name;name;name;sku\na;b;c;d\n",
    "no head": b";;;\n;;;\n", "separators": b";,\t|" * 1000, "numbers": b"sku;list_price\nx;1e400\n"
    b"y;NaN\nz;9223372036854775808\nw;-0\nv;1.000.000,00,00\n",
}


NAMES = ("", "\0", "../../etc/passwd", "a" * 5000, "\u202egnp.csv", 'a"b', "a\r\nX: y", "CON",
         "a/b\\c", "\u200b", ".csv", "\U0001f600" * 100)

PNG_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
PICTURES = {
    "a bomb": PNG_HEAD + b"\0\0\xea\x60" * 2 + b"\x08\6\0\0\0" + bytes(4) +
              b"\0\0\0\0IDAT" + bytes(4) + b"\0\0\0\0IEND" + bytes(4),
    "no pixels": PNG_HEAD + bytes(8) + b"\x08\6\0\0\0" + bytes(4),
    "a chunk without end": PNG_HEAD[:8] + b"\xff\xff\xff\xffIHDR",
    "JPEG, only the beginning": b"\xff\xd8\xff\xe1\xff\xff" + b"Exif\0\0II*\0\xff\xff\xff\xff",
    "JPEG, segments of nothing": b"\xff\xd8" + b"\xff\xe1\0\2" * 2000,
    "GIF, large and empty": b"GIF89a\xff\xff\xff\xff\xf7\0\0" + bytes(768) + b",",
    "GIF, a script too": b"GIF89a/*<script>alert(1)</script>*/=1",
    "WebP, larger than it is": b"RIFF\xff\xff\xff\xffWEBPVP8X\n\0\0\0" + b"\xff" * 10,
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "XML with entities": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '" + b"a" * 999 +
                         b"'>]><x/>",
    "PDF": b"%PDF-1.7\n/JS (app.alert(1))", "a mail": b"From: a\nDate: b\nMessage-ID: c\n\n<p>",
    "an archive in itself": b"PK\3\4" * 9999, "one byte": b"\xff",
}


def form(operation, label, parts, expect="any", **changes):
    head, body = multipart(parts)
    media = changes.pop("media", head.split(b": ", 1)[1])
    return Case(operation, f"form {label}", body=changes.pop("body", body), media=media,
                expect=expect, **changes)


def valid(operation):
    if operation.name == UPLOAD:
        return form(operation, "valid", [("file", "plan.txt", b"Zeichnung")])
    return form(operation, "valid", [("kind", None, b"products"), ("file", "a.csv", PRODUCTS)])


def written_imports(operation):
    kind, file = ("kind", None, b"products"), ("file", "a.csv", PRODUCTS)
    for name, content in FILES.items():
        for what in (b"products", b"customers", b"prices"):
            yield form(operation, f"{what.decode()} {name}",
                       [("kind", None, what), ("file", "a.csv", content)])
    for what in (b"", b"x", b"PRODUCTS", b"\xff", b"a\0b", b"x" * 100_000):
        yield form(operation, f"kind {what[:9]!r}", [("kind", None, what), file], "refuse")
    for name in NAMES:
        yield form(operation, f"name {name[:20]!a}", [kind, ("file", name, PRODUCTS)])
    for label, parts in (("no file", [kind]), ("no kind", [file]), ("nothing", []),
                         ("two kinds", [kind, kind])):
        yield form(operation, label, parts, "refuse")
    yield form(operation, "file as text", [kind, ("file", None, PRODUCTS)])
    yield form(operation, "two files", [kind, file, file])
    yield form(operation, "more fields", [kind, file, ("x", None, b"y"), ("\u00e4", None, b"z")])
    yield form(operation, "many fields", [(f"f{number}", None, b"") for number in range(2000)])
    yield from broken_forms(operation, [kind, file])


def written_files(operation):
    """What stands in an order as a file: pictures that are none, bombs, pages."""
    for name, content in {**FILES, **PICTURES}.items():
        yield form(operation, name, [("file", "bild.png", content)])
    for name in NAMES:
        yield form(operation, f"name {name[:20]!a}", [("file", name, b"x")])
    for label, parts in (("no file", [("kind", None, b"x")]), ("nothing", []),
                         ("file as text", [("file", None, b"x")]),
                         ("empty", [("file", "a.txt", b"")])):
        yield form(operation, label, parts, "refuse")
    yield form(operation, "two files", [("file", "a.txt", b"x")] * 2)
    yield from broken_forms(operation, [("file", "a.txt", b"x")])


def broken_forms(operation, parts):
    whole = multipart(parts)[1]
    for at in range(0, len(whole), 17):
        yield form(operation, f"cut after {at}", [], body=whole[:at])
    for media in values.ODD_MEDIA:
        yield form(operation, f"type {media and media[:40]!r}", parts, "refuse", media=media)
    for boundary in (b'"', b"a" * 71, b"a b", b"\xff", b'"bad-input-boundary"', b"bad-input"):
        yield form(operation, f"boundary {boundary[:9]!r}", parts,
                   media=b"multipart/form-data; boundary=" + boundary)


UPLOAD = "POST /orders/{id}/files"
FORMS = {"POST /imports": written_imports, UPLOAD: written_files}
