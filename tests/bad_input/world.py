"""What the requests are about: orders, accounts, people... of the demonstration, made anew by the
program's own API. A thing is a dictionary of the names that paths and bodies use for it."""
import functools
import itertools
import json
import re

from kit.client import Client
from kit.desk import ADMIN, PASSWORD, sign_in
from kit.machine import Broken

LEAVER, CHANGER = "s.behrens@nordwerk.example", "c.hoppe@nordwerk.example"
POOL = 6  # things of one kind that the requests share

# Which kind of thing the path of an operation names; the first that fits.
KINDS = [(re.compile(pattern), kind) for pattern, kind in (
    (r"^\w+ /orders/by-number", "order"),
    (r"^\w+ /orders/\{id\}/lines/\{line_id\}", "cart"),
    (r"^\w+ /orders/\{id\}/(lines|place|delete)", "cart"),
    (r"^\w+ /orders/\{id\}/price-requests/\{request\}/(take|close)", "countered"),
    (r"^\w+ /orders/\{id\}/price-requests/\{request\}", "asked"),
    (r"^\w+ /orders/\{id\}/price-requests", "cart"),
    (r"^\w+ /orders/\{id\}/quotes/\{quote\}/resume", "rejected"),
    (r"^\w+ /orders/\{id\}/quotes/\{quote\}", "quoted"),
    (r"^\w+ /orders/\{id\}/quotes", "cart"),
    (r"^\w+ /orders/\{id\}/approve", "approval"),
    (r"^\w+ /orders/\{id\}/holds/\{hold_id\}", "held"),
    (r"^\w+ /orders/\{id\}/(payments|refund|shipments|ship|pay)", "moved"),
    (r"^\w+ /orders/\{id\}/complete", "settled"),
    (r"^\w+ /orders/\{id\}/event-words", "worded"),
    (r"^\w+ /orders/\{id\}/reopen", "declined"),
    (r"^\w+ /orders/\{id\}/(start|confirm|decline|cancel)", "order"),
    (r"^PATCH /orders/\{id\}$", "cart"),
    (r"^\w+ /orders/\{id\}", "order"),
    (r"^\w+ /accounts/\{id\}/become-customer", "prospect"),
    (r"^\w+ /accounts/\{id\}/letterhead", "merchant"),
    (r"^(POST|PATCH|DELETE) /accounts/\{id\}", "account"),
    (r"^\w+ /accounts/", "account"),
    (r"^\w+ /memberships/", "member"),
    (r"^\w+ /users/\{id\}/unblock", "blocked"),
    (r"^\w+ /users/", "person"),
    (r"^\w+ /sessions/", "session"),
    (r"^\w+ /access-requests/", "access_request"),
    (r"^\w+ /api-keys/", "api_key"),
    (r"^\w+ /products/\{id\}/restore", "archived"),
    (r"^\w+ /products/", "product"),
    (r"^\w+ /price-lists/", "price_list"),
    (r"^\w+ /imports/", "import"),
    (r"^DELETE /files/", "loose_file"),
    (r"^\w+ /files/", "file"),
    (r"^\w+ /labels/", "label"),
    (r"^\w+ /text-blocks/", "text_block"),
    (r"^\w+ /views/", "view"),
    (r"^\w+ /settings/payment-methods", "payment_method"),
    (r"^\w+ /settings/shipping-methods", "shipping_method"),
    (r"^\w+ /outbox/", "mail"),
    (r"^\w+ /event-templates/", "template"),
    (r"^\w+ /inbound-mails/", "nothing"),
    (r"^\w+ /(jobs|password-resets|email-confirmations)/", "nothing"),
)]


# A PNG of one red pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de000"
    "0000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")

ENDS = re.compile(
    r"^DELETE |/(delete|place|decline|cancel|archive|close|move|block|approve|refuse|"
    r"become-customer|run|reopen|price-requests|reject|counter|withdraw|take|resume|quotes|send|"
    r"accept|pay|refund|ship|void|deliver|lose|take-back|cancel|complete)$")


@functools.cache
def kind_of(operation):
    for pattern, kind in KINDS:
        if pattern.search(operation.name):
            return kind
    return "nothing"


