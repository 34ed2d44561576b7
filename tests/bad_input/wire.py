"""Requests that are hardly HTTP, each on a connection of its own, against the whole program.

How the server reads HTTP is tested beside its code (src/kernel/server_test.cpp); here it must also
answer as every other part does, and the next client must not notice.
"""
import asked
from kit.client import Client, ConnectionGone

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /api/v1/setup HTTP/1.1\r\n"
POST = b"POST /api/v1/session HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
BODY = b'{"email":"a","password":"b"}'
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def _chunks(text):
    return CHUNKED + text


# Each must be refused with a problem; the connection may end after that.
REFUSED = {
    "no request": b"\r\n\r\n\r\nx\r\n\r\n",
    "binary": bytes(range(256)) * 4 + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500 + b"\r\n\r\n",
    "another protocol": b"EHLO mail.example\r\nMAIL FROM:<a>\r\n\r\n",
    "no version": b"GET /api/v1/setup\r\n" + HOST + b"\r\n",
    "HTTP/9.9": b"GET /api/v1/setup HTTP/9.9\r\n" + HOST + b"\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "spaces": b"GET  /api/v1/setup  HTTP/1.1\r\n" + HOST + b"\r\n",
    "NUL in the path": b"GET /api/\0v1/setup HTTP/1.1\r\n" + HOST + b"\r\n",
    "no path": b"GET  HTTP/1.1\r\n" + HOST + b"\r\n",
    "long path": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "long head": GET + HOST + b"X: " + b"a" * 200_000 + b"\r\n\r\n",
    "many heads": GET + HOST + b"".join(b"X%d: y\r\n" % one for one in range(5000)) + b"\r\n",
    "no host": GET + b"\r\n",
    "two hosts": GET + HOST + b"Host: evil.example\r\n\r\n",
    "no colon": GET + HOST + b"Nonsense\r\n\r\n",
    "space before the colon": GET + HOST + b"Accept : x\r\n\r\n",
    "NUL in a head": GET + HOST + b"X: a\0b\r\n\r\n",
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 28\r\n\r\n" + BODY,
    "lengths in a list": POST + b"Content-Length: 28, 3\r\n\r\n" + BODY,
    "negative length": POST + b"Content-Length: -1\r\n\r\n" + BODY,
    "length 2^64": POST + b"Content-Length: 18446744073709551616\r\n\r\n" + BODY,
    "length in hex": POST + b"Content-Length: 0x1c\r\n\r\n" + BODY,
    "length of a gigabyte": POST + b"Content-Length: 1073741824\r\n\r\n" + BODY,
    "length and chunks": POST + b"Content-Length: 28\r\n" + CHUNKED[len(POST):] + b"0\r\n\r\n",
    "unknown coding": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    "chunk of nonsense": _chunks(b"zz\r\nabc\r\n0\r\n\r\n"),
    "chunk too short": _chunks(b"2\r\nabcdef\r\n0\r\n\r\n"),
    "chunk of 2^64": _chunks(b"ffffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
    "chunk of minus one": _chunks(b"-1\r\nabc\r\n0\r\n\r\n"),
    "no chunks": _chunks(b"0\r\n\r\n"),
    "long chunk line": _chunks(b"1;" + b"x" * 200_000 + b"\r\na\r\n0\r\n\r\n"),
    "unknown method": b"BREW /api/v1/setup HTTP/1.1\r\n" + HOST + b"\r\n",
    "method of a line": b"G" * 3000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "an unknown expectation": POST + b"Expect: wonders\r\nContent-Length: 28\r\n\r\n" + BODY,
    "climbing": b"GET /api/v1/../../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
    "climbing in code": b"GET /api/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
}


class _Wire(asked.Case):
    raw = True

    def __str__(self):
        return f"raw: {self.label}"


def ask(asking):
    for label, request in REFUSED.items():
        case = _Wire(None, label, caller="nobody", expect="refuse")
        client = Client(asking.world.port, timeout_s=20)
        answer = None
        try:
            client.send_bytes(request)
            answer = client.receive()
        except ConnectionGone as gone:
            asking.complain(case, "no answer", str(gone), request)
        finally:
            client.close()
        if answer:
            asking.note(case, answer, request)
