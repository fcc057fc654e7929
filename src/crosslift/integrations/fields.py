"""What can be brought in: kinds of records and their fields; aliases.json says what columns are usually called."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Type = Literal["text", "number", "money", "moment", "stage"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its words, its type, whether a row needs it, and other names of its column in files."""

    name: str
    label: Any
    type: Type = "text"
    needed: bool = False
    aliases: tuple[str, ...] = ()


_ID = Field("external_id", _("External id"))
_NAME = Field("name", _("Name"), needed=True)
_OWNER = Field("owner", _("Seller"))
_ACCOUNT = Field("account", _("Customer"))
_CONTACT = Field("contact", _("Contact"))
_PRODUCT = Field("product", _("Product"))
_QUANTITY = Field("quantity", _("Quantity"), "number")
_PRICE = Field("price", _("Price"), "money")
_CURRENCY = Field("currency", _("Currency"))
_COUNTRY = Field("country", _("Country"))
_PHONE = Field("phone", _("Phone"))
_EMAIL = Field("email", _("E-mail"))
_NOTE = Field("note", _("Note"))

KINDS: dict[str, Any] = {
    "people": _("People"),
    "accounts": _("Customers"),
    "contacts": _("Contacts"),
    "products": _("Products"),
    "deals": _("Deals"),
    "orders": _("Orders"),
    "leads": _("Leads"),
}
_FIELDS: dict[str, tuple[Field, ...]] = {
    "people": (_ID, _NAME, _EMAIL, Field("team", _("Team")), Field("head", _("Head"))),
    "accounts": (
        _ID,
        _NAME,
        Field("legal_name", _("Legal name")),
        Field("sector", _("Sector")),
        Field("employees", _("Employees"), "number"),
        Field("revenue", _("Revenue"), "money"),
        Field("founded", _("Founded"), "number"),
        _COUNTRY,
        Field("city", _("City")),
        Field("address", _("Address")),
        _PHONE,
        _EMAIL,
        Field("website", _("Website")),
        Field("tax_number", _("Tax number")),
        Field("parent", _("Part of")),
        _OWNER,
        _NOTE,
    ),
    "contacts": (_ID, _NAME, _ACCOUNT, Field("position", _("Position")), _PHONE, _EMAIL, _OWNER, _NOTE),
    "products": (
        _ID,
        _NAME,
        Field("code", _("Code")),
        Field("line", _("Product line")),
        _PRICE,
        Field("cost", _("Cost"), "money"),
        _CURRENCY,
        Field("unit", _("Unit")),
        Field("description", _("Description")),
    ),
    "deals": (
        _ID,
        Field("title", _("Title")),
        _ACCOUNT,
        _CONTACT,
        _PRODUCT,
        _OWNER,
        Field("stage", _("Stage"), "stage", needed=True),
        Field("opened_at", _("Opened on"), "moment"),
        Field("closed_at", _("Closed on"), "moment"),
        Field("expected_close", _("Expected close"), "moment"),
        Field("amount", _("Sum"), "money"),
        _QUANTITY,
        _CURRENCY,
        Field("reason", _("Reason")),
    ),
    "orders": (
        Field("external_id", _("Order number"), needed=True),
        Field("at", _("Date"), "moment", needed=True),
        _ACCOUNT,
        Field("account_name", _("Name of the customer")),
        _COUNTRY,
        Field("product", _("Product"), needed=True),
        Field("product_name", _("Name of the product")),
        _QUANTITY,
        _PRICE,
        Field("discount", _("Discount, %"), "number"),
        _CURRENCY,
        _OWNER,
    ),
    "leads": (
        _ID,
        Field("need", _("Need"), needed=True),
        _ACCOUNT,
        _CONTACT,
        _PRODUCT,
        _OWNER,
        Field("channel", _("Channel")),
        Field("made_at", _("Registered on"), "moment"),
        _NOTE,
    ),
}


def _with_aliases() -> dict[str, tuple[Field, ...]]:
    told = json.loads((Path(__file__).parent / "aliases.json").read_text("utf-8"))
    return {
        kind: tuple(
            Field(one.name, one.label, one.type, one.needed, tuple(told[kind].get(one.name, ()))) for one in fields
        )
        for kind, fields in _FIELDS.items()
    }


FIELDS = _with_aliases()
STAGES: dict[str, tuple[str, ...]] = {
    "won": ("won", "closedwon", "win", "выиграна", "выиграно", "сделкавыиграна", "успешнозавершена"),
    "lost": ("lost", "closedlost", "lose", "проиграна", "проиграно", "отказ", "закрытаинереализована"),
}
