"""What is asked, and what is expected of the answer."""


class Case:
    """One request about `operation`. `segments` are parts of the path by name, `headers` whole
    lines. `expect`: accept, refuse (4xx), or any, which still is no server error."""

    raw = False

    def __init__(self, operation, label, caller="admin", segments=None, query=b"", headers=(),
                 body=None, expect="any", pointer="", media=b"application/json"):
        self.operation = operation
        self.label = label
        self.caller = caller
        self.segments = segments or {}
        self.query = query
        self.headers = headers
        self.body = body  # bytes, or what gives them when they are needed
        self.expect = expect
        self.pointer = pointer
        self.media = media

    @property
    def may_be_out(self):
        return any(line.lower().startswith((b"authorization", b"cookie", b"kontor-account"))
                   for line in self.headers)

    def __str__(self):
        return f"{self.operation.name} as {self.caller}: {self.label}"

    def content(self):
        return self.body() if callable(self.body) else self.body
