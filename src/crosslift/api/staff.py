"""People, as far as a program needs them."""

from django.http import HttpRequest
from ninja import Query, Router, Schema

from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.staff import queries

router = Router(tags=["people"])


class Person(Schema):
    """Somebody who works here."""

    id: int
    name: str
    email: str
    is_active: bool


class Myself(Schema):
    """Who the token belongs to and what it may do."""

    id: int
    name: str
    roles: list[str]
    rights: dict[str, str]


@router.get("/me", response={200: Myself, **REFUSALS})
def me(request: HttpRequest) -> dict[str, object]:
    """Who I am to the API."""
    actor = actor_of(request)
    return {"id": actor.id, "name": actor.name, "roles": sorted(actor.roles), "rights": dict(actor.rights)}


@router.get("/people", response={200: PageOf[Person], **REFUSALS})
def people(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Everybody who works here, by name."""
    return paged(queries.users(actor_of(request)), paging)
