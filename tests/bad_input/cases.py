"""The requests: for each operation those that follow from the document, then random ones."""
import copy
import random
import zlib

import files
import values
from asked import Case
from bodies import Bodies, doubled, without
from values import ODD_HEADERS, ODD_NUMBERS, ODD_QUERIES, ODD_SEGMENTS, ODD_TEXTS, Raw, dump

# Passwords are hashed slowly on purpose: these get few random requests.
SLOW = ("/session", "/me/password", "/me/email", "/setup", "/password-resets")
# The admin's own session or rights end with these, so somebody else asks.
RISKY = {"DELETE /session": "leaver", "POST /me/password": "changer", "PATCH /me": "changer",
         "POST /me/email": "changer"}


class Cases:
    def __init__(self, document, seed):
        self.document = document
        self.seed = seed
        self.bodies = Bodies(document)
        self.fields = {operation.name: operation.fields() for operation in document.operations}

    def chosen(self, wanted, only):
        """The written requests in random order, filled up with random ones to `wanted`."""
        mine = [operation for operation in self.document.operations
                if not operation.stream and only in operation.name]
        written = [case for operation in mine for case in self.written(operation)]
        written += [case for case in self.sets() if case.operation in mine]
        random.Random(self.seed).shuffle(written)
        written = written[:wanted * 4 // 5]
        for number in range(wanted):
            case = written[number] if number < len(written) else self.random_one(number, mine)
            if case.caller == "admin":
                case.caller = RISKY.get(case.operation.name, "admin")
            yield case

    def plain(self, operation, full=False):
        body = None
        if operation.name in files.FORMS:
            return files.valid(operation)
        if operation.body:
            body = dump(self.bodies.valid(operation.body, full))
        return Case(operation, "a valid request", body=body)

    def written(self, operation):
        """All requests that follow from the document."""
        yield from self._paths(operation)
        yield from self._queries(operation)
        yield from self._headers(operation)
        for caller in ("key", "customer", "nobody"):
            plain = self.plain(operation)
            plain.caller, plain.label = caller, "a valid request of another caller"
            yield plain
        if operation.name in files.FORMS:
            yield from files.FORMS[operation.name](operation)
        if not operation.body:
            return
        yield from self._whole_bodies(operation)
        for field in self.fields[operation.name]:
            yield from self._field(operation, field)

    def _paths(self, operation):
        for name in operation.path_names:
            for label, segment in ODD_SEGMENTS.items():
                yield self._with(operation, f"{name} {label}", segments={name: segment})

    def _queries(self, operation):
        for name in operation.query_names:
            for label, value in ODD_QUERIES.items():
                yield self._with(operation, f"?{name} {label}", query=name.encode() + b"=" + value)
            yield self._with(operation, f"?{name} twice",
                             query=b"%s=a&%s=b" % (name.encode(), name.encode()))
        for label, query in (("unknown", b"nonsense=1"), ("no name", b"=1&&&=&"),
                             ("many", b"&".join([b"a=1"] * 500)), ("broken", b"%ff=%ff&%")):
            yield self._with(operation, f"query {label}", query=query)

    def _headers(self, operation):
        for name, found in ODD_HEADERS.items():
            if name in operation.header_names or name in ("Accept-Language", "Cookie"):
                for value in found:
                    yield self._with(operation, f"{name}: {value[:20]!r}",
                                     headers=[name.encode() + b": " + value])

    def _with(self, operation, label, **what):
        plain = self.plain(operation)
        return Case(operation, label, body=plain.body, media=plain.media, **what)

    def _whole_bodies(self, operation):
        valid = dump(self.bodies.valid(operation.body, False))
        deep = 100_000
        for label, body, expect in (
                ("empty", b"", "refuse"), ("null", b"null", "refuse"), ("a list", b"[]", "refuse"),
                ("a number", b"1", "refuse"), ("a text", b'"x"', "refuse"),
                ("two documents", valid + valid, "refuse"),
                ("a comma", valid[:-1] + b",}", "refuse"),
                ("a comment", valid + b"/* */", "refuse"),
                ("with BOM", b"\xef\xbb\xbf" + valid, "any"),
                ("UTF-16", valid.decode().encode("utf-16"), "refuse"),
                ("NUL behind", valid + b"\0", "refuse"),
                ("spaces around", b" \n" + valid + b"\t ", "any"),
                ("nested lists", b"[" * deep, "refuse"),
                ("nested objects", b'{"a":' * deep, "refuse"),
                ("deep and whole", b"[" * deep + b"]" * deep, "refuse"),
                ("deep field", valid[:-1] + b"," * (len(valid) > 2) + b'"z":' + b"[" * 40 +
                 b"]" * 40 + b"}", "refuse"),
                ("form", b"a=b&c=d", "refuse")):
            yield Case(operation, f"body {label}", body=body, expect=expect)
        for at in range(1, len(valid), max(1, len(valid) // 6)):
            yield Case(operation, f"body cut after {at}", body=valid[:at], expect="refuse")
        yield Case(operation, "body over the limit", expect="refuse",
                   body=lambda: b'{"x":"' + b"y" * values.MEBIBYTE + b'"}')
        for media in values.ODD_MEDIA:
            yield Case(operation, f"media type {media and media[:30]!r}", body=valid, media=media)
        for name in ("__proto__", "id ", "\u00fc" * 59, "x" + "\u20ac" * 40, "a/b~c", "", "1",
                     "\U0001f600" * 30, "x" * 5000):
            body = self.bodies.valid(operation.body, False)
            body[name] = 1
            yield Case(operation, f"unknown field {name[:20]!a}", body=dump(body), expect="refuse")
        for token in (r'"\u0000"', r'"\ud800"', r'"\u000a"'):
            body = values.Pairs(self.bodies.valid(operation.body, False).items())
            body.append((Raw(token), 1))
            yield Case(operation, f"unknown field {token}", body=dump(body), expect="refuse")

    def _field(self, operation, field):
        place = f"{operation.name}"
        full = self.bodies.with_value(operation.body, field,
                                      self.bodies.at(operation.body, field.path))
        yield self._at(operation, field, "null", None, "any" if field.nullable else "refuse")
        if not isinstance(field.path[-1], int):
            body = without(copy.deepcopy(full), field.path)
            yield Case(operation, f"{field.pointer} missing", body=dump(body),
                       expect="refuse" if field.required else "any", pointer=field.pointer)
            yield Case(operation, f"{field.pointer} twice", body=dump(
                doubled(copy.deepcopy(full), field.path, Raw("[1]"))), pointer=field.pointer)
        for label, value in values.WRONG_KINDS.items():
            fits = {"string": label == "a text", "integer": label == "a number",
                    "boolean": label == "true", "array": label.startswith("a list"),
                    "object": label == "an object", "any": True}[field.kind]
            yield self._at(operation, field, label, value, "any" if fits else "refuse")
        makers = {"string": self._texts, "integer": self._numbers, "array": self._lists}
        if field.kind in makers:
            chance = random.Random(f"{self.seed}/{place}{field.pointer}")
            yield from makers[field.kind](operation, field, chance)

    def _at(self, operation, field, label, value, expect):
        return Case(operation, f"{field.pointer} {label}", expect=expect, pointer=field.pointer,
                    body=lambda: dump(self.bodies.with_value(operation.body, field, value)))

    def _texts(self, operation, field, chance):
        schema = field.schema
        if "enum" in schema or "pattern" in schema:
            known = schema.get("enum", ["x"])[0]
            for value in ("", known.upper(), known + " ", known + "x", "x" * 5000, "\u0430",
                          "order_01h455vb4pex5vsknk084sn02q ", "user_zzzzzzzzzzzzzzzzzzzzzzzzzz"):
                yield self._at(operation, field, f"unknown {value[:20]!a}", value, "refuse")
        for label, value in ODD_TEXTS.items():
            never = label in values.NEVER_A_TEXT or "enum" in schema or "pattern" in schema
            yield self._at(operation, field, label, value, "refuse" if never else "any")
        longest, shortest = schema.get("maxLength"), schema.get("minLength", 0)
        if longest:
            for letter in ("x", "\u00e4", "\U0001f600"):
                yield self._at(operation, field, f"{longest} times {letter!a}", letter * longest,
                               "accept")
                yield self._at(operation, field, f"{longest + 1} times {letter!a}",
                               letter * (longest + 1), "refuse")
            yield self._at(operation, field, "limit by accents", "e\u0301" * longest, "any")
        if shortest > 0:
            yield self._at(operation, field, "too short", "x" * (shortest - 1), "refuse")
            yield self._at(operation, field, "only spaces", " " * shortest, "refuse")
            yield self._at(operation, field, f"{shortest} times x", "x" * shortest, "accept")
        known = values.naughty_strings()
        for naughty in chance.sample(known, min(3, len(known))):
            yield self._at(operation, field, f"naughty {naughty[:30]!a}", naughty, "any")

    def _numbers(self, operation, field, _):
        for label, (value, expect) in ODD_NUMBERS.items():
            yield self._at(operation, field, label, value, expect)
        for name, step in (("minimum", -1), ("maximum", 1)):
            if name in field.schema:
                limit = field.schema[name]
                yield self._at(operation, field, f"{name} {limit}", limit, "accept")
                yield self._at(operation, field, f"beyond {name}", limit + step, "refuse")

    def _lists(self, operation, field, _):
        item = self.bodies.at(operation.body, (*field.path, 0))
        most = field.schema.get("maxItems")
        yield self._at(operation, field, "the same twice", [item, item], "any")
        yield self._at(operation, field, "a list in it", [[]], "refuse")
        yield self._at(operation, field, "a thousand numbers", [1] * 1001, "refuse")
        if most:
            yield self._at(operation, field, f"{most} items", [item] * most, "accept")
            yield self._at(operation, field, f"{most + 1} items", [item] * (most + 1), "refuse")

    def sets(self):
        """Each naughty string in a field and a query, each file of the torture set as a body."""
        chance = random.Random(f"{self.seed}/sets")
        writing = [one for one in self.document.operations if one.body and one.path not in SLOW]
        reading = [one for one in self.document.operations if one.query_names]
        for text in values.naughty_strings():
            operation = chance.choice(writing)
            fields = [one for one in self.fields[operation.name] if one.kind == "string"]
            if fields:
                yield self._at(operation, chance.choice(fields), f"naughty {text[:30]!a}", text,
                               "any")
            asked = chance.choice(reading)
            name = chance.choice(asked.query_names)
            yield Case(asked, f"?{name} naughty {text[:30]!a}",
                       query=name.encode() + b"=" + escaped(text))
        for name, content in values.torture_set():
            yield Case(chance.choice(writing), f"torture {name}", body=content,
                       expect="refuse" if name.startswith("n_") else "any")

    def random_one(self, number, operations):
        """Request `number` of the endless rest. Only the seed and the number decide."""
        chance = random.Random(zlib.crc32(f"{self.seed}/{number}".encode()))
        operation = chance.choice(operations)
        if operation.path.startswith(SLOW) and chance.random() < 0.95:
            operation = chance.choice(operations)
        case = self.plain(operation, full=chance.random() < 0.3)
        case.caller = chance.choices(("admin", "key", "customer", "nobody"), (70, 8, 15, 7))[0]
        labels = []
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            labels.append(self._break(case, operation, chance))
        case.label = f"random {number}: {', '.join(labels)}"
        return case

    def _break(self, case, operation, chance):
        ways = [self._break_header]
        if operation.path_names:
            ways.append(self._break_path)
        if operation.query_names:
            ways += [self._break_query] * 2
        if self.fields[operation.name]:
            ways += [self._break_body] * 6
        return chance.choice(ways)(case, operation, chance)

    def _break_header(self, case, operation, chance):
        if chance.random() < 0.1:
            line = chance.choice(values.ODD_CREDENTIALS)
        elif chance.random() < 0.1 and operation.body:
            case.media = chance.choice(values.ODD_MEDIA)
            return f"media type {case.media and case.media[:20]!r}"
        else:
            name = chance.choice(operation.header_names * 3 + list(ODD_HEADERS))
            known = ODD_HEADERS.get(name, (b"x",))
            line = name.encode() + b": " + chance.choice(known)
            if name == "Idempotency-Key" and chance.random() < 0.5:
                line = b'Idempotency-Key: "k%d"' % chance.randrange(100)
        case.headers = [*case.headers, line]
        return repr(line[:40])

    def _break_path(self, case, operation, chance):
        name = chance.choice(operation.path_names)
        label, segment = chance.choice(list(ODD_SEGMENTS.items()))
        case.segments = {**case.segments, name: segment}
        return f"{name} {label}"

    def _break_query(self, case, operation, chance):
        parts = []
        for name in chance.sample(operation.query_names,
                                  chance.randint(1, min(3, len(operation.query_names)))):
            if chance.random() < 0.3 and values.naughty_strings():
                parts.append(name.encode() + b"=" + escaped(chance.choice(
                    values.naughty_strings())))
            else:
                parts.append(name.encode() + b"=" + chance.choice(list(ODD_QUERIES.values())))
        case.query = b"&".join(parts)
        return repr(case.query[:60])

    def _break_body(self, case, operation, chance):
        field = chance.choice(self.fields[operation.name])
        label, value = self._any_value(field, chance)
        body = self.bodies.with_value(operation.body, field, value)
        if chance.random() < 0.1:
            whole = dump(body)
            at = chance.randrange(len(whole) + 1)
            case.body = whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1:]
            return f"{field.pointer} {label}, byte {at} changed"
        case.body = dump(body)
        return f"{field.pointer} {label}"

    def _any_value(self, field, chance):
        kind = chance.randrange(6)
        if kind == 0:
            return chance.choice(list(ODD_TEXTS.items()))
        if kind == 1:
            label, (value, _) = chance.choice(list(ODD_NUMBERS.items()))
            return label, value
        if kind == 2 and values.naughty_strings():
            text = chance.choice(values.naughty_strings())
            return f"naughty {text[:30]!a}", text
        if kind == 3 and values.torture_set():
            name, content = chance.choice(values.torture_set())
            return f"torture {name}", values.RawBytes(content)
        if kind == 4:
            return chance.choice(list(values.WRONG_KINDS.items()))
        around = field.schema.get("maxLength", 40)
        letters = [chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xa0, 0xd800),
                                      chance.randrange(0xe000, 0x110000))))
                   for _ in range(min(300, chance.randint(0, around + 2)))]
        return f"{len(letters)} random characters", "".join(letters)


def escaped(text):
    return b"".join(b"%%%02x" % one for one in text.encode("utf-8", "surrogatepass"))
