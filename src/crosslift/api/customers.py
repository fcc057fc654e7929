"""Accounts: companies and households that buy or may buy."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.core.actor import Actor
from crosslift.customers import actions, queries

router = Router(tags=["customers"])
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Short = Annotated[str, Field(max_length=300)]


class Ref(Schema):
    """Another record, by id and name."""

    id: int
    name: str


class AccountRow(Schema):
    """An account as lists and answers show it; `version` guards a later change."""

    id: int
    name: str
    legal_name: str
    kind: str
    sector: str
    employees: int | None
    revenue: Decimal | None
    revenue_currency: str
    founded: int | None
    country: str
    city: str
    address: str
    phone: str
    email: str
    website: str
    tax_number: str
    audience: str
    parent_id: int | None
    influencer_id: int | None
    owner: Ref | None
    note: str
    made_at: datetime
    version: int
    external_source: str
    external_id: str


class AccountChange(Schema):
    """What to change; what is left out stays. With `version` an older one is refused with 409."""

    name: Short | None = None
    legal_name: Short | None = None
    kind: Literal["potential", "existing"] | None = None
    sector: Short | None = None
    employees: int | None = None
    revenue: Decimal | None = None
    revenue_currency: Annotated[str, Field(max_length=3)] | None = None
    founded: int | None = None
    country: Short | None = None
    city: Short | None = None
    address: Short | None = None
    phone: Short | None = None
    email: Short | None = None
    website: Short | None = None
    tax_number: Short | None = None
    audience: Short | None = None
    parent_id: Id | None = None
    owner_id: Id | None = None
    influencer_id: Id | None = None
    note: Annotated[str, Field(max_length=20_000)] | None = None
    external_source: Short | None = None
    external_id: Short | None = None


class AccountNew(AccountChange):
    """A new account; only the name is needed, and without an owner it is the caller's own."""

    name: Short


class AccountPatch(AccountChange):
    """What to change, and the version it was read with."""

    version: int | None = None


class AccountFilters(Schema):
    """What narrows the list; `q` searches names, tax number, e-mail and phone, and forgives a slip."""

    q: Annotated[str, Field(max_length=200)] = ""
    owner: Id | None = None
    kind: Literal["", "potential", "existing"] = ""
    sector: Annotated[str, Field(max_length=120)] = ""
    country: Annotated[str, Field(max_length=80)] = ""


class Owner(Schema):
    """Who is to own it; null for nobody."""

    owner_id: Id | None
    version: int | None = None


def narrowed(actor: Actor, filters: AccountFilters) -> QuerySet[Any]:
    """The visible accounts that pass the filters."""
    rows = queries.search_accounts(actor, filters.q)
    wanted = {"owner_id": filters.owner, "kind": filters.kind, "sector": filters.sector, "country": filters.country}
    plain = {field: _plain(value) for field, value in wanted.items()}
    return rows.filter(**{field: value for field, value in plain.items() if value})


def _plain(value: object) -> object:
    return value.replace("\x00", "") if isinstance(value, str) else value


@router.get("", response={200: PageOf[AccountRow], **REFUSALS})
def list_accounts(request: HttpRequest, filters: Query[AccountFilters], paging: Query[Paging]) -> dict[str, object]:
    """The accounts that the caller may see, by name or, when searching, best first."""
    return paged(narrowed(actor_of(request), filters), paging)


@router.post("", response={201: AccountRow, **REFUSALS})
def make_account(request: HttpRequest, body: AccountNew) -> Status[object]:
    """Add an account."""
    given = {field: value for field, value in body.dict(exclude_unset=True).items() if value is not None}
    return Status(201, actions.make_account(actor=actor_of(request), **given))


@router.get("/{account_id}", response={200: AccountRow, **REFUSALS})
def get_account(request: HttpRequest, account_id: int) -> object:
    """One account; 404 also where the caller may not know of it."""
    return queries.account_card(actor_of(request), account_id).account


@router.patch("/{account_id}", response={200: AccountRow, **REFUSALS})
def change_account(request: HttpRequest, account_id: int, body: AccountPatch) -> object:
    """Change facts of an account."""
    return actions.change_account(actor=actor_of(request), account_id=account_id, **body.dict(exclude_unset=True))


@router.put("/{account_id}/owner", response={200: AccountRow, **REFUSALS})
def set_owner(request: HttpRequest, account_id: int, body: Owner) -> object:
    """Give the account to somebody."""
    return actions.set_account_owner(
        actor=actor_of(request), account_id=account_id, owner_id=body.owner_id, version=body.version
    )


@router.delete("/{account_id}", response={204: None, **REFUSALS})
def delete_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Delete an account on which nothing hangs; otherwise 409 says what does."""
    actions.delete_account(actor=actor_of(request), account_id=account_id)
    return HttpResponse(status=204)
