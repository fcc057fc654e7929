"""Who may see and do what. Every room's access.py narrows its rows through these few functions."""

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from crosslift.core.actor import Actor, Operation, Scope, Source, widest
from crosslift.core.errors import NotAllowed, NotFound
from crosslift.staff.models import Right, User

T = TypeVar("T", bound=Model)
NOBODY = Q(pk__in=[])
# Not an empty Q(): that would vanish when a room joins another condition to it by OR.
ALL = ~Q(pk__in=[])


def with_rights(users: QuerySet[User]) -> QuerySet[User]:
    """The people with what `actor_for` needs, in the same read: `held` rights and `mates`."""
    right = JSONObject(thing="thing", operation="operation", scope="scope", role="role__code")
    rights = Right.objects.filter(role__users=OuterRef("pk")).order_by().values_list(right)
    team = Q(team__head=OuterRef("pk")) | Q(team=OuterRef("team"), team__isnull=False)
    mates = User.objects.filter(team).order_by().values("pk")
    return users.annotate(held=ArraySubquery(rights), mates=ArraySubquery(mates))


def actor_for(user: User, source: Source) -> Actor:
    """The person as an actor, with rights read now or with the person. An inactive user holds none."""
    if not user.is_active:
        return Actor(id=user.pk, name=user.name, source=source)
    known: Any = user if hasattr(user, "held") else with_rights(User.objects.filter(pk=user.pk)).get()
    rights: dict[str, Scope] = {}
    for right in known.held:
        key = f"{right['thing']}.{right['operation']}"
        rights[key] = widest(rights.get(key, ""), right["scope"])
    return Actor(
        id=user.pk,
        name=user.name,
        source=source,
        roles=frozenset(right["role"] for right in known.held),
        rights=rights,
        team=frozenset({user.pk, *known.mates}),
    )


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
