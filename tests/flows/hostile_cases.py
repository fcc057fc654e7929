"""Hostile process files and expressions, each beside a harmless twin that must pass. Also read by the proofs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crosslift.core.errors import Refusal
from crosslift.flows.expressions import BadExpression, check_expression, evaluate
from crosslift.flows.guard import read
from crosslift.flows.lint import problems
from crosslift.flows.outline import outline_of

REFUSED = (Refusal, BadExpression)
_WHOLE = (Path(__file__).parent / "data" / "plain.bpmn").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Hostile:
    """A bad input and its twin. `take` returns for what is harmless and raises one of REFUSED for what is not."""

    name: str
    bad: str | bytes
    benign: str | bytes
    take: Callable[[str | bytes], object]


class NotTaken(Refusal):
    """The linter found mistakes."""


def take_file(xml: str | bytes) -> object:
    """Read and lint a file as publishing does, without a database."""
    outline = outline_of(read(xml))
    found = problems(outline)
    if found:
        raise NotTaken("; ".join(f"{place}: {said}" for place, said in found))
    return outline


def take_expression(source: str | bytes) -> object:
    """Check and run an expression over a little data."""
    text = source.decode() if isinstance(source, bytes) else source
    check_expression(text)
    return evaluate(text, {"a": 2, "b": 3.5, "name": "Ёж", "xs": [1, 2, 3], "deal": {"sum": 100}, "none": None})


def _swap(old: str, new: str) -> str:
    assert old in _WHOLE, old
    return _WHOLE.replace(old, new, 1)


def _process(inner: str) -> str:
    return _swap("<sequenceFlow", f"{inner}<sequenceFlow")


_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_CONDITION = "size(found) &gt; 0"

FILES = [
    Hostile("entity bomb", _swap("<definitions", _LAUGHS + "<definitions"), _WHOLE, take_file),
    Hostile(
        "external entity",
        _swap("<definitions", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><definitions'),
        _WHOLE,
        take_file,
    ),
    Hostile("external DTD", _swap("<definitions", '<!DOCTYPE x SYSTEM "x.dtd"><definitions'), _WHOLE, take_file),
    Hostile(
        "entity bomb in UTF-16",
        _swap('encoding="UTF-8"', 'encoding="UTF-16"')
        .replace("<definitions", _LAUGHS + "<definitions")
        .encode("utf-16"),
        _WHOLE.encode("utf-8-sig"),
        take_file,
    ),
    Hostile("another encoding", _swap('encoding="UTF-8"', 'encoding="UTF-7"'), _WHOLE, take_file),
    Hostile(
        "stylesheet instruction",
        _swap("<definitions", '<?xml-stylesheet href="x.xsl"?><definitions'),
        _swap("<definitions", "<!-- plain --><definitions"),
        take_file,
    ),
    Hostile(
        "200,000 nested tags", "<a>" * 200_000 + "</a>" * 200_000, _process("<!-- " + "x" * 500 + " -->"), take_file
    ),
    Hostile(
        "nested deeper than 64",
        _process("<subProcess>" * 70 + "</subProcess>" * 70),
        _WHOLE,
        take_file,
    ),
    Hostile(
        "6,000 elements",
        _process("".join(f'<message id="m{n}"/>' for n in range(6_000))),
        _WHOLE,
        take_file,
    ),
    Hostile("2 MB", _process("<!--" + "x" * 2_000_000 + "-->"), _process("<!--" + "x" * 2_000 + "-->"), take_file),
    Hostile(
        "an attribute of 100,000 letters",
        _swap('name="Find"', f'name="{"x" * 100_000}"'),
        _swap('name="Find"', f'name="{"x" * 100}"'),
        take_file,
    ),
    Hostile("unclosed tag", _WHOLE.replace("</definitions>", ""), _WHOLE, take_file),
    Hostile("not XML", "PK\x03\x04", _WHOLE, take_file),
    Hostile("another format", "<html><body>hello</body></html>", _WHOLE, take_file),
    Hostile(
        "inclusion",
        _process('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
        _process("<documentation/>") if "<documentation" not in _WHOLE else _WHOLE,
        take_file,
    ),
    Hostile(
        "import of another file",
        _process('<import importType="x" location="other.bpmn" namespace="y"/>'),
        _WHOLE,
        take_file,
    ),
    Hostile(
        "extension with a script",
        _process('<extensionElements><x:run xmlns:x="urn:x">rm</x:run></extensionElements>'),
        _WHOLE,
        take_file,
    ),
    Hostile(
        "attribute of another engine",
        _swap('name="Find"', 'name="Find" x:class="java.lang.Runtime" xmlns:x="urn:x"'),
        _swap('name="Find"', 'name="Найти"'),
        take_file,
    ),
    Hostile("unknown element", _process('<callActivity id="call"/>'), _WHOLE, take_file),
    Hostile("unknown step", _swap("test.find", "os.system"), _swap("test.find", "test.nurture"), take_file),
    Hostile(
        "Python in a condition",
        _swap(_CONDITION, "__import__('os').getuid() == 0"),
        _swap(_CONDITION, "size(found) == 0"),
        take_file,
    ),
    Hostile(
        "class walk in a condition",
        _swap(_CONDITION, "().__class__.__base__.__subclasses__()"),
        _swap(_CONDITION, "has(deal.sum)"),
        take_file,
    ),
    Hostile(
        "Python in a script",
        _swap("total = 1 + 2", "import os"),
        _swap("total = 1 + 2", "total = 2 * 3"),
        take_file,
    ),
    Hostile(
        "call in a script",
        _swap("total = 1 + 2", "total = open('/etc/passwd').read()"),
        _swap("total = 1 + 2", "total = size('abc')"),
        take_file,
    ),
    Hostile("a cycle without an end", _swap('targetRef="end_found"', 'targetRef="find"'), _WHOLE, take_file),
    Hostile("two elements of one id", _swap('id="end_none"', 'id="find"'), _WHOLE, take_file),
    Hostile("a timer of a thousand years", _swap("P2D", "P365000D"), _swap("P2D", "P365D"), take_file),
    Hostile("an endless timer", _swap("P2D", "R/PT0S"), _swap("P2D", "PT30M"), take_file),
    Hostile("an arrow to nowhere", _swap('targetRef="end_none"', 'targetRef="nowhere"'), _WHOLE, take_file),
    Hostile("no default way", _swap(' default="none"', ""), _WHOLE, take_file),
]

EXPRESSIONS = [
    Hostile(f"expression {bad[:40]}", bad, benign, take_expression)
    for bad, benign in [
        ("__import__('os').getuid()", "size('os')"),
        ("().__class__.__base__", "deal.sum"),
        ("open('/etc/passwd')", "'/etc/passwd'"),
        ("eval('1')", "int('1')"),
        ("exec('x=1')", "a == 1"),
        ("lambda: 1", "a"),
        ("[x for x in xs]", "xs.map(x, x)"),
        ("a if b else c", "a > 1 ? 'x' : 'y'"),
        ("f'{a}'", "string(a)"),
        ("a.__class__", "has(deal.sum)"),
        ("deal['__class__']['x']", "deal['sum']"),
        ("xs.map(x, xs.map(y, xs.map(z, x * y * z)))", "xs.map(x, x * 2)"),
        ("xs.all(x, xs.exists(y, y > x))", "xs.all(x, x > 0) && xs.exists(y, y > 2)"),
        ("(" * 30 + "1" + ")" * 30, "((((1))))"),
        ("[" * 30 + "]" * 30, "[[1]]"),
        ("1 + " * 200 + "1", "1 + 1 + 1"),
        ("a" * 501, "a"),
        ("", "true"),
        ("1000000000000", "999999999999"),
        ("1e300", "1e11"),
        ("0xffffffffffff", "0xff"),
        ("9999999999 * 9999999999", "99999 * 999"),
        ("a / 0", "a / 1"),
        ("'x' + 1", "'x' + string(1)"),
        ("unknown > 1", "a > 1"),
        ("none.sum", "none == null"),
        ("a; b", "a < b"),
        ("a = 5", "a == 5"),
        ("import os", "name == 'os'"),
        ("os.system('true')", "name.startsWith('Ё')"),
        ("request.user", "deal.sum > 10"),
        ("name.format(a)", "name.contains('ж')"),
        ("r'\\d+'", "'d+'"),
        ("'''a'''", "'a'"),
    ]
]

CASES = [*FILES, *EXPRESSIONS]
