"""A seller in a fault run: wins deals and answers BANT as scripted, through the product's actions.

It remembers nothing: what is to be done next it reads from the database, so that it may be killed at any moment.
Every act whose commit came back is written into a journal; whatever stands there must be in the database at the end.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from proofs import _naive
from proofs._script import Part, load

WINDOW = 8  # deals in hand at once
_STATE = """
SELECT d.id, d.outcome,
  (SELECT count(*) FROM core_audit a WHERE a.subject_type = 'deal' AND a.subject_id = d.id::text
     AND a.action = 'deals.win_deal'),
  (SELECT count(*) FROM offers_suggestion s WHERE s.deal_id = d.id AND s.answered_at IS NOT NULL),
  (SELECT coalesce(jsonb_object_agg(s.product_id, s.id), '{}') FROM offers_suggestion s
     WHERE s.deal_id = d.id AND s.state = 'open')
FROM deals_deal d WHERE d.id = ANY(%s)
"""


def work(script: str, journal: str, turn: int, sellers: int) -> None:
    """Do the parts of this seller until killed."""
    mine = [part for number, part in enumerate(load(Path(script))) if number % sellers == turn]
    Seller(mine, os.open(journal, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o644)).run()


class Seller:
    """One seller's parts and journal."""

    def __init__(self, parts: list[Part], journal: int) -> None:
        self.parts, self.journal = parts, journal

    def run(self) -> None:
        """Go through the deals in hand again and again, for ever."""
        from django.db import connection
        from django.db.utils import Error

        while True:
            try:
                moved = self._round()
            except Error:
                connection.close()
                moved = False
            if not moved:
                time.sleep(0.05)

    def _round(self) -> bool:
        from django.db import connection

        window = {part.deal: part for part in self.parts[:WINDOW]}
        if not window:
            return False
        moved = False
        with connection.cursor() as cursor:
            cursor.execute(_STATE, [list(window)])
            rows = cursor.fetchall()
        for deal, outcome, wins, answered, asked in rows:
            part = window[deal]
            asked = {int(product): suggestion for product, suggestion in _plain(asked).items()}
            if outcome == "won" and wins == part.wins and answered == len(part.answers):
                self.parts.remove(part)
            else:
                moved |= self._next(part, outcome, wins, answered, asked)
        return moved

    def _next(self, part: Part, outcome: str, wins: int, answered: int, asked: dict[int, int]) -> bool:
        from crosslift.deals import actions

        if outcome == "open":
            return self._act(part, lambda actor: actions.win_deal(actor=actor, deal_id=part.deal), "won")
        if wins < part.wins and _moment(part.undone[wins - 1], part, answered, asked):
            return self._act(part, lambda actor: actions.reopen_deal(actor=actor, deal_id=part.deal), "reopened")
        if asked:
            self._answer(part, *next(iter(sorted(asked.items()))))
            return True
        return False

    def _act(self, part: Part, act: Callable[[Any], object], said: str) -> bool:
        """Do it in a transaction; in the journal it stands only when the commit came back."""
        from django.db import transaction

        from crosslift.core.errors import Refusal
        from crosslift.staff.queries import actor_of

        try:
            with transaction.atomic():
                act(actor_of(part.owner, "web"))
        except Refusal:
            return False
        os.write(self.journal, f"{part.deal} {said}\n".encode())
        return True

    def _answer(self, part: Part, product: int, suggestion: int) -> None:
        said = part.answers[product]
        if len(said) == 1:
            self._give(part, product, suggestion, said[0])
        else:
            self._both(part, product, suggestion, said)
        again = (part.deal * 31 + product) % 10 == 0
        _naive.ask(part.deal, product, again=again)

    def _give(self, part: Part, product: int, suggestion: int, said: str) -> None:
        from crosslift.offers.actions import answer_suggestion

        values = {"reason": "no_need"} if said == "refused" else {"bant": {"need": True}}
        self._act(
            part,
            lambda actor: answer_suggestion(actor=actor, suggestion_id=suggestion, result=said, **values),
            f"answered {product} {said}",
        )

    def _both(self, part: Part, product: int, suggestion: int, said: list[str]) -> None:
        """Two people answer at the same moment, on two connections."""
        from django.db import connection
        from django.db.utils import Error

        barrier = Barrier(len(said))

        def one(answer: str) -> None:
            try:
                barrier.wait(5)
                self._give(part, product, suggestion, answer)
            except Error:
                return  # the database went away; the next round sees what stands
            finally:
                connection.close()

        threads = [Thread(target=one, args=(answer,)) for answer in said]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _moment(wanted: str, part: Part, answered: int, asked: dict[int, int]) -> bool:
    everything = answered == len(part.answers)
    now = {"at once": True, "asked": bool(asked), "half": answered > 0, "all": everything}
    return now[wanted] or everything


def _plain(value: Any) -> dict[str, int]:
    import json

    found: dict[str, int] = json.loads(value) if isinstance(value, str) else value
    return found
