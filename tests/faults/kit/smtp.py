"""A mail server on loopback that misbehaves on demand, and counts what it took by Message-ID."""
import email
import email.policy
import re
import socket
import ssl
import threading

MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.I | re.M)


class SmtpPeer:
    """`mode` may be changed at any time:

    good         takes everything
    down         nobody listens
    slow         says nothing for `slow_s` before it greets
    refuses      550 to each recipient
    busy         451 after each message
    reply-lost   takes the message, then hangs up without an answer
    truncated    hangs up in the middle of the answer
    drops        hangs up in the middle of the message
    bad-tls      offers STARTTLS with a certificate that nobody trusts

    `watch(stage)` is called in the life of each message: "before" (its sender is named), "after"
    (it was taken, the answer is still to come), "replied".
    """

    def __init__(self, watch=None, slow_s=30, tls=None):
        self.mode = "good"
        self.watch = watch or (lambda stage: None)
        self.slow_s = slow_s
        self.tls = tls
        self.seen = {}
        self.last = []
        self.talks = 0
        self._lock = threading.Lock()
        self._listener = None
        self._closing = threading.Event()
        self.port = self._listen(0)

    def _listen(self, port):
        self._listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self._listener.getsockname()[1]

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def set(self, mode):
        if mode == "down" and self.mode != "down":
            # A blocked accept() holds the port until it is woken.
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        if mode != "down" and self.mode == "down":
            self._listen(self.port)
        self.mode = mode

    def close(self):
        self._closing.set()
        self.set("down")

    def times_seen(self):
        with self._lock:
            return dict(self.seen)

    def _take(self, message):
        found = MESSAGE_ID.search(message)
        key = found.group(1).decode() if found else "(none)"
        with self._lock:
            self.seen[key] = self.seen.get(key, 0) + 1
            self.last = [*self.last[-20:], message]

    def link(self, path):
        """The newest secret below `path` that a mail carried, or None."""
        with self._lock:
            messages = list(self.last)
        for message in reversed(messages):
            body = email.message_from_bytes(message, policy=email.policy.default)
            text = body.get_body(("plain",)).get_content()
            found = re.search(re.escape(path) + r"([A-Za-z0-9._-]+)", text)
            if found:
                return found.group(1).rstrip(".")
        return None

    def _talk(self, connection):
        self.talks += 1
        try:
            connection.settimeout(60)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.mode == "slow":
                self._closing.wait(self.slow_s)
            _Talk(self, connection).run()
        except (OSError, ssl.SSLError, EOFError):
            pass
        finally:
            connection.close()


class _Talk:
    def __init__(self, peer, connection):
        self.peer = peer
        self.connection = connection
        self.reader = connection.makefile("rb")

    def say(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def run(self):
        self.say("220 peer.example ready")
        while True:
            line = self.reader.readline()
            if not line:
                return
            verb = line.split()[0].upper() if line.split() else b""
            if verb in (b"EHLO", b"HELO"):
                tls = self.peer.mode == "bad-tls"
                self.say("250-peer.example\r\n250 STARTTLS" if tls else "250 peer.example")
            elif verb == b"STARTTLS":
                self.start_tls()
            elif verb == b"MAIL":
                self.peer.watch("before")
                self.say("250 2.1.0 go on")
            elif verb == b"RCPT":
                refuses = self.peer.mode == "refuses"
                self.say("550 5.1.1 nobody of this name" if refuses else "250 2.1.5 go on")
            elif verb == b"DATA":
                if not self.take_message():
                    return
            elif verb == b"QUIT":
                self.say("221 2.0.0 bye")
                return
            else:
                self.say("250 2.0.0 fine")

    def start_tls(self):
        self.say("220 2.0.0 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.peer.tls)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.reader = self.connection.makefile("rb")

    def take_message(self):
        """False when the talk is over."""
        self.say("354 go on")
        lines = []
        while True:
            line = self.reader.readline()
            if not line:
                return False
            if line == b".\r\n":
                break
            if self.peer.mode == "drops":
                return False
            lines.append(line)
        if self.peer.mode == "busy":
            self.say("451 4.3.0 not today")
            return True
        self.peer._take(b"".join(lines))
        self.peer.watch("after")
        if self.peer.mode == "reply-lost":
            return False
        if self.peer.mode == "truncated":
            self.connection.sendall(b"25")
            return False
        self.say("250 2.0.0 taken")
        self.peer.watch("replied")
        return True
