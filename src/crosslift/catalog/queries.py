"""What others may read of the catalogue."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crosslift.catalog import access
from crosslift.catalog.models import Currency, Product, ProductLine, ProductLink, Rate
from crosslift.core.actions import setting
from crosslift.core.actor import Actor
from crosslift.core.money import Money, rounded
from crosslift.core.search import matching
from crosslift.staff.access import fetch

BASE_CURRENCY = "base_currency"
LONGEST_LOOP = 12


@dataclass(frozen=True, slots=True)
class PickedPrice:
    """What picking a product fills in; `unreadable` says of each value that is not there which it is and why."""

    product_id: int
    name: str
    price: Decimal | None
    currency: str
    unit: str
    unit_step: Decimal
    tax_rate: Decimal
    unreadable: list[tuple[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LinkWarning:
    """What is odd about a link: `why` is "loop" (`path` leads round to its start) or "inactive_target"."""

    link_id: int
    why: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpsellRoutes:
    """Two ways to sell more of a product: further units in steps, or a better version."""

    unit: str
    unit_step: Decimal
    premium: list[Product]
    basic: list[Product]


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product with what is proposed beside it and what is odd about that."""

    product: Product
    links: list[ProductLink]
    proposed_by: list[ProductLink]
    warnings: dict[int, list[LinkWarning]]
    upsell: UpsellRoutes


def visible_products(actor: Actor) -> QuerySet[Product]:
    """All products in the order of their lines and ranks, with line and currency."""
    rows = access.visible_products(actor).select_related("line", "currency")
    return rows.order_by(F("line__rank").asc(nulls_last=True), "line__name", "rank", "name_key", "pk")


def search_products(actor: Actor, asked: str) -> QuerySet[Product]:
    """The products whose name or code holds the words, or, where none does, those most alike."""
    return matching(visible_products(actor), asked)


def product_lines(actor: Actor) -> QuerySet[ProductLine]:
    """The lines in their order."""
    return access.visible_lines(actor).order_by("rank", "name")


def categories(actor: Actor) -> list[str]:
    """The categories in use, by name."""
    rows = access.visible_products(actor).exclude(category="")
    return list(rows.order_by("category").values_list("category", flat=True).distinct())


def currencies() -> list[str]:
    """The codes of the company's currencies."""
    return list(Currency.objects.order_by("code").values_list("code", flat=True))


def product_card(actor: Actor, product_id: int) -> ProductCard:
    """All about one product. Raises NotFound."""
    rows = access.visible_products(actor).select_related("line", "currency")
    product = fetch(rows, None, product_id)
    links = list(links_from([product_id]))
    warnings: dict[int, list[LinkWarning]] = defaultdict(list)
    for warning in warnings_of(links):
        warnings[warning.link_id].append(warning)
    back = list(
        ProductLink.objects.filter(target_id=product_id).select_related("source").order_by("source__name_key")
    )
    upsell = UpsellRoutes(
        unit=product.unit,
        unit_step=product.unit_step,
        premium=[link.target for link in links if link.kind == "premium"],
        basic=[link.source for link in back if link.kind == "premium"],
    )
    return ProductCard(product, links, back, dict(warnings), upsell)


def links_from(product_ids: Collection[int]) -> QuerySet[ProductLink]:
    """Everything proposed to whoever has these products, whether or not it may be offered."""
    rows = ProductLink.objects.filter(source_id__in=product_ids)
    return rows.select_related("source", "target", "target__line").order_by("target__name_key", "pk")


def cross_links(product_ids: Collection[int]) -> QuerySet[ProductLink]:
    """What the cross-sale may offer to whoever has these products: flagged Cross, and still sold."""
    return links_from(product_ids).filter(cross=True, target__active=True)


def warnings_of(links: Iterable[ProductLink]) -> list[LinkWarning]:
    """Loops through each link, and targets that are no longer sold."""
    links = list(links)
    if not links:
        return []
    found = [LinkWarning(link.pk, "inactive_target") for link in links if not link.target.active]
    paths = _paths_from({link.target_id for link in links}, {link.source_id for link in links})
    for link in links:
        path = paths.get((link.target_id, link.source_id))
        if path:
            found.append(LinkWarning(link.pk, "loop", _names([link.source_id, *path])))
    return found


def _paths_from(starts: set[int], goals: set[int]) -> dict[tuple[int, int], list[int]]:
    """The shortest way along links from each start to each goal, reading the links a ring at a time."""
    edges: dict[int, list[int]] = {}
    ring = set(starts)
    for _step in range(LONGEST_LOOP):
        ring -= edges.keys()
        if not ring:
            break
        edges |= {node: [] for node in ring}
        for source, target in ProductLink.objects.filter(source_id__in=ring).values_list("source_id", "target_id"):
            edges[source].append(target)
        ring = {target for node in ring for target in edges[node]}
    return {(start, goal): path for start in starts for goal, path in _ways(start, goals, edges)}


