"""Contacts: people of accounts, or on their own."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.customers import Id, Ref, Short
from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.customers import actions, queries

router = Router(tags=["contacts"])


class ChannelBody(Schema):
    """A way to reach somebody."""

    kind: Literal["phone", "email", "messenger"]
    value: Annotated[str, Field(max_length=200)]


class ContactRow(Schema):
    """A contact as lists and answers show it; `version` guards a later change."""

    id: int
    name: str
    account: Ref | None
    position: str
    deal_role: str
    owner: Ref | None
    note: str
    channels: list[ChannelBody]
    made_at: datetime
    version: int
    external_source: str
    external_id: str

    @staticmethod
    def resolve_channels(row: Any) -> list[dict[str, str]]:
        """The channels in their order."""
        return [{"kind": channel.kind, "value": channel.value} for channel in row.channels.all()]


class ContactChange(Schema):
    """What to change; what is left out stays. `channels`, where given, replace all there were."""

    name: Short | None = None
    account_id: Id | None = None
    position: Short | None = None
    deal_role: Short | None = None
    owner_id: Id | None = None
    note: Annotated[str, Field(max_length=20_000)] | None = None
    channels: Annotated[list[ChannelBody], Field(max_length=50)] | None = None
    external_source: Short | None = None
    external_id: Short | None = None


class ContactNew(ContactChange):
    """A new contact; only the name is needed."""

    name: Short


class ContactPatch(ContactChange):
    """What to change, and the version it was read with."""

    version: int | None = None


class ContactFilters(Schema):
    """What narrows the list; `q` searches name, position and channels, and forgives a slip."""

    q: Annotated[str, Field(max_length=200)] = ""
    account: Id | None = None
    owner: Id | None = None


def _given(body: ContactChange) -> dict[str, Any]:
    given: dict[str, Any] = body.dict(exclude_unset=True)
    if "channels" in given:
        given["channels"] = [(channel["kind"], channel["value"]) for channel in given["channels"] or []]
    return given


@router.get("", response={200: PageOf[ContactRow], **REFUSALS})
def list_contacts(request: HttpRequest, filters: Query[ContactFilters], paging: Query[Paging]) -> dict[str, object]:
    """The contacts that the caller may see, by name or, when searching, best first."""
    rows = queries.search_contacts(actor_of(request), filters.q)
    wanted = {"account_id": filters.account, "owner_id": filters.owner}
    return paged(rows.filter(**{field: value for field, value in wanted.items() if value}), paging)


@router.post("", response={201: ContactRow, **REFUSALS})
def make_contact(request: HttpRequest, body: ContactNew) -> Status[object]:
    """Add a contact."""
    given = {field: value for field, value in _given(body).items() if value is not None}
    return Status(201, actions.make_contact(actor=actor_of(request), **given))


@router.get("/{contact_id}", response={200: ContactRow, **REFUSALS})
def get_contact(request: HttpRequest, contact_id: int) -> object:
    """One contact; 404 also where the caller may not know of them."""
    return queries.contact_card(actor_of(request), contact_id).contact


@router.patch("/{contact_id}", response={200: ContactRow, **REFUSALS})
def change_contact(request: HttpRequest, contact_id: int, body: ContactPatch) -> object:
    """Change facts or channels of a contact."""
    return actions.change_contact(actor=actor_of(request), contact_id=contact_id, **_given(body))


@router.delete("/{contact_id}", response={204: None, **REFUSALS})
def delete_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Delete a contact on whom nothing hangs; otherwise 409 says so."""
    actions.delete_contact(actor=actor_of(request), contact_id=contact_id)
    return HttpResponse(status=204)
