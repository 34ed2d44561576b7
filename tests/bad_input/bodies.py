"""Bodies that the document calls valid, and places in them."""
import copy
import re

from values import Pairs

# What a field of this name holds in a valid body. @name@ is put in when the request is sent.
BY_NAME = {
    "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin", "due_on": "2027-03-01",
    "requested_delivery_on": "2027-03-01", "payment_method": "invoice",
    "shipping_method": "parcel", "password": "correct horse battery staple",
    "new_password": "correct horse battery staple", "vat_id": "", "email": "@mail@",
    "mail_sender_address": "desk@nordwerk.example", "web": "https://nordwerk.example",
    "logo": "", "encoding": "utf-8", "quantity_milli": 1000,
    "order_number_pattern": "A-{year}-{number}",
    "cart_number_pattern": "W-{number}", "phone": "+49 421 123456", "postcode": "28195",
    "city": "Bremen", "street": "Am Wall 12", "unit": "piece", "query": "state=pending",
    "color": "", "text": "@sku@\t2",
}
BY_PLACE = {
    ("MailboxInput", "address"): "orders@nordwerk.example", ("MailboxInput", "url"): "",
    ("MailboxInput", "login"): "password", ("MailboxInput", "away_days"): "",
    ("MailboxInput", "token_url"): "",
    ("AccountInput", "kind"): "customer", ("DeleteOrder", "number"): "@number@",
    ("NewLine", "sku"): "@sku@", ("VariantInput", "sku"): "@new@",
    ("MethodInput", "code"): "@new@", ("AccountInput", "number"): None,
    ("AccountPatch", "number"): "@new@", ("BecomeCustomerInput", "number"): None,
    ("ProductInput", "number"): "@new@", ("ProductPatch", "number"): "@new@",
    ("MethodOrder", "codes"): "@codes@", ("ApproveInput", "role"): "owner",
    ("PriceListInput", "name"): "@new@", ("PriceListPatch", "name"): "@new@",
    ("LabelInput", "color"): "petrol", ("LabelPatch", "color"): "petrol",
    ("LabelInput", "name"): "@new@", ("LabelPatch", "name"): "@new@",
    ("TextBlockInput", "name"): "@new@", ("TextBlockPatch", "name"): "@new@",
    ("SavedViewInput", "name"): "@new@", ("SavedViewPatch", "name"): "@new@",
    ("AccountInput", "parent_id"): "@parent@", ("MoveInput", "parent_id"): "@parent@",
    ("SavedViewPatch", "position"): 1, ("CompanyPatch", "name"): "Nordwerk",
    ("Address", "id"): None, ("VariantInput", "id"): None, ("NewLine", "variant_id"): None,
    ("ApiKeyInput", "scopes"): ["read"], ("ColumnChoice", "field"): None,
    ("MembershipPatch", "capabilities"): [], ("InviteInput", "capabilities"): [],
    ("NewHold", "kind"): "manual", ("LoginInput", "password"): "wrong",
    ("ChangePasswordInput", "current_password"): "wrong",
    ("ChangeEmailInput", "current_password"): "wrong", ("LoginInput", "email"): "@mail@",
    ("AskedPrice", "discount_bp"): 100, ("AskedPrice", "discount_e4"): None,
    ("AskedPrice", "unit_price_e4"): None, ("AnsweredLine", "answer"): "rejected",
    ("AnsweredLine", "unit_price_e4"): None,
    ("CreateQuote", "recipient_email"): "q@bad-input.example",
    ("CreateQuote", "further_email"): "", ("SendQuote", "further_email"): "",
    ("SendQuote", "recipient_email"): "q@bad-input.example",
    ("QuoteChoice", "choice"): 1, ("QuoteChoice", "role"): "optional",
    ("LetterheadPatch", "logo"): "", ("LetterheadPatch", "valid_days"): 10,
    ("WriteText", "file_ids"): [],
    ("LetterheadPatch", "remind_days"): 3, ("LetterheadPatch", "terms_url"): "",
    ("LetterheadPatch", "imprint_url"): "", ("LetterheadPatch", "privacy_url"): "",
    ("PayOrder", "received_on"): "2026-11-01", ("PayOrder", "amount_cents"): 100,
    ("RefundOrder", "amount_cents"): 100, ("ShipLine", "line_id"): "@line_id@",
    ("ShipLine", "quantity_milli"): 1, ("Parcel", "carrier"): "dhl",
    ("Parcel", "tracking_url"): "", ("TryTemplate", "kind"): "order.placed",
    ("TryTemplate", "order_id"): None,
    # A free line has no article.
    ("NewLine", "name"): None, ("NewLine", "unit_price_e4"): None,
}
# What a smallest body needs although the document calls it optional.
ALSO = {"ApiKeyInput": ("scopes",), "ProductInput": ("variants",), "NewLine": ("sku",),
        "MethodOrder": ("codes",), "AskPrices": ("lines",), "AskedPrice": ("discount_bp",),
        "CounterPrices": ("lines",), "AnsweredLine": ("answer",),
        "WriteText": ("body",), "CreateQuote": ("recipient_email",), "AcceptQuote": ("evidence",)}
