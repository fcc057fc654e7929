"""Hostile process files, expressions and imports: the corpora of the tests, through publishing and importing."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from proofs._refusals import Case, tried


def cases(folder: Path) -> Iterator[Case]:
    """All of them; files are written into `folder`."""
    yield from _processes()
    yield from _imports(folder)


def _processes() -> Iterator[Case]:
    from crosslift.core.actor import the_system
    from crosslift.flows.actions import publish_xml
    from crosslift.flows.expressions import BadExpression
    from tests.flows import steps
    from tests.flows.hostile_cases import EXPRESSIONS, FILES

    assert steps, "the steps that the corpus names"
    system = the_system("cli", "a proof")

    def publish(xml: str | bytes, _given: Any) -> str:
        return "refused" if tried(lambda: publish_xml(actor=system, xml=xml)) else ""

    def evaluate(take: Any, source: str | bytes, _given: Any) -> str:
        try:
            take(source)
        except BadExpression as error:
            return "refused" if str(error) else "a refusal without a sentence"
        return ""

    for case in FILES:
        yield Case(f"process: {case.name}", partial(publish, case.bad), partial(publish, case.benign), "refused")
    for case in EXPRESSIONS:
        bad, benign = (partial(evaluate, case.take, source) for source in (case.bad, case.benign))
        yield Case(case.name, bad, benign, "refused")


def _imports(folder: Path) -> Iterator[Case]:
    from tests.integrations.hostile_cases import CASES

    for number, case in enumerate(CASES):
        ending = Path(case.file).suffix
        bad, good = folder / f"{number}-bad{ending}", folder / f"{number}-good{ending.replace('.exe', '.csv')}"
        bad.write_bytes(case.bad)
        good.write_bytes(case.benign)
        yield Case(
            f"import: {case.name}",
            partial(_checked, bad),
            partial(_imported, good, case.target),
            case.refused,
            partial(_prepared, bad, case.target),
        )


def _prepared(path: Path, target: str) -> Any:
    """The import of a file, not begun; a file that can't be read at all is given as its refusal."""
    from crosslift.core.actor import the_system
    from crosslift.core.errors import Refusal
    from crosslift.integrations.actions import prepare_import
    from crosslift.integrations.plan import guessed
    from crosslift.integrations.preparing import described
    from crosslift.integrations.reading import read

    system = the_system("import", "a proof")
    try:
        plan = guessed(target, path.name, read(path).columns, source="proof")
        return prepare_import(actor=system, preset=target, plan=plan, files=[described(path)])
    except Refusal:
        return None


def _checked(path: Path, run: Any) -> str:
    """Run dry; "" where every row would come in, else the refusal of the file or of its first refused row."""
    from crosslift.core.actor import the_system
    from crosslift.integrations.reading import read
    from crosslift.integrations.running import check_import

    system = the_system("import", "a proof")
    said = tried(lambda: read(path)) if run is None else tried(lambda: check_import(run, system))
    return said or _first_refused(run)


def _imported(path: Path, target: str, _given: Any) -> str:
    """Import in earnest; "" where every row came in."""
    from crosslift.core.actor import the_system
    from crosslift.integrations.actions import start_import
    from crosslift.integrations.running import run_import

    run = _prepared(path, target)
    if run is None:
        return "it can't be read"
    start_import(actor=the_system("import", "a proof"), run_id=run.pk, by_job=False)
    return _first_refused(run_import(run.pk))


def _first_refused(run: Any) -> str:
    first = run.refused.order_by("line").first()
    return f"line {first.line}: {first.reason}" if first else ""
