"""Expressions in processes: CEL alone, capped when saved and again when run, because CEL has no limit of its own."""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import cel
from django.utils.translation import gettext_lazy as _

LONGEST = 500
DEEPEST = 20
LIST = 1000
TEXT = 20_000
NUMBER = 10**12
FUNCTIONS = frozenset(
    {"size", "contains", "startsWith", "endsWith", "int", "uint", "double", "string", "bool", "timestamp", "duration"}
    | {"min", "max", "map", "filter", "exists", "exists_one", "all", "has", "@not_strictly_false", "@in"}
)
_TEXTS = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""")
_NUMBERS = re.compile(r"(?<![\w.])(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)")
_LOOP = re.compile(r"\.\s*(?:map|filter|exists|exists_one|all)\s*\(")
_LINE = re.compile(r"^([A-Za-z]\w{0,59})\s*=(?!=)\s*(.+)$")


class BadExpression(ValueError):
    """An expression that is not taken; `args[0]` is a translatable sentence saying why."""

    def __str__(self) -> str:
        return str(self.args[0])


def check_expression(source: str) -> None:
    """Refuse with BadExpression what is not CEL, calls what we do not know, or could cost too much."""
    if len(source) > LONGEST:
        raise BadExpression(_("The expression is longer than 500 characters."))
    if not source.strip():
        raise BadExpression(_("The expression is empty."))
    bare = _TEXTS.sub("''", source)
    if '"""' in source or "'''" in source or re.search(r"(?i)\b(?:r|b|rb|br)['\"]", source):
        raise BadExpression(_("Write texts in plain quotes."))
    _check_nesting(bare)
    for number in _NUMBERS.findall(bare):
        if abs(float(int(number, 16)) if number[:2].lower() == "0x" else float(number)) >= NUMBER:
            raise BadExpression(_("Numbers must stay below 10^12."))
    _check_names(source)


def _check_nesting(bare: str) -> None:
    depth = 0
    loops: list[int] = []
    starts = {match.end() - 1 for match in _LOOP.finditer(bare)}
    for position, letter in enumerate(bare):
        if letter in "([{":
            depth += 1
            if depth > DEEPEST:
                raise BadExpression(_("The expression is nested deeper than 20."))
            if position in starts:
                if loops:
                    raise BadExpression(_("A list may not be walked inside the walk of another."))
                loops.append(depth)
        elif letter in ")]}":
            if loops and loops[-1] == depth:
                loops.pop()
            depth -= 1


def _check_names(source: str) -> None:
    try:
        program = _program(source)
    except (ValueError, RuntimeError, TypeError) as error:
        raise BadExpression(_("This is not an expression in CEL.")) from error
    unknown = [name for name in program.functions() if name not in FUNCTIONS and not _is_operator(name)]
    if unknown or "__" in _TEXTS.sub("", source):
        raise BadExpression(_("The expression calls something that is not in CEL."))


def _is_operator(name: str) -> bool:
    return not name.isidentifier() or (name.startswith("_") and name.endswith("_") and not name.strip("_").isalnum())


@lru_cache(maxsize=2048)
def _program(source: str) -> Any:
    return cel.compile(source)


def evaluate(source: str, data: Mapping[str, Any]) -> Any:
    """The value of a checked expression over the data. Raises BadExpression, also for values past the caps."""
    check = _checked(source)
    if check is not None:
        raise BadExpression(check)
    program = _program(source)
    seen = {name: data[name] for name in program.variables() if name in data}
    _check_value(seen, 0)
    try:
        value = program.execute(seen)
    except (ValueError, RuntimeError, TypeError, KeyError, ArithmeticError, IndexError) as error:
        raise BadExpression(_("The expression has no value here: a name is unknown or of another kind.")) from error
    _check_value(value, 0)
    return value


@lru_cache(maxsize=2048)
def _checked(source: str) -> Any:
    try:
        check_expression(source)
    except BadExpression as error:
        return error.args[0]
    return None


def _check_value(value: Any, depth: int) -> None:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)) and not (math.isfinite(value) and abs(value) < NUMBER):
        raise BadExpression(_("Numbers must stay below 10^12."))
    if isinstance(value, str) and len(value) > TEXT:
        raise BadExpression(_("A text in the data is too long for an expression."))
    if isinstance(value, (Mapping, list, tuple)):
        if len(value) > LIST or depth > DEEPEST:
            raise BadExpression(_("A list in the data is too long or too deep for an expression."))
        for part in value.values() if isinstance(value, Mapping) else value:
            _check_value(part, depth + 1)


def check_script(script: str) -> None:
    """Refuse with BadExpression a script that is not made of `name = expression` lines."""
    for _name, expression in script_lines(script):
        check_expression(expression)


def script_lines(script: str) -> list[tuple[str, str]]:
    """The (name, expression) pairs of a script. Raises BadExpression."""
    pairs = []
    for line in filter(None, (line.strip() for line in script.splitlines())):
        match = _LINE.match(line)
        if match is None:
            raise BadExpression(_("A script has only lines “name = expression”."))
        pairs.append((match[1], match[2]))
    if len(pairs) > 20:
        raise BadExpression(_("A script has at most 20 lines."))
    return pairs
