"""Who acts: a person or the system, with the rights they hold at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Scope = Literal["", "own", "team", "all"]
Source = Literal["web", "api", "process", "import", "job", "demo", "cli"]
Operation = Literal["view", "add", "change", "delete"]

_WIDTH: dict[str, int] = {"": 0, "own": 1, "team": 2, "all": 3}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system, `id` None) acting from a source.

    `rights` maps "object.operation" to the widest scope among the person's roles; `team` holds the ids of the
    people whose work they may see as "team", themselves included.
    """

    id: int | None
    name: str
    source: Source
    roles: frozenset[str] = frozenset()
    rights: Mapping[str, Scope] = field(default_factory=dict)
    team: frozenset[int] = frozenset()
    reason: str = ""
    system: bool = False

    def scope(self, thing: str, operation: Operation) -> Scope:
        """How far the right reaches: "" (none), "own", "team" or "all"."""
        return "all" if self.system else self.rights.get(f"{thing}.{operation}", "")

    def may(self, thing: str, operation: Operation) -> bool:
        """Whether the right reaches at all."""
        return self.scope(thing, operation) != ""

    def because(self, reason: str) -> "Actor":
        """The same actor, with a reason that the audit will carry."""
        return replace(self, reason=reason)


def widest(one: Scope, other: Scope) -> Scope:
    """The scope that reaches further."""
    return one if _WIDTH[one] >= _WIDTH[other] else other


def the_system(source: Source, reason: str) -> Actor:
    """The product itself, acting for a stated reason; it may do everything, and the audit says why."""
    return Actor(id=None, name="Crosslift", source=source, reason=reason, system=True)
