"""Words into records: the customer, product, person or stage that a file names, as ids of ours."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl
from django.db.models import QuerySet

from crosslift.catalog.access import visible_products
from crosslift.core.actor import Actor
from crosslift.core.text import squash
from crosslift.customers.access import visible_accounts, visible_contacts
from crosslift.deals.access import visible_deals
from crosslift.funnels import queries as funnels
from crosslift.integrations.fields import STAGES
from crosslift.integrations.loads import Load
from crosslift.leads.access import visible_leads
from crosslift.orders.access import visible_orders
from crosslift.staff import queries as staff

# column of a row → what it names
REFERENCES = {"account": "accounts", "contact": "contacts", "product": "products", "owner": "people", "deal": "deals"}
NAMED = ("accounts", "products", "people", "contacts")


@dataclass(slots=True)
class Known:
    """What is known of one kind: ids by external id (of the source) and by squashed name, and names by id.

    `elsewhere` holds the names that another source or a person brought.
    """

    by_external: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)

    def find(self, word: str) -> int | None:
        """The id that the word names: an external id, as it is or squashed, else a name."""
        key = squash(word)
        return self.by_external.get(word) or self.by_external.get(key) or self.by_name.get(key)


class Resolver:
    """Finds records by what a file calls them, among those that the actor sees. Each kind is read once."""

    def __init__(self, actor: Actor, source: str) -> None:
        self.actor, self.source = actor, source
        self._known: dict[str, Known] = {}
        self._pending = 0
        self._same: dict[str, dict[str, int]] = {}

    def known(self, kind: str) -> Known:
        """Everything that may be named of a kind."""
        if kind not in self._known:
            self._known[kind] = self._read(kind)
        return self._known[kind]

    def forget(self, kind: str) -> None:
        """Read the kind anew next time: a batch has added to it."""
        self._known.pop(kind, None)

    def match(self, load: Load) -> None:
        """Whoever is here already under the same name, brought by another hand, is the same and no new record."""
        if load.kind not in ("accounts", "people"):
            return
        elsewhere = self.known(load.kind).elsewhere
        same = self._same.setdefault(load.kind, {})
        for external_id, name in load.rows.select("external_id", "name").iter_rows():
            if squash(name) in elsewhere:
                same.setdefault(external_id, elsewhere[squash(name)])
        self.forget(load.kind)

    def expect(self, load: Load) -> None:
        """A dry run: rows that would be new are found from now on, under ids that nobody has."""
        known = self.known(load.kind)
        columns = [name for name in ("external_id", "name") if name in load.rows.columns]
        for external_id, *name in load.rows.select(columns).iter_rows():
            if known.find(external_id):
                continue
            self._pending -= 1
            known.by_external[external_id] = self._pending
            if name:
                known.by_name.setdefault(squash(name[0]), self._pending)
                known.names[self._pending] = name[0]

    def ids(self, kind: str, words: pl.Series) -> pl.DataFrame:
        """`word`, `id` (null: nobody so named) and `name` of each different word."""
        known = self.known(kind)
        apart = [word for word in words.drop_nulls().unique(maintain_order=True).to_list() if word]
        found = [known.find(word) for word in apart]
        names = [known.names.get(pk) if pk else None for pk in found]
        schema = {"word": pl.String, "id": pl.Int64, "name": pl.String}
        return pl.DataFrame({"word": apart, "id": found, "name": names}, schema=schema)

    def prices(self, product_ids: list[int]) -> dict[int, Decimal]:
        """What the catalogue asks for these products, where it knows."""
        rows = visible_products(self.actor).filter(pk__in=product_ids).exclude(price=None)
        return {pk: price for pk, price in rows.values_list("pk", "price") if price is not None}

    def stages(self) -> dict[str, str]:
        """Squashed words for stages of the default funnel → their codes."""
        words: dict[str, str] = {}
        for stage in funnels.stages():
            for word in (stage.code, stage.name_en, stage.name_ru, *STAGES.get(stage.outcome, ())):
                words.setdefault(squash(word), stage.code)
        return words

    def _read(self, kind: str) -> Known:
        rows = self._rows(kind)
        if kind in ("deals", "orders", "leads"):
            pairs = rows.filter(external_source=self.source).values_list("external_id", "pk")
            return Known(by_external={external: pk for external, pk in pairs if external})
        known = Known()
        for pk, name, source, external in rows.order_by("-pk").values_list(
            "pk", "name", "external_source", "external_id"
        ):
            if source == self.source and external:
                known.by_external[external] = pk
            else:
                known.elsewhere[squash(name)] = pk
            known.by_name[squash(name)] = pk
            known.names[pk] = name
        if kind == "products":
            for pk, code in rows.exclude(code="").values_list("pk", "code"):
                known.by_name[squash(code)] = pk
        for external, pk in self._same.get(kind, {}).items():
            known.by_external.setdefault(external, pk)
        return known

    def _rows(self, kind: str) -> "QuerySet[Any]":
        match kind:
            case "accounts":
                return visible_accounts(self.actor)
            case "contacts":
                return visible_contacts(self.actor)
            case "products":
                return visible_products(self.actor)
            case "deals":
                return visible_deals(self.actor)
            case "orders":
                return visible_orders(self.actor)
            case "leads":
                return visible_leads(self.actor)
            case _:
                return staff.users(self.actor)
