"""Who may see and do what. Every room's access.py narrows its rows through these few functions."""

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from crosslift.core.actor import Actor, Operation, Scope, Source, widest
from crosslift.core.errors import NotAllowed, NotFound
from crosslift.staff.models import Right, User

T = TypeVar("T", bound=Model)
NOBODY = Q(pk__in=[])
# Not an empty Q(): that would vanish when a room joins another condition to it by OR.
ALL = ~Q(pk__in=[])


def actor_for(user: User, source: Source) -> Actor:
    """The person as an actor, with rights read now. An inactive user holds none."""
    if not user.is_active:
        return Actor(id=user.pk, name=user.name, source=source)
    rights: dict[str, Scope] = {}
    roles: set[str] = set()
    held = Right.objects.filter(role__users=user)
    for thing, operation, scope, role in held.values_list("thing", "operation", "scope", "role__code"):
        key = f"{thing}.{operation}"
        rights[key] = widest(rights.get(key, ""), scope)  # type: ignore[arg-type]
        roles.add(role)
    return Actor(
        id=user.pk,
        name=user.name,
        source=source,
        roles=frozenset(roles),
        rights=rights,
        team=frozenset(_team_of(user)),
    )


def _team_of(user: User) -> set[int]:
    mates = User.objects.filter(Q(team__head=user) | Q(team=user.team_id, team__isnull=False))
    return {user.pk, *mates.values_list("pk", flat=True)}


def within(actor: Actor, thing: str, operation: Operation, *, owner: str) -> Q:
    """The rows that a right reaches, as a condition; `owner` is the field path to the owner's id.

    Joins through many-to-many paths may repeat rows: such rooms wrap the condition in a subquery.
    """
    scope = actor.scope(thing, operation)
    if scope == "all":
        return ALL
    if scope == "team":
        return Q(**{f"{owner}__in": actor.team}) | Q(**{f"{owner}__isnull": True})
    if scope == "own" and actor.id is not None:
        return Q(**{owner: actor.id})
    return NOBODY


def require(actor: Actor, thing: str, operation: Operation) -> None:
    """Refuse with NotAllowed unless the actor holds the right in some scope."""
    if not actor.may(thing, operation):
        raise NotAllowed


def fetch(rows: QuerySet[T], allowed: QuerySet[T] | None, pk: int, *, lock: bool = False) -> T:
    """The row among `rows` (what the actor sees), refused with NotFound; then among `allowed`, with NotAllowed.

    `lock` takes it FOR UPDATE (of that row alone).
    """
    asked = rows.filter(pk=pk)
    if allowed is not None:
        may = Exists(allowed.filter(pk=OuterRef("pk")).order_by())
        asked = asked.annotate(may_change=may)  # type: ignore[assignment]
    if lock:
        asked = asked.select_for_update(of=("self",))
    seen = asked.first()
    if seen is None:
        raise NotFound
    if allowed is not None and not seen.may_change:  # type: ignore[attr-defined]
        raise NotAllowed
    return seen


def visible_users(actor: Actor) -> QuerySet[User]:
    """Everybody may know who works here; rights and sign-in data are not shown by this."""
    return User.objects.all() if actor.system or actor.id else User.objects.none()


def may_administer(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may change people and rights."""
    require(actor, "user", "change")
