"""Why a product is offered, as data that can be kept and told later: see `sentences`."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from crosslift.offers import evidence
from crosslift.offers.evidence import Evidence
from crosslift.offers.models import Rule, RuleSet
from crosslift.offers.worth import Terms, stepped

Reason = dict[str, Any]
SHOWN = 3
Z = 1.645


def of_rows(
    rows: Sequence[Mapping[str, Any]], found: Evidence, terms: Mapping[int, Terms], version: RuleSet | None
) -> dict[int, tuple[Reason, ...]]:
    """The reasons of each product in `rows` (from `evidence.best`), the one that ranks it first."""
    wanted = [row["consequent"] for row in rows]
    mine = found.frame.filter(pl.col("consequent").is_in(wanted))
    learned = mine.filter(pl.col("kind") == evidence.RULE)["origin"].to_list()
    rules = rules_by_id(learned) if learned else {}
    told: dict[int, tuple[Reason, ...]] = {}
    for row in rows:
        others = _others(mine, row)
        reasons = [_one(one, rules, found, version) for one in [row, *others]]
        if row["kind"] == evidence.PREMIUM:
            reasons.insert(1, unit_step(terms[row["antecedent"]]))
        told[row["consequent"]] = tuple(reasons)
    return told


def _others(found: pl.DataFrame, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    same = (pl.col("kind") == row["kind"]) & (pl.col("origin") == row["origin"])
    rest = found.filter((pl.col("consequent") == row["consequent"]) & ~same)
    ordered = rest.sort(["low", "antecedent", "kind"], descending=[True, False, False], nulls_last=True)
    return list(ordered.head(SHOWN - 1).iter_rows(named=True))


def rules_by_id(ids: Collection[int]) -> dict[int, Rule]:
    """Rules with the names of their products."""
    return {rule.pk: rule for rule in Rule.objects.filter(pk__in=ids).select_related("antecedent", "consequent")}


def _one(row: Mapping[str, Any], rules: Mapping[int, Rule], found: Evidence, version: RuleSet | None) -> Reason:
    if row["kind"] == evidence.RULE:
        return of_rule(rules[row["origin"]])
    link = found.links[row["origin"]]
    return {
        "kind": row["kind"],
        "link": link.pk,
        "source": link.source_id,
        "source_name": link.source.name,
        "note": link.note,
        "owners": found.owners.get(link.target_id, 0),
        "share_of": version.baskets if version else 0,
    }


def of_rule(rule: Rule) -> Reason:
    """A rule as a reason: names, every count, and how many times as often as chance, with its likely range."""
    return {
        "kind": evidence.RULE,
        "rule": rule.pk,
        "ruleset": rule.ruleset_id,
        "source": rule.antecedent_id,
        "source_name": rule.antecedent.name,
        "joint": rule.joint,
        "count": rule.antecedent_count,
        "without_joint": rule.without_joint,
        "without_count": rule.without_count,
        "times": rule.lift_over_size,
        "times_low": rule.lift_over_size_low,
        "times_high": joint_high(rule.joint) / rule.expected,
        "low": rule.confidence_low,
        "high": rule.confidence_high,
        "label": rule.label,
    }


def joint_high(joint: int) -> float:
    """Upper bound of the mean behind a count, one-sided 95%: Wilson and Hilferty's form of the Poisson limit."""
    more = joint + 1
    return float(more * (1 - 1 / (9 * more) + Z / (3 * more**0.5)) ** 3)


def unit_step(terms: Terms) -> Reason:
    """The other way of selling more: one more step of what they have."""
    step = stepped(Decimal(1), terms.product.unit_step)
    worth = None if terms.each is None else terms.each * step
    return {
        "kind": "unit_step",
        "source": terms.product.pk,
        "source_name": terms.product.name,
        "quantity": f"{step.normalize():f}",
        "unit": terms.product.unit,
        "worth": None if worth is None else f"{worth:.2f}",
        "currency": terms.currency,
        "worth_is": terms.is_,
    }
