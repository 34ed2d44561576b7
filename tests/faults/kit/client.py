"""A small HTTP/1.1 client with keep-alive. Faster than http.client, and it can lose an answer."""
import json
import socket


class ConnectionGone(Exception):
    """No answer came: the request may or may not have been done."""


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.bytes = body

    @property
    def body(self):
        return json.loads(self.bytes) if self.bytes else None

    @property
    def text(self):
        return self.bytes.decode("utf-8", "replace")

    @property
    def version(self):
        return int(self.headers["etag"].strip('"'))

    def __str__(self):
        return f"{self.status} {self.text[:300]}"


class Client:
    def __init__(self, port, token=None, timeout_s=30):
        self.port = port
        self.timeout_s = timeout_s
        self.always = {"Authorization": f"Bearer {token}"} if token else {}
        self.socket = None
        self.rest = b""

    def close(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = None
        self.rest = b""

    def _connect(self):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout_s)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _request(self, method, path, body, version, key, headers):
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
        for name, value in {**self.always, **(headers or {})}.items():
            lines.append(f"{name}: {value}")
        if version is not None:
            lines.append(f'If-Match: "{version}"')
        if key is not None:
            lines.append(f'Idempotency-Key: "{key}"')
        data = b""
        if body is not None:
            data = json.dumps(body).encode()
            lines.append("Content-Type: application/json")
        if body is not None or method != "GET":
            lines.append(f"Content-Length: {len(data)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + data

    def call(self, method, path, body=None, version=None, key=None, headers=None):
        """`path` below /api/v1, or absolute with a leading "//"."""
        path = path[1:] if path.startswith("//") else "/api/v1" + path
        try:
            self._connect()
            self.socket.sendall(self._request(method, path, body, version, key, headers))
            return self._read()
        except OSError as error:
            self.close()
            raise ConnectionGone(str(error)) from error

    def send(self, method, path, body=None, version=None, key=None):
        """First half of a call: the answer is fetched with receive()."""
        self.send_bytes(self._request(method, "/api/v1" + path, body, version, key, None))

    def send_bytes(self, data):
        """The same with whole requests as they are."""
        try:
            self._connect()
            self.socket.sendall(data)
        except OSError as error:
            self.close()
            raise ConnectionGone(str(error)) from error

    def receive(self):
        try:
            return self._read()
        except OSError as error:
            self.close()
            raise ConnectionGone(str(error)) from error

    def send_and_leave(self, method, path, body=None, version=None, key=None):
        """Sends a request and hangs up without waiting for the answer."""
        try:
            self._connect()
            self.socket.sendall(
                self._request(method, "/api/v1" + path, body, version, key, None))
        except OSError:
            pass
        self.close()

    def _more(self):
        part = self.socket.recv(65536)
        if not part:
            raise OSError("the server closed the connection")
        self.rest += part

    def _read(self):
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ", 2)[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            body = self._read_chunks()
        else:
            length = int(headers.get("content-length", 0))
            while len(self.rest) < length:
                self._more()
            body, self.rest = self.rest[:length], self.rest[length:]
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def _read_chunks(self):
        body = b""
        while True:
            while b"\r\n" not in self.rest:
                self._more()
            size, self.rest = self.rest.split(b"\r\n", 1)
            length = int(size, 16)
            while len(self.rest) < length + 2:
                self._more()
            body, self.rest = body + self.rest[:length], self.rest[length + 2:]
            if length == 0:
                return body
