"""Checks of the texts: three complete languages, nothing missing, nothing unused."""
import json
import re

from check import Check, is_cpp, is_test, line_of

LANGUAGES = ("de", "en", "fr")
PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")
PLACEHOLDER = re.compile(r"\{\{\s*-?\s*(\w+)")
CODE = re.compile(r'\bCode\s+k\w+\s*\{\s*"(\w+)"\s*,\s*\d+')
USED_IN_WEB = re.compile(r"""(?<![\w.])t\(\s*(['"])([a-z]\w*(?:\.\w+)+)\1""")
# The beginning of a key that is put together: `state.order.${state}` or "mail." + kind.
BUILT = re.compile(r'`([a-z]\w*\.(?:[\w.]*[._])?)\$\{|"([a-z]\w*\.(?:[\w.]*[._])?)"\s*\+')
# Umlauts written as two letters; words in which "ae", "oe", "ue" are right do not match.
SPELLED_OUT = re.compile(
    r"\b\w*(?:[Ff]uer\b|[Uu]eber[a-z]|oennen|uessen|aehl|oesch|urueck|ftraeg|[Aa]ender"
    r"|ueltig|aechst|erfueg|pfaeng|chluessel|oeglich|paeter|eroeff|ezueg|[Pp]ruef|[Mm]uess)\w*")


def load(tree):
    """language -> {dotted key: text}; a language that is missing is empty."""
    return {language: dict(flatten("", json.loads(tree.get(f"texts/{language}.json", "{}"))))
            for language in LANGUAGES}


def flatten(prefix, node):
    for name, value in node.items():
        if isinstance(value, dict):
            yield from flatten(f"{prefix}{name}.", value)
        else:
            yield prefix + name, value


def base_keys(texts):
    """Plural forms count as one key: order.lines_one and order.lines_other are order.lines."""
    return {PLURAL.sub("", key) if PLURAL.sub("", key) + "_other" in texts else key
            for key in texts}


def placeholders(texts, key):
    forms = [texts[key]] if key in texts else [
        text for name, text in texts.items() if PLURAL.sub("", name) == key]
    return {name for text in forms for name in PLACEHOLDER.findall(text)}


def same_keys(tree):
    """The three languages have the same keys with the same placeholders."""
    languages = load(tree)
    bases = {language: base_keys(texts) for language, texts in languages.items()}
    findings = []
    for key in sorted(set().union(*bases.values())):
        missing = [language for language in LANGUAGES if key not in bases[language]]
        if missing:
            findings.append(f"texts: '{key}' is missing in {', '.join(missing)}")
            continue
        names = {language: placeholders(languages[language], key) for language in LANGUAGES}
        if len({frozenset(found) for found in names.values()}) > 1:
            findings.append(f"texts: '{key}' has different placeholders: {names}")
    for language, texts in languages.items():
        for key, text in texts.items():
            if not isinstance(text, str) or not text.strip():
                findings.append(f"texts/{language}.json: '{key}' is empty")
    return findings


def german(tree):
    """German is written with umlauts."""
    return [f"texts/de.json: '{key}': {match.group()}" for key, text in load(tree)["de"].items()
            for match in SPELLED_OUT.finditer(text)]


def refusal_texts(tree):
    """Every refusal has a sentence in every language."""
    languages = {language: base_keys(texts) for language, texts in load(tree).items()}
    findings = []
    for path, text in tree.items():
        if not (is_cpp(path) and path.startswith("src/")) or is_test(path):
            continue
        for match in CODE.finditer(text):
            key = f"refusal.{match.group(1)}"
            missing = [language for language in LANGUAGES if key not in languages[language]]
            if missing:
                place = f"{path}:{line_of(text, match.start())}"
                findings.append(f"{place}: '{key}' is missing in {', '.join(missing)}")
    return findings


def code_of(tree):
    return "\n".join(text for path, text in tree.items()
                     if path.startswith(("src/", "web/src/", "web/index", "web/portal"))
                     and not is_test(path))


