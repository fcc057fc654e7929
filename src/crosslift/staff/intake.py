"""People brought in by an import: they own its records and can't sign in until somebody invites them."""

import polars as pl
from django.contrib.auth.hashers import make_password

from crosslift.core import bulk
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import BatchWritten
from crosslift.core.text import squash
from crosslift.staff.access import require
from crosslift.staff.models import Role, Team, User

NOWHERE = "imported.invalid"


@action
def import_people(*, actor: Actor, run_id: int, source: str, people: pl.DataFrame) -> bulk.Taken:
    """Add the people who are not here yet; somebody of the same name is the same person.

    Columns: external_id, name; optional email, role (code), team (name), head (bool: leads that team). The new
    people come last in the answer. Raises NotAllowed where somebody is new and the actor may not add people.
    """
    here = {squash(name): pk for pk, name in User.objects.values_list("pk", "name")}
    rows = people.unique("external_id", keep="first", maintain_order=True).to_dicts()
    made: list[User] = []
    ids: dict[str, int] = {}
    for row in rows:
        key = squash(row["name"])
        if key not in here:
            made.append(_new_person(actor, source, row))
            here[key] = made[-1].pk
        ids[row["external_id"]] = here[key]
    _lead(rows, ids, {user.pk for user in made})
    record(
        actor=actor,
        action="staff.import_people",
        event=BatchWritten(id=run_id, kind="people", count=len(made)),
        label=source,
        count=len(made),
        historical=True,
    )
    new = {user.pk for user in made}
    ordered = sorted(ids.items(), key=lambda pair: pair[1] in new)
    frame = pl.DataFrame(ordered, schema={"external_id": pl.String, "id": pl.Int64}, orient="row")
    return bulk.Taken(len(made), len(ids) - len(made), frame)


def _new_person(actor: Actor, source: str, row: dict[str, object]) -> User:
    require(actor, "user", "add")
    name = str(row["name"]).strip()
    team = None
    if row.get("team"):
        team, _new = Team.objects.get_or_create(name=str(row["team"])[:120])
    user = User.objects.create(
        email=_address(str(row.get("email") or ""), name),
        name=name[:120],
        team=team,
        password=make_password(None),
        external_source=source,
        external_id=str(row["external_id"]),
    )
    user.roles.set(Role.objects.filter(code=row.get("role") or "seller"))
    return user


def _address(email: str, name: str) -> str:
    plain = squash(name)
    base = plain if plain.isascii() and plain else "person"
    address, number = email.strip().lower() or f"{base}@{NOWHERE}", 1
    while User.objects.filter(email=address).exists():
        number += 1
        address = f"{base}.{number}@{NOWHERE}"
    return address


def _lead(rows: list[dict[str, object]], ids: dict[str, int], made: set[int]) -> None:
    """A new head leads the team named beside them, where nobody does yet."""
    for row in rows:
        pk = ids[str(row["external_id"])]
        if row.get("head") and row.get("team") and pk in made:
            Team.objects.filter(name=row["team"], head=None).update(head_id=pk)


@action
def remove_imported_people(*, actor: Actor, run_id: int, made: list[int]) -> bulk.Removed:
    """Take back the people whom an import made, unless they sign in or own something by now."""
    require(actor, "import", "change")
    rows = User.objects.filter(pk__in=made)
    led = Team.objects.filter(head__in=rows)
    through = User.roles.through
    busy = set(bulk.hanging_on(rows, run_id, parts=[Team, through]).values_list("pk", flat=True))
    busy |= set(rows.exclude(last_login=None).values_list("pk", flat=True))
    gone = rows.exclude(pk__in=busy)
    led.filter(head__in=gone).update(head=None)
    labels = tuple(rows.filter(pk__in=busy).order_by("name").values_list("name", flat=True)[:20])
    teams = set(gone.exclude(team=None).values_list("team_id", flat=True))
    count = gone.count()
    gone.delete()
    Team.objects.filter(pk__in=teams, head=None, members=None).delete()
    record(
        actor=actor,
        action="staff.remove_imported_people",
        event=BatchWritten(id=run_id, kind="people", count=count),
        count=count,
        historical=True,
    )
    return bulk.Removed(count, len(busy), labels)
