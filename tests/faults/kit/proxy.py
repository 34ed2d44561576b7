"""A TCP proxy that can lose what comes back: the work is done and nobody hears of it."""
import socket
import threading
import time


class Proxy:
    """Forwards connections to `target`. lose_commits() passes COMMITs on and loses the answers."""

    def __init__(self, target):
        self.target = target
        self._losing = threading.Event()
        self._lock = threading.Lock()
        self._pairs = set()
        self._lossy = set()  # who has lost one answer hears no later one either
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                end.settimeout(None)
            pair = (near, far)
            with self._lock:
                self._pairs.add(pair)
            for source, sink, answers in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pass, args=(pair, source, sink, answers),
                                 daemon=True).start()

    def _pass(self, pair, source, sink, answers):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                if answers and pair in self._lossy:
                    continue
                if not answers and b"COMMIT" in data:
                    self._begin_to_lose(pair)
                sink.sendall(data)
        except OSError:
            pass
        self._close(pair)

    def _close(self, pair):
        with self._lock:
            self._pairs.discard(pair)
            self._lossy.discard(pair)
        for end in pair:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def lose_commits(self, wanted, timeout_s):
        """The next COMMIT of each connection gets no answer, until there are as many as wanted;
        then these connections break. Returns how many there were."""
        until = time.monotonic() + timeout_s
        self._losing.set()
        while len(self._lossy) < wanted and time.monotonic() < until:
            time.sleep(0.005)
        with self._lock:
            self._losing.clear()
            lost = list(self._lossy)
        time.sleep(0.05)  # what was passed on is done by then
        for pair in lost:
            self._close(pair)
        return len(lost)

    def _begin_to_lose(self, pair):
        with self._lock:
            if self._losing.is_set():
                self._lossy.add(pair)

    def close(self):
        self._listener.close()
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            self._close(pair)