class World:
    def __init__(self, desk, port):
        self.port = port
        self.desk = desk
        self.client = Client(port)
        self.count = itertools.count(1)
        self.pools = {}
        self.admin = sign_in(self.client)
        self.callers = {
            "admin": self.admin,
            "key": {"Authorization": f"Bearer {desk.token}"},
            "customer": sign_in(self.client, self.customer_address()),
            "leaver": sign_in(self.client, LEAVER),
            "changer": sign_in(self.client, CHANGER),
            "nobody": {},
        }
        self.common = self._common()

    def customer_address(self):
        members = self.ask("GET", f"/accounts/{self.desk.account}/memberships")
        items = members if isinstance(members, list) else members["items"]
        return next(one["user"]["email"] for one in items
                    if one["state"] == "active" and one["role"] == "owner")

    def ask(self, method, path, body=None, version=None, headers=None, status=(200, 201, 204)):
        answer = self.client.call(method, path, body, version,
                                  headers={**self.admin, **(headers or {})})
        if answer.status not in status:
            raise Broken(f"preparing: {method} {path}: {answer}")
        return answer.body

    def _common(self):
        variant = self.ask("GET", "/catalog/search?limit=1&q=40")["items"][0]
        lists = self.ask("GET", "/price-lists")
        lists = lists if isinstance(lists, list) else lists["items"]
        partners = self.ask("GET", "/accounts?kind=partner")["items"]
        me = self.ask("GET", "/session")["user"]
        label = self.ask("POST", "/labels", {"name": "for bodies", "color": "blue"})
        return {"account": self.desk.account, "sku": variant["sku"],
                "variant": variant["variant_id"], "variant_id": variant["variant_id"],
                "pricelist": lists[0]["id"], "parent": partners[0]["id"], "user": me["id"],
                "label": label["id"], "address": "address_01h455vb4pex5vsknk084sn02q"}

    def prepare(self, operations):
        """Before the storm, which may change rights and settings. What ends things has some of its
        own, so that the others live."""
        for operation in operations:
            name = self._pool_of(operation)
            if name not in self.pools:
                self.pools[name] = [self.make(kind_of(operation)) for _ in range(POOL)]
        self.client.close()

    def _pool_of(self, operation):
        return operation.name if ENDS.search(operation.name) else kind_of(operation)

    def things(self, operation):
        return self.pools[self._pool_of(operation)]

    def make(self, kind):
        return getattr(self, f"_make_{kind}")()

    def new_name(self):
        return f"bad_{next(self.count)}"

    def _make_nothing(self):
        return {"id": "01h455vb4pex5vsknk084sn02q", "token": "none", "number": "none",
                "code": "none"}

    def _make_cart(self, account=None):
        cart = self.ask("POST", "/orders", {"account_id": account or self.desk.account,
                                            "name": self.new_name()})
        cart = self.ask("POST", f"/orders/{cart['id']}/lines",
                        {"sku": self.common["sku"], "quantity_milli": 2000}, cart["version"])
        line = cart["lines"][0]["id"]
        return {"id": cart["id"], "line_id": line, "line": line, "number": cart["number"]}

    def _make_asked(self):
        """By the key: nobody answers what he asked himself."""
        cart = self._make_cart()
        asked = self.client.call(
            "POST", f"/orders/{cart['id']}/price-requests",
            {"reason": "much", "lines": [{"line_id": cart["line"], "discount_bp": 9900}]},
            headers={**self.callers["key"], "If-Match": "*"})
        if asked.status != 201:
            raise Broken(f"preparing: a price request: {asked}")
        return {**cart, "request": asked.body["items"][0]["id"]}

    def _make_countered(self):
        asked = self._make_asked()
        self.ask("POST", f"/orders/{asked['id']}/price-requests/{asked['request']}/counter",
                 {"lines": [{"line_id": asked["line"], "answer": "countered",
                             "unit_price_e4": 10_000}]}, headers={"If-Match": "*"})
        return asked

    def _make_quoted(self, account=None):
        cart = self._make_cart(account)
        quotes = self.ask("POST", f"/orders/{cart['id']}/quotes",
                          {"recipient_email": "quoted@bad-input.example"},
                          headers={"If-Match": "*"})
        return {**cart, "quote": quotes["items"][0]["id"]}

    def _make_rejected(self):
        quoted = self._make_quoted()
        self.ask("POST", f"/orders/{quoted['id']}/quotes/{quoted['quote']}/reject",
                 {"reason": "much"}, headers={"If-Match": "*"})
        return quoted

    def _make_approval(self):
        prospect = self.ask("POST", "/accounts", {
            "kind": "prospect", "name": self.new_name(), "email": "p@bad-input.example",
            "parent_id": self.common["parent"], "addresses": [
                {"kind": kind, "company": "P", "street": "Weg 1", "postcode": "28195",
                 "city": "Bremen", "country": "DE", "is_default": True}
                for kind in ("billing", "shipping")]})
        quoted = self._make_quoted(prospect["id"])
        self.ask("POST", f"/orders/{quoted['id']}/quotes/{quoted['quote']}/accept",
                 {"name": "P", "evidence": "by phone"}, headers={"If-Match": "*"})
        return quoted

    def _make_order(self):
        cart = self._make_cart()
        order = self.ask("POST", f"/orders/{cart['id']}/place", {}, headers={"If-Match": "*"})
        return {"id": order["id"], "number": order["number"], "line_id": cart["line_id"]}

    def _make_moved(self, quantity_milli=1000):
        """A part is paid, a part has gone out."""
        order = self._make_order()
        at = f"/orders/{order['id']}"
        any_version = {"If-Match": "*"}
        self.ask("POST", f"{at}/confirm", headers=any_version)
        self.ask("POST", f"{at}/pay", {"amount_cents": 100}, headers=any_version)
        self.ask("POST", f"{at}/ship", {"lines": [
            {"line_id": order["line_id"], "quantity_milli": quantity_milli}]},
            headers=any_version)
        payments = self.ask("GET", f"{at}/payments")["payments"]
        shipments = self.ask("GET", f"{at}/shipments")["items"]
        return {**order, "payment": payments[0]["id"], "shipment": shipments[0]["id"]}

    def _make_settled(self):
        order = self._make_moved(quantity_milli=2000)
        self.ask("POST", f"/orders/{order['id']}/pay", {}, headers={"If-Match": "*"})
        return order

    def _make_worded(self):
        return {**self._make_order(), "kind": "order.placed"}

    def _make_template(self):
        self.ask("PUT", "/event-templates/order.placed/de", {"subject": "s", "body": "b"})
        return {"kind": "order.placed", "locale": "de"}

    def _make_declined(self):
        order = self._make_order()
        self.ask("POST", f"/orders/{order['id']}/decline", {"reason_code": "other"},
                 headers={"If-Match": "*"})
        return order

    def _make_held(self):
        order = self._make_order()
        shown = self.ask("POST", f"/orders/{order['id']}/holds",
                         {"kind": "manual", "blocks": "both", "reason": "held"})
        return {**order, "hold_id": shown["holds"][0]["id"]}

    def _make_account(self, kind="customer"):
        parent = {"parent_id": self.common["parent"]} if "parent" in self.common else {}
        account = self.ask("POST", "/accounts", {"kind": kind, "name": self.new_name(), **parent})
        return {"id": account["id"], "number": account["number"]}

    def _make_merchant(self):
        """His own account: of no other one the days of quotes can be changed."""
        return {"id": self.ask("GET", "/session")["memberships"][0]["account"]["id"]}

    def _make_prospect(self):
        return self._make_account("prospect")

    def _make_member(self):
        account = self._make_account()
        email = f"{self.new_name()}@bad-input.example"
        member = self.ask("POST", f"/accounts/{account['id']}/memberships",
                          {"email": email, "name": "M", "role": "owner"})
        return {"id": member["id"], "user_id": member["user"]["id"], "mail": email}

    def _make_person(self):
        member = self._make_member()
        return {"id": member["user_id"], "mail": member["mail"]}

    def _make_blocked(self):
        person = self._make_person()
        self.ask("POST", f"/users/{person['id']}/block", {"reason": "blocked"})
        return person

    def _make_session(self):
        return {"id": "session_01h455vb4pex5vsknk084sn02q"}

    def _make_access_request(self):
        email = f"{self.new_name()}@bad-input.example"
        self.ask("POST", "/access-requests", {"email": email, "name": "M"}, status=(202,))
        found = self.ask("GET", "/access-requests")
        found = found if isinstance(found, list) else found["items"]
        # One address may ask a few times only, and is always told the same.
        return {"id": next((one["id"] for one in found if one["email"] == email),
                           found[0]["id"] if found else self.make("nothing")["id"])}

    def _make_api_key(self):
        made = self.ask("POST", "/api-keys", {"name": self.new_name(), "scopes": ["read"]})
        return {"id": made["id"]}

    def _make_product(self):
        name = self.new_name()
        made = self.ask("POST", "/products", {"name": name, "variants": [{"sku": name}]})
        return {"id": made["id"]}

    def _make_archived(self):
        product = self._make_product()
        self.ask("POST", f"/products/{product['id']}/archive", headers={"If-Match": "*"})
        return product

    def _make_price_list(self):
        made = self.ask("POST", "/price-lists", {"name": self.new_name(), "currency": "EUR"})
        return {"id": made["id"]}

    def _make_import(self):
        return {"id": self.upload(
            [("kind", None, b"products"),
             ("file", "a.csv", b"number;name;sku\n1;a;" + self.new_name().encode() + b"\n")],
            "imports")}

    def _make_loose_file(self):
        order = self.make("order")["id"]
        return {"id": self.upload([("file", "foto.png", PIXEL)], f"orders/{order}/files"),
                "order": order}

    def _make_file(self):
        file = self._make_loose_file()
        self.ask("POST", f"/orders/{file['order']}/messages", {"file_ids": [file["id"]]})
        return {"id": file["id"]}

    def upload(self, parts, path):
        head, body = multipart(parts)
        lines = [f"POST /api/v1/{path} HTTP/1.1".encode(), b"Host: 127.0.0.1", head,
                 b"Content-Length: %d" % len(body)]
        lines += [f"{name}: {value}".encode() for name, value in self.admin.items()]
        self.client.send_bytes(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        answer = self.client.receive()
        if answer.status != 201:
            raise Broken(f"preparing: an upload: {answer}")
        return answer.body["id"]

    def _make_text_block(self):
        block = {"name": self.new_name(), "locale": "de", "body": "for bodies", "used_in": "both"}
        return {"id": self.ask("POST", "/text-blocks", block)["id"]}

    def _make_label(self):
        return {"id": self.ask("POST", "/labels", {"name": self.new_name(), "color": "red"})["id"]}

    def _make_view(self):
        return {"id": self.ask("POST", "/views", {"name": self.new_name(), "query": ""})["id"]}

    def _make_method(self, kind):
        code = self.new_name()
        self.ask("POST", f"/settings/{kind}-methods",
                 {"code": code, "name_de": "a", "name_en": "a", "name_fr": "a", "cost_cents": 0})
        known = [one["code"] for one in self.ask("GET", f"/settings/{kind}-methods")]
        return {"code": code, "codes": json.dumps(known)}

    def _make_payment_method(self):
        return self._make_method("payment")

    def _make_shipping_method(self):
        return self._make_method("shipping")

    def _make_mail(self):
        return {"id": self.ask("GET", "/outbox?limit=1")["items"][0]["id"]}


def multipart(parts, boundary=b"bad-input-boundary"):
    """(header line, body) of (name, file name or None, content)."""
    body = b""
    for name, file_name, content in parts:
        file_part = b'; filename="%s"' % file_name.encode() if file_name is not None else b""
        body += (b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' +
                 name.encode() + b'"' + file_part + b"\r\n\r\n" + content + b"\r\n")
    return (b"Content-Type: multipart/form-data; boundary=" + boundary,
            body + b"--" + boundary + b"--\r\n")


def put_in(text, thing, common, number):
    """Fills in @name@ in the bytes of a request."""
    if b"@" not in text:
        return text

    def found(match):
        name = match.group(1).decode()
        if name == "new":
            return b"bad_x%d" % number
        if name == "mail" and "mail" not in thing:
            return b"bad-%d@bad-input.example" % number
        value = thing.get(name, common.get(name))
        return match.group() if value is None else str(value).encode()
    text = text.replace(b'"@codes@"', b"@codes@")
    return re.sub(rb"@([a-z_]+)@", found, text)

