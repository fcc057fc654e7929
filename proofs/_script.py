"""The script of a fault run: what sellers do with each deal, decided by the seed before anything starts."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ANSWERS = ("interested", "nurture", "refused")
MOMENTS = ("at once", "asked", "half", "all")
REOPENED = 0.12  # the share of deals whose win is undone and won again
TWICE = 0.15  # the share of answers given twice at once, half of them with another answer


@dataclass
class Part:
    """What happens to one deal. `answers` holds by product what may stand at the end; two mean given at once.

    `undone` says at which moments the win is undone: the deal is won once more than that.
    """

    deal: int
    owner: int
    undone: list[str] = field(default_factory=list)
    answers: dict[int, list[str]] = field(default_factory=dict)

    @property
    def wins(self) -> int:
        """How often the deal is won."""
        return len(self.undone) + 1


def part_of(seed: int, number: int, deal: int, owner: int, products: Sequence[int]) -> Part:
    """The part of the deal opened as `number`, to which these products are to be proposed."""
    dice = random.Random(f"{seed}/{number}")  # the same on every machine
    part = Part(deal, owner)
    while dice.random() < REOPENED and len(part.undone) < 2:
        part.undone.append(dice.choice(MOMENTS) if products else "at once")
    for product in products:
        said = [dice.choice(ANSWERS)]
        if dice.random() < TWICE:
            said.append(dice.choice((*ANSWERS, said[0], said[0])))
        part.answers[product] = said
    return part


def save(parts: Sequence[Part], file: Path) -> None:
    """Write the script for the sellers."""
    file.write_text(json.dumps([asdict(part) for part in parts]))


def load(file: Path) -> list[Part]:
    """Read it back."""
    rows = json.loads(file.read_text())
    return [Part(**{**row, "answers": {int(key): said for key, said in row["answers"].items()}}) for row in rows]