ID = re.compile(r"^\^(\w+)_\[")


class Bodies:
    def __init__(self, document):
        self.document = document

    def name_of(self, schema):
        kinds = schema.get("oneOf", [schema])
        return kinds[0].get("$ref", "/").rsplit("/", 1)[1]

    def valid(self, schema, full):
        """The smallest valid body, or the one that has every field."""
        owner = self.name_of(schema)
        schema, _ = self.document.bare(schema)
        if schema.get("type") == "object":
            required = schema.get("required", ())
            return {name: self.value(owner, name, below, full)
                    for name, below in schema.get("properties", {}).items()
                    if full or name in required or name in ALSO.get(owner, ())}
        return self.value(owner, "", schema, full)

    def value(self, owner, name, schema, full):
        if (owner, name) in BY_PLACE:
            return copy.deepcopy(BY_PLACE[owner, name])
        if name in BY_NAME:
            return BY_NAME[name]
        bare, _ = self.document.bare(schema)
        kind = bare.get("type")
        if "enum" in bare:
            return bare["enum"][0]
        if kind == "object":
            return self.valid(schema, full)
        if kind == "array":
            return [self.value(owner, "", bare["items"], full)]
        if kind == "integer":
            return max(0, bare.get("minimum", 0))
        if kind == "boolean":
            return False
        identity = ID.match(bare.get("pattern", ""))
        if identity:
            return f"@{identity.group(1)}@"
        return "Text"

    def with_value(self, schema, field, value):
        """The smallest valid body with this value in this place."""
        body = self.valid(schema, False)
        self.put(schema, body, field.path, value)
        return body

    def put(self, schema, body, path, value):
        place = body
        for depth, step in enumerate(path[:-1]):
            below = place.get(step) if isinstance(step, str) else place[step]
            if not isinstance(below, (dict, list)) or not below:
                below = self.at(schema, path[:depth + 1])
                place[step] = below
            place = below
        if isinstance(place, list) and not place:
            place.append(value)
        else:
            place[path[-1]] = value

    def at(self, schema, path):
        """A valid value for a place that the smallest body does not have."""
        for step in path:
            owner = self.name_of(schema)
            schema, _ = self.document.bare(schema)
            name = step
            schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
        bare, _ = self.document.bare(schema)
        if bare.get("type") == "object":
            return self.valid(schema, False)
        found = self.value(owner, name if isinstance(name, str) else "", schema, False)
        if bare.get("type") == "array" and not isinstance(found, list) or found == []:
            return [self.value("", "", bare["items"], False)]
        return found


def without(body, path):
    place = body
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return body


def doubled(body, path, value):
    """The field twice, first as it is, then with this value."""
    place, parent = body, None
    for step in path[:-1]:
        parent, place = place, place[step]
    pairs = Pairs([*place.items(), (path[-1], value)])
    if parent is None:
        return pairs
    parent[path[-2]] = pairs
    return body
