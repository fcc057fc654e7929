"""What speaks for offering a product: learned rules of trust and links of the catalogue, best of each a customer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crosslift.catalog import queries as catalog
from crosslift.offers.models import ProductShare, Rule, RuleSet
from crosslift.offers.thresholds import OWNED

if TYPE_CHECKING:
    from crosslift.catalog.models import ProductLink

# Weak rules feed nothing.
TRUSTED = ("worthy", "caution")
RULE, LINK, PREMIUM = "rule", "link", "premium"
Z = 1.96
SCHEMA = {
    "antecedent": pl.Int64,
    "consequent": pl.Int64,
    "kind": pl.String,
    "origin": pl.Int64,
    "confidence": pl.Float64,
    "low": pl.Float64,
    "label": pl.String,
}


def current(basis: str = OWNED) -> RuleSet | None:
    """The finished version in use, if there is one."""
    return RuleSet.objects.filter(basis=basis, state="current").first()


@dataclass(frozen=True)
class Evidence:
    """What leads on from some products: a frame by SCHEMA, the links in it by id, and who has their targets."""

    frame: pl.DataFrame
    links: Mapping[int, "ProductLink"]
    owners: Mapping[int, int]


def gathered(
    sources: Collection[int], version: RuleSet | None, leading_to: Collection[int] | None = None
) -> Evidence:
    """Every trusted rule and cross link that leads on from these products (to those named).

    `origin` is the id of the rule or link. A link has no share of its own: the share of customers who own its
    target at all stands in, with its lower bound; where nothing is learned both are null. Links to products that
    are no longer sold are among them: who offers leaves them out and says so.
    """
    links = _links(sources, leading_to)
    having = owners([link.target_id for link in links], version) if links else {}
    rows = [*_rules(sources, version, leading_to), *_rows_of(links, having, version)]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return Evidence(frame, {link.pk: link for link in links}, having)


def about(
    sources: Collection[int], version: RuleSet | None, leading_to: Collection[int] | None = None
) -> pl.DataFrame:
    """The frame of what is gathered, for those who tell no reasons."""
    return gathered(sources, version, leading_to).frame


def _rules(
    sources: Collection[int], version: RuleSet | None, leading_to: Collection[int] | None
) -> list[tuple[object, ...]]:
    if version is None or not sources:
        return []
    rules = Rule.objects.filter(ruleset=version, muted=False, label__in=TRUSTED, antecedent_id__in=sources)
    if leading_to is not None:
        rules = rules.filter(consequent_id__in=leading_to)
    columns = rules.values_list("antecedent_id", "consequent_id", "pk", "confidence", "confidence_low", "label")
    return [(from_, to, RULE, pk, share, low, label) for from_, to, pk, share, low, label in columns]


def _links(sources: Collection[int], leading_to: Collection[int] | None) -> list["ProductLink"]:
    found = catalog.links_from(sources).filter(cross=True)
    return list(found if leading_to is None else found.filter(target_id__in=leading_to))


def _rows_of(
    links: Iterable["ProductLink"], having: Mapping[int, int], version: RuleSet | None
) -> list[tuple[object, ...]]:
    baskets = version.baskets if version else 0
    rows: list[tuple[object, ...]] = []
    for link in links:
        share, low = _share(having.get(link.target_id, 0), baskets)
        kind = PREMIUM if link.kind == "premium" else LINK
        rows.append((link.source_id, link.target_id, kind, link.pk, share, low, ""))
    return rows


def owners(products: Collection[int], version: RuleSet | None) -> dict[int, int]:
    """How many customers of the version's window have each product."""
    if version is None:
        return {}
    return dict(
        ProductShare.objects.filter(ruleset=version, product_id__in=products).values_list("product_id", "count")
    )


def _share(count: int, of: int) -> tuple[float | None, float | None]:
    if of == 0:
        return None, None
    share = count / of
    middle = share + Z * Z / (2 * of)
    half = Z * (share * (1 - share) / of + Z * Z / (4 * of * of)) ** 0.5
    return share, max(0.0, (middle - half) / (1 + Z * Z / of))


def best(holdings: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """For each customer and product what speaks for it most, by the lower bound of its share.

    `holdings` has customer and product; the result has customer, consequent, and the columns of SCHEMA. A learned
    rule goes before a link of equal bound, a lower antecedent id before a higher one: the same data, the same
    reason.
    """
    order = pl.col("kind").replace_strict({RULE: 0, PREMIUM: 1, LINK: 2}, default=3, return_dtype=pl.Int8)
    return (
        holdings.select("customer", pl.col("product").alias("antecedent"))
        .join(found, on="antecedent")
        .with_columns(order.alias("order"), pl.col("low").fill_null(-1.0).alias("bound"))
        .sort("customer", "consequent", -pl.col("bound"), "order", "antecedent")
        .unique(["customer", "consequent"], keep="first", maintain_order=True)
        .drop("order", "bound")
    )
