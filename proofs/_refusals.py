"""The shape of a hostile case, and the digest that shows whether a refusal left anything behind."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# What a refusal may write: the import that was tried with its report and refused rows, kept so that a person can
# mend the file; and when a program's token was last used.
BOOKKEEPING = ("integrations_importrun", "integrations_refusedrow", "integrations_importstep", "staff_apitoken")
SLOWEST = 1.0  # seconds of processor time that a refusal may take


@dataclass(frozen=True)
class Case:
    """A bad act and its harmless twin.

    `prepare` makes what both need. `bad` and `benign` return "" where the act was done, else how it was refused;
    `expected` is how the bad one must be.
    """

    name: str
    bad: Callable[[Any], str]
    benign: Callable[[Any], str]
    expected: str
    prepare: Callable[[], Any] = lambda: None


@dataclass
class Verdict:
    """What a case showed."""

    case: Case
    said: str
    changed: int
    twin: str
    seconds: float

    @property
    def fault(self) -> str:
        """What is wrong, or ""."""
        if self.said != self.case.expected:
            return f"expected {self.case.expected!r}, got {self.said or 'it was done'!r}"
        if self.changed:
            return f"{self.changed} rows changed"
        if self.seconds > SLOWEST:
            return f"took {self.seconds:.2f} s"
        return f"the harmless twin was refused: {self.twin}" if self.twin else ""


class _Back(Exception):
    """Takes a case back."""


def judge(case: Case) -> Verdict:
    """Run a case and its twin in a transaction that is taken back."""
    from django.db import transaction

    verdict = Verdict(case, "", 0, "", 0.0)
    try:
        with transaction.atomic():
            given = case.prepare()
            before = digest()
            began = time.process_time()
            verdict.said = case.bad(given)
            verdict.seconds = time.process_time() - began
            after = digest()
            verdict.changed = sum(((before - after) | (after - before)).values())
            verdict.twin = case.benign(given)
            raise _Back
    except _Back:
        return verdict


def digest() -> Counter[tuple[str, str]]:
    """Every row of every table but BOOKKEEPING, as (table, digest)."""
    from django.db import connection

    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name not in BOOKKEEPING]
        parts = [f"SELECT '{name}', md5(t::text) FROM \"{name}\" t" for name in names]
        cursor.execute(" UNION ALL ".join(parts))
        return Counter(cursor.fetchall())


def tried(act: Callable[[], object]) -> str:
    """Do it as an edge does, in a transaction of its own; "" where done, else the code of the refusal."""
    from django.db import transaction

    from crosslift.core.errors import Refusal

    try:
        with transaction.atomic():
            act()
    except Refusal as refusal:
        return str(refusal.code) if str(refusal) else "a refusal without a sentence"
    return ""
