"""Sends the requests over several connections, several at a time, and judges the answers."""
import collections

import judge
from kit.client import Client, ConnectionGone
from kit.machine import Broken
from world import kind_of, put_in

CONNECTIONS = 6
AT_A_TIME = 12
FEW_BYTES = 12_000  # more than this goes alone: neither side may wait for the other


class Asking:
    def __init__(self, world, server):
        self.world = world
        self.server = server
        self.clients = [Client(world.port) for _ in range(CONNECTIONS)]
        self.waiting = [[] for _ in range(CONNECTIONS)]
        self.count = 0
        self.unanswered = 0
        self.statuses = collections.Counter()
        self.found = collections.OrderedDict()
        self.reached = collections.defaultdict(collections.Counter)

    def request(self, case, thing):
        """The whole request as bytes."""
        operation, common = case.operation, self.world.common
        path = "/api/v1" + operation.path
        target = path.encode()
        for name in operation.path_names:
            value = case.segments.get(name)
            if value is None:
                value = str(thing.get(name, common.get(name, "none"))).encode()
            target = target.replace(b"{" + name.encode() + b"}", value)
        if case.query:
            target += b"?" + case.query
        lines = [operation.method.encode() + b" " + target + b" HTTP/1.1", b"Host: 127.0.0.1"]
        given = {line.split(b":")[0] for line in case.headers}
        for name, value in self.world.callers[case.caller].items():
            if name.encode() not in given:
                lines.append(f"{name}: {value}".encode())
        if "If-Match" in operation.header_names and b"If-Match" not in given:
            lines.append(b"If-Match: *")
        lines += case.headers
        body = case.content()
        if body is not None:
            body = put_in(body, thing, common, self.count)
            if case.media is not None:
                lines.append(b"Content-Type: " + case.media)
            lines.append(b"Content-Length: %d" % len(body))
        elif operation.method != "GET":
            lines.append(b"Content-Length: 0")
        return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")

    def thing_for(self, operation):
        things = self.world.things(operation)
        return things[self.count % len(things)]

    def valid(self, case):
        """A request that must succeed, about things of its own."""
        operation = case.operation
        thing = self.world.make(kind_of(operation))
        self.count += 1
        request = self.request(case, thing)
        client = self.clients[0]
        client.send_bytes(request)
        answer = client.receive()
        self.note(case, answer, request)
        return answer

    def ask(self, case):
        self.count += 1
        thing = self.thing_for(case.operation)
        request = self.request(case, thing)
        lane = self.count % CONNECTIONS
        alone = len(request) > FEW_BYTES
        if alone:
            self.flush(lane)
        self.waiting[lane].append((case, request))
        if alone:
            self.flush(lane)
        elif len(self.waiting[lane]) >= AT_A_TIME or self.size_of(lane) > FEW_BYTES:
            self.flush_all()

    def size_of(self, lane):
        return sum(len(request) for _, request in self.waiting[lane])

    def flush_all(self):
        """Sends everything, then reads: the server works while we look at the first answers."""
        sent = []
        for lane, queue in enumerate(self.waiting):
            if queue:
                sent.append((lane, self.send(lane, [request for _, request in queue])))
        for lane, _ in sent:
            self.read(lane)

    def flush(self, lane):
        if self.waiting[lane]:
            self.send(lane, [request for _, request in self.waiting[lane]])
            self.read(lane)

    def send(self, lane, requests):
        try:
            self.clients[lane].send_bytes(b"".join(requests))
        except ConnectionGone:
            pass  # read() asks again

    def read(self, lane):
        """What the end of a connection left unanswered is asked again, one by one."""
        queue, self.waiting[lane] = self.waiting[lane], []
        client = self.clients[lane]
        for case, request in queue:
            answer = None
            if client.socket is not None:
                try:
                    answer = client.receive()
                except ConnectionGone:
                    pass
            if answer is None:
                answer = self.alone(case, request)
            if answer is not None:
                self.note(case, answer, request)

    def alone(self, case, request):
        """On a connection of its own; None and a complaint when no answer comes."""
        client = Client(self.world.port)
        try:
            client.send_bytes(request)
        except ConnectionGone:
            pass
        try:
            if client.socket is not None:
                return client.receive()
        except ConnectionGone:
            pass
        finally:
            client.close()
        if self.server.process.poll() is not None:
            raise Broken(f"the server ended with {self.server.process.returncode} at\n{case}\n"
                         f"{shown(request)}\n{self.server.tail()}")
        self.complain(case, "no answer", "the connection ended", request)
        self.unanswered += 1
        return None

    def finish(self):
        self.flush_all()
        for client in self.clients:
            client.close()
        judged = sum(self.statuses.values()) + self.unanswered
        if judged != self.count:
            raise Broken(f"{self.count} were asked, {judged} were answered or missed")

    def note(self, case, answer, request):
        self.statuses[answer.status] += 1
        if case.operation:
            self.reached[case.operation.name][answer.status] += 1
        for what in judge.complaints(case, answer, request):
            self.complain(case, what, str(answer), request)

    def complain(self, case, what, answer, request):
        key = (what, case.operation.name if case.operation else "", case.pointer)
        self.found.setdefault(key, []).append(
            f"{what}: {case}\n    {shown(request)}\n    {answer}")

    def strange(self):
        """One text for each kind of complaint, with the first request that led to it."""
        return [f"({len(texts)} times) {texts[0]}" for texts in self.found.values()]

    def figures(self):
        classes = collections.Counter()
        for status, count in self.statuses.items():
            classes[f"{status // 100}xx"] += count
        done = sum(1 for statuses in self.reached.values() if min(statuses) < 300)
        return {"requests": sum(self.statuses.values()), **dict(sorted(classes.items())),
                "operations": len(self.reached), "of them done at least once": done}


def shown(request, most=400):
    text = request.decode("utf-8", "backslashreplace").replace("\r\n", " | ")
    return text if len(text) <= most else text[:most] + f"... ({len(request)} bytes)"
