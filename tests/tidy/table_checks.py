"""Checks of the database: migrations name their owner, and only the owner writes a table."""
import re

from check import Check, is_cpp, is_test, line_of, module_of

OWNER = re.compile(r"-- owner: (\w+)\n")
CREATE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", re.I)
SEAM = re.compile(r'"\s*\n?\s*"')
WRITES = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM)\s+(\w+)|\bUPDATE\s+(\w+)\s+SET\b")
ROW = re.compile(r'struct (\w+)[^{;]*\{(?:(?!\nstruct |\n\};).)*?kTable\s*=\s*"(\w+)"', re.S)


def migrations(tree):
    """Migrations are numbered without holes and begin with their owner."""
    findings, numbers = [], []
    for path in sorted(tree):
        if not path.startswith("migrations/"):
            continue
        match = re.fullmatch(r"migrations/(\d{4})_\w+\.sql", path)
        if not match:
            findings.append(f"{path}: the name is not NNNN_word.sql")
            continue
        numbers.append(int(match.group(1)))
        if not OWNER.match(tree[path]):
            findings.append(f"{path}: the first line is not '-- owner: <module>'")
    if numbers != list(range(1, len(numbers) + 1)):
        findings.append(f"migrations/: numbers {numbers} are not 1, 2, 3, ...")
    return findings


def owners(tree):
    """table -> module"""
    result = {}
    for path, text in tree.items():
        owner = path.startswith("migrations/") and OWNER.match(text)
        if owner:
            result.update({table: owner.group(1) for table in CREATE.findall(text)})
    return result


def table_writes(tree):
    """Only the owner module writes a table."""
    owner_of = owners(tree)
    sources = {path: text for path, text in tree.items()
               if is_cpp(path) and module_of(path) is not None and not is_test(path)}
    row_tables = {}
    for text in sources.values():
        row_tables.update(dict(ROW.findall(text)))
    findings = []
    for path, text in sources.items():
        for table, line in written_tables(text, row_tables):
            owner = owner_of.get(table)
            if owner and owner != module_of(path):
                findings.append(f"{path}:{line}: writes {table}, which belongs to {owner}")
    return findings


def written_tables(text, row_tables):
    """(table, line) for SQL in literals, and for insert(Row{}) and update(row) of row structs."""
    # Adjacent literals are one; the seam keeps its length so that line numbers stay right.
    joined = SEAM.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    for match in WRITES.finditer(joined):
        yield match.group(1) or match.group(2), line_of(joined, match.start())
    if not row_tables:
        return
    names = "|".join(map(re.escape, row_tables))
    variables = {name: row for row, name in re.findall(rf"\b({names})&?\s+(\w+)\s*[{{;=,)]", text)}
    for match in re.finditer(r"\b(?:insert|update)(?:<(\w+)>)?\(\s*(?:tx,\s*)?(\w+)", text):
        row = match.group(1) or match.group(2)
        table = row_tables.get(row) or row_tables.get(variables.get(row))
        if table:
            yield table, line_of(text, match.start())


ORDERS = "-- owner: orders\nCREATE TABLE orders (id {id});\n"
ROW_CPP = ('struct OrderRow {\n  static constexpr std::string_view kTable = "orders";\n};\n')
CHECKS = [
    Check("migrations", migrations,
          bad=[({"migrations/0001_a.sql": "CREATE TABLE a (x {id});"}, "first line"),
               ({"migrations/0002_a.sql": ORDERS}, "not 1, 2, 3")],
          good={"migrations/0001_a.sql": ORDERS, "migrations/0002_b.sql": ORDERS}),
    Check("table writes", table_writes,
          bad=[({"migrations/0001_a.sql": ORDERS, "src/quotes/a.cpp": f'execute("{sql}");'},
                "writes orders")
               for sql in ("UPDATE orders SET x = 1", 'UPDATE orders "\n  "SET x = 1',
                           "INSERT INTO orders VALUES (1)", "DELETE FROM orders")] +
              [({"migrations/0001_a.sql": ORDERS, "src/orders/o.hpp": ROW_CPP,
                 "src/quotes/a.cpp": code}, "writes orders")
               for code in ("tx.insert(OrderRow{});", "OrderRow row;\nrow.x = 1;\ntx.update(row);",
                            "void f(Tx& tx, OrderRow& row) { tx.update(row); }")],
          good={"migrations/0001_a.sql": ORDERS, "src/orders/o.hpp": ROW_CPP,
                "src/orders/a.cpp": 'execute("UPDATE orders SET x"); tx.insert(OrderRow{});',
                "src/quotes/a.cpp": 'query("SELECT x FROM orders FOR UPDATE");'}),
]