def unused_keys(tree):
    """Each text is used: its key stands in the code, or the code puts keys like it together."""
    code = code_of(tree)
    prefixes = tuple(filter(None, sum(BUILT.findall(code), ())))
    words = set(re.findall(r"[\w.]+", code))
    findings = []
    for key in sorted(base_keys(load(tree)["de"])):
        if key.startswith("refusal."):
            name = key.removeprefix("refusal.")
            used = f'"{name}"' in code or key in words or is_of_cause(name, code)
        else:
            used = key in words or key.startswith(prefixes)
        if not used:
            findings.append(f"texts: '{key}' is not used")
    return findings


def is_of_cause(name, code):
    """"cart_locked_price_request" is the sentence of cart_locked for the cause price_request."""
    parts = name.split("_")
    splits = (("_".join(parts[:i]), "_".join(parts[i:])) for i in range(1, len(parts)))
    return any(f'"{start}"' in code and f'"{cause}"' in code for start, cause in splits)


def missing_keys(tree):
    """Keys that the web part asks for exist."""
    texts = load(tree)["de"]
    known = base_keys(texts) | set(texts)
    findings = []
    for path, text in tree.items():
        if path.startswith("web/src/") and path.endswith((".ts", ".tsx")) and not is_test(path):
            for match in USED_IN_WEB.finditer(text):
                if match.group(2) not in known:
                    place = f"{path}:{line_of(text, match.start())}"
                    findings.append(f"{place}: '{match.group(2)}' is in no text file")
    return findings


def example(de, en=None, fr=None, **files):
    texts = {"texts/de.json": de, "texts/en.json": en or de, "texts/fr.json": fr or en or de}
    tree = {path: json.dumps(content) for path, content in texts.items()}
    return {**tree, **{path.replace("__", "/").replace("_ext_", "."): text
                       for path, text in files.items()}}


CHECKS = [
    Check("same keys", same_keys,
          bad=[(example({"a": "x", "b": {"c": "y"}}, {"a": "x"}), "'b.c' is missing in en, fr"),
               (example({"a": "{{n}} x"}, {"a": "x"}), "different placeholders"),
               (example({"a": " "}), "is empty"),
               (example({"a_one": "x", "a_other": "x"}, {"a_one": "x"}), "'a' is missing in en")],
          good=example({"a_one": "ein", "a_other": "{{count}}"}, {"a_one": "1", "a_other":
                       "{{count}}"}, {"a_one": "1", "a_many": "{{count}}", "a_other":
                       "{{ count }}"})),
    Check("German umlauts", german,
          bad=[(example({"a": "Zurueck zum Auftrag"}), "Zurueck")],
          good=example({"a": "Zurück, neue Treue, aktuelle Steuer"})),
    Check("refusal texts", refusal_texts,
          bad=[(example({"refusal.a": "x"}, src__k_ext_hpp='constexpr Code kB{"b", 409};'),
                "'refusal.b' is missing in de")],
          good=example({"refusal.a": "x"}, src__k_ext_hpp='constexpr Code kA{"a", 409};')),
    Check("unused keys", unused_keys,
          bad=[(example({"a.b": "x"}, src__k_ext_cpp='text("a.bc")'), "'a.b' is not used"),
               (example({"refusal.a": "x"}), "'refusal.a' is not used"),
               (example({"state.cart": "x"}, src__k_ext_cpp='"state."'), "'state.cart' is not")],
          good={**example({"a.b": "x", "c.d": "x", "refusal.e": "x", "state.cart": "x",
                           "ui.p_q": "x"},
                          src__k_ext_cpp='t("a.b"); "state." + s; kE{"e", 409}'),
                "web/src/a.ts": "textOf(`ui.p_${x}` + `c.${x}`)"}),
    Check("missing keys", missing_keys,
          bad=[({**example({"a.b": "x"}), "web/src/a.tsx": "<p>{t('a.c')}</p>"}, "'a.c' is in no")],
          good={**example({"a.b_one": "x", "a.b_other": "y"}),
                "web/src/a.tsx": "<p>{t('a.b', { count })} {get('x.y')}</p>"}),
]
