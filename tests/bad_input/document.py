"""The OpenAPI document of the program as plain lists of operations and fields."""
import json

from kit.machine import run


class Field:
    """One place in a body: `path` of names and indices, the schema of what belongs there."""

    def __init__(self, path, schema, required, nullable):
        self.path = path
        self.schema = schema
        self.required = required
        self.nullable = nullable

    @property
    def pointer(self):
        return "".join(f"/{step}" for step in self.path)

    @property
    def kind(self):
        return self.schema.get("type", "any")


class Operation:
    def __init__(self, document, method, path, described):
        self.document = document
        self.method = method
        self.path = path
        self.name = f"{method} {path}"
        parameters = [document.resolve(one) for one in described.get("parameters", [])]
        self.path_names = [one["name"] for one in parameters if one["in"] == "path"]
        self.query_names = [one["name"] for one in parameters if one["in"] == "query"]
        self.header_names = [one["name"] for one in parameters if one["in"] == "header"]
        self.open = described.get("security") == []
        self.codes = {int(status): self._codes(one)
                      for status, one in described["responses"].items()}
        content = described.get("requestBody", {}).get("content", {})
        body = content.get("application/json")
        self.body = body and body["schema"]
        self.multipart = "multipart/form-data" in content
        self.stream = any("text/event-stream" in one.get("content", {})
                          for one in described["responses"].values())

    def _codes(self, response):
        problem = response.get("content", {}).get("application/problem+json")
        if not problem:
            return None
        return set(problem["schema"]["allOf"][1]["properties"]["code"]["enum"])

    def fields(self):
        return self.document.fields(self.body) if self.body else []


class Document:
    def __init__(self, program):
        self.all = json.loads(run([program, "openapi"]).stdout)
        self.operations = [Operation(self, method.upper(), path, described)
                           for path, methods in self.all["paths"].items()
                           for method, described in methods.items()]

    def resolve(self, schema):
        while "$ref" in schema:
            found = self.all
            for step in schema["$ref"].lstrip("#/").split("/"):
                found = found[step]
            schema = found
        return schema

    def bare(self, schema):
        """(schema without "or null", whether null is allowed)"""
        schema = self.resolve(schema)
        kinds = schema.get("oneOf")
        if kinds is None:
            return schema, False
        rest = [one for one in kinds if one.get("type") != "null"]
        return self.resolve(rest[0]), len(rest) < len(kinds)

    def fields(self, schema, path=()):
        """Every place of a body, outermost first; of lists their first item."""
        found = []
        schema, _ = self.bare(schema)
        required = schema.get("required", ())
        for name, below in schema.get("properties", {}).items():
            bare, nullable = self.bare(below)
            here = (*path, name)
            found.append(Field(here, bare, name in required, nullable))
            if bare.get("type") == "object":
                found += self.fields(bare, here)
            if bare.get("type") == "array":
                item, item_nullable = self.bare(bare["items"])
                found.append(Field((*here, 0), item, True, item_nullable))
                if item.get("type") == "object":
                    found += self.fields(item, (*here, 0))
        return found