def _ways(start: int, goals: set[int], edges: dict[int, list[int]]) -> list[tuple[int, list[int]]]:
    came: dict[int, int | None] = {start: None}
    queue = [start]
    for node in queue:
        for target in edges.get(node, []):
            if target not in came:
                came[target] = node
                queue.append(target)
    return [(goal, _back(goal, came)) for goal in goals & came.keys()]


def _back(goal: int, came: dict[int, int | None]) -> list[int]:
    path: list[int] = []
    node: int | None = goal
    while node is not None:
        path.append(node)
        node = came[node]
    return path[::-1]


def _names(product_ids: list[int]) -> tuple[str, ...]:
    names = dict(Product.objects.filter(pk__in=product_ids).values_list("pk", "name"))
    return tuple(names.get(pk, "?") for pk in product_ids)


def price_of(product_id: int, on: date, currency: str = "") -> PickedPrice:
    """What picking the product on a day fills in; in `currency`, where one is asked, by the rate of that day.

    Nothing is guessed: what can't be read is named in `unreadable`. Raises NotFound.
    """
    product = fetch(Product.objects.all(), None, product_id)
    price, missing = product.price, _missing(product)
    own = product.currency_id or ""
    if price is not None and own and currency and own != currency:
        price = converted(Money(price, own), currency, on)
        if price is None:
            why = _("The price is in %(own)s, and there is no rate of %(own)s to %(asked)s on that day.")
            missing.append(("price", why % {"own": own, "asked": currency}))
    return PickedPrice(
        product_id=product.pk,
        name=product.name,
        price=price,
        currency=currency or own,
        unit=product.unit,
        unit_step=product.unit_step,
        tax_rate=product.tax_rate,
        unreadable=missing,
    )


def _missing(product: Product) -> list[tuple[str, Any]]:
    missing: list[tuple[str, Any]] = []
    if product.price is None:
        missing.append(("price", _("The product has no price yet. Enter one here, or ask for it in the catalogue.")))
    if not product.currency_id:
        missing.append(("currency", _("The product has no currency, so its price can't be read. Choose one.")))
    if not product.unit:
        missing.append(("unit", _("The product has no unit. A quantity alone is kept.")))
    return missing


def base_currency() -> str:
    """The currency that the company counts in."""
    return str(setting(BASE_CURRENCY, "USD"))


def rate_on(currency: str, day: date) -> Decimal | None:
    """How much of the base currency one unit was worth on a day: the last rate said by then, or None."""
    if currency == base_currency():
        return Decimal(1)
    rows = Rate.objects.filter(currency_id=currency, day__lte=day).order_by("-day")
    return rows.values_list("rate", flat=True).first()


def rates_on(currencies: Collection[str], day: date) -> dict[str, Decimal | None]:
    """`rate_on` for many currencies, in two reads whatever their number."""
    base = base_currency()
    asked = {code for code in currencies if code and code != base}
    said = Rate.objects.filter(currency_id__in=asked, day__lte=day).order_by("currency_id", "-day")
    known = dict(said.distinct("currency_id").values_list("currency_id", "rate")) if asked else {}
    return {code: Decimal(1) if code == base else known.get(code) for code in currencies}


def in_base(money: Money, day: date) -> Decimal | None:
    """The amount in the base currency by the rate of the day, to the cent; None where no rate was said."""
    rate = rate_on(money.currency, day)
    return None if rate is None else rounded(money.amount * rate)


def converted(money: Money, currency: str, day: date) -> Decimal | None:
    """The amount in another currency by the rates of the day, rounded once; None where a rate was not said."""
    have, want = rate_on(money.currency, day), rate_on(currency, day)
    return None if have is None or want is None else rounded(money.amount * have / want)


def rates() -> QuerySet[Rate]:
    """All rates, the latest first."""
    return Rate.objects.order_by("-day", "currency_id")


def products_by_id(product_ids: Collection[int]) -> dict[int, Product]:
    """Products by id, retired ones too, with line and currency; for rooms that hold ids."""
    rows = Product.objects.filter(pk__in=product_ids).select_related("line", "currency")
    return {product.pk: product for product in rows}


def sold_products() -> QuerySet[Product]:
    """The active products in order of line and rank, for steps and counts that act for nobody."""
    rows = Product.objects.filter(Q(active=True)).select_related("line", "currency")
    return rows.order_by(F("line__rank").asc(nulls_last=True), "line__name", "rank", "name_key", "pk")
