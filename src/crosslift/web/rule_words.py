"""A rule, a version and a shuffle in words and numbers, as the rules page shows them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from crosslift.offers import queries
from crosslift.web.show import number, percent

if TYPE_CHECKING:
    from crosslift.offers.models import Rule, RuleSet, ShuffleCheck

SMALL = 0.001


def saying(rule: "Rule") -> SafeString:
    """The rule as one sentence in cases of a hundred."""
    names = {
        "one": rule.antecedent.name,
        "other": rule.consequent.name,
        "with_it": round(100 * rule.confidence),
        "without": round(100 * without(rule)),
    }
    if rule.ruleset.basis == queries.ORDERS:
        text = _("Orders with <b>{one}</b> hold <b>{other}</b> in {with_it} of 100 cases, other orders in {without}.")
    else:
        text = _(
            "Customers who have <b>{one}</b> also have <b>{other}</b> in {with_it} of 100 cases, others in {without}."
        )
    return format_html(text, **names)


def without(rule: "Rule") -> float:
    """The share of the consequent where the antecedent is not."""
    return rule.without_joint / rule.without_count if rule.without_count else 0.0


def measures(rule: "Rule") -> list[dict[str, str]]:
    """The numbers beside the sentence, named; `href` leads to what is behind one."""
    behind = _("Orders behind it") if rule.ruleset.basis == queries.ORDERS else _("Customers behind it")
    return [
        {"name": _("Times, corrected"), "value": number(rule.lift_over_size, 2)},
        {"name": _("Times, raw (lift)"), "value": number(rule.lift, 2)},
        {"name": pgettext("measure", "Support"), "value": percent(rule.support, 2)},
        {
            "name": pgettext("measure", "Confidence"),
            "value": f"{percent(rule.confidence)}\u00a0({round(100 * rule.confidence_low)}–"
            f"{round(100 * rule.confidence_high)})",
        },
        {"name": _("By chance (q)"), "value": chance(rule.q)},
        {"name": behind, "value": number(rule.joint), "href": f"/offers/rules/{rule.pk}/orders"},
    ]


def chance(value: float) -> str:
    """A small probability as people say it: "2.5 in 10⁹"."""
    if value <= 0:
        return _("under 1 in 10³⁰⁰")
    if value >= SMALL:
        return percent(value, 2)
    power = 0
    while value * 10**power < 1:
        power += 1
    digits = str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return _("%(n)s in 10%(power)s") % {"n": number(value * 10**power, 1), "power": digits}


def why(rule: "Rule", version: "RuleSet") -> SafeString:
    """Why the rule has its label, and how much of the raw lift large baskets explain."""
    facts = {
        "joint": rule.joint,
        "expected": rule.expected,
        "times_low": rule.lift_over_size_low,
        "worthy_joint": version.settings.get("worthy_joint", 20),
        "worthy_lift": version.settings.get("worthy_lift", 1.2),
    }
    heads = {"worthy": _("Why worthy:"), "caution": _("Why caution:"), "weak": _("Why weak:")}
    told = queries.why_label(rule.label, rule.why, facts)
    return format_html("<b>{}</b> {} {}", heads[rule.label], told, _explained(rule))


def _explained(rule: "Rule") -> str:
    if rule.lift <= 1 or rule.lift_over_size >= rule.lift:
        return ""
    share = (rule.lift - rule.lift_over_size) / (rule.lift - 1)
    return _("The size of baskets explains %(share)s of what the raw %(lift)s is above chance; the rest is real.") % {
        "share": percent(min(share, 1.0)),
        "lift": number(rule.lift, 2),
    }


def why_nothing(version: "RuleSet") -> str:
    """Why a version holds no rule, in a sentence with its numbers."""
    facts = version.facts.get("why", {})
    values = {
        "baskets": number(version.baskets),
        "items": number(version.items),
        "mean": number(facts.get("items_per_basket"), 1),
        "tested": number(version.possible),
        "fdr": percent(version.settings.get("fdr", 0.05)),
        "joint": number(version.settings.get("min_joint", 3)),
        "kept": number(facts.get("kept")),
        "confidence": percent(version.settings.get("min_confidence", 0)),
    }
    owned = version.basis == queries.OWNED
    return _nothing_words(version.why_nothing, owned) % values


def _nothing_words(code: str, owned: bool) -> str:
    if code == "no_baskets":
        return _("No customer bought anything in this time.") if owned else _("There are no orders in this time.")
    if code == "all_own_all":
        return (
            _(
                "Customers own %(mean)s of %(items)s products on average: nearly everybody has nearly everything, "
                "so owning one says nothing about another."
            )
            if owned
            else _("An order holds %(mean)s of %(items)s products on average: nearly all go together always.")
        )
    if code == "nothing_possible":
        return _("No two products were sold %(joint)s times or more, so no pair can be told from chance.")
    if code == "below_confidence":
        return _("%(kept)s pairs are real, but none reaches the confidence of %(confidence)s that is asked for.")
    return _(
        "All %(tested)s pairs were tested over %(baskets)s baskets; none stands out from what chance gives "
        "with at most %(fdr)s of false finds."
    )


def chart_of(rules: Sequence["Rule"], picked: "Rule | None", address: Callable[[int], str]) -> dict[str, Any]:
    """The data of the plot: a point a rule."""
    points = [
        {
            "support": round(100 * rule.support, 4),
            "confidence": round(100 * rule.confidence, 2),
            "lift": round(rule.lift_over_size, 3),
            "count": rule.joint,
            "trust": rule.label,
            "name": f"{rule.antecedent.name} → {rule.consequent.name}, {number(rule.lift_over_size, 2)}×",
            "note": _("%(with_it)s with it, %(without)s without")
            % {"with_it": percent(rule.confidence), "without": percent(without(rule))},
            "url": address(rule.pk),
        }
        for rule in rules
    ]
    at = next((place for place, rule in enumerate(rules) if picked and rule.pk == picked.pk), -1)
    words = {
        "support": _("Support, % of orders")
        if not rules or rules[0].ruleset.basis == queries.ORDERS
        else _("Support, % of customers"),
        "confidence": pgettext("measure", "Confidence"),
        "shades": [_("up to 1.5×"), _("1.5–2×"), "2–3×", "3–5×", _("over 5×")],
    }
    return {"words": words, "rules": points, "picked": at}


def shuffle_picture(check: "ShuffleCheck | None", version: "RuleSet | None") -> dict[str, Any] | None:
    """The card of a shuffle: both numbers, a dot a shuffled table, and what it means."""
    if check is None or version is None:
        return None
    most = max(check.kept, default=0)
    scale = max(version.kept, most, 1)
    return {
        "check": check,
        "yours": version.kept,
        "noise": most,
        "dots": _dots(check.kept, scale) if check.state == "done" else [],
        "bar": f"{2 + 92 * version.kept / scale:.2f}%",
        "meaning": _meaning(check, version, most) if check.state == "done" else "",
    }


def _dots(kept: Sequence[int], scale: int, high: int = 6) -> list[dict[str, str]]:
    """A dot a table, in columns of six that begin where the table's count lies."""
    dots = []
    piles: dict[int, int] = {}
    for count in sorted(kept):
        place = piles.get(count, 0)
        piles[count] = place + 1
        x = 2.2 + 90 * count / scale + 1.75 * (place // high)
        dots.append({"x": f"{min(x, 92):.2f}%", "y": f"{39 - 5.6 * (place % high):.1f}"})
    return dots


def _meaning(check: "ShuffleCheck", version: "RuleSet", most: int) -> SafeString:
    kept = _("A shuffle keeps how often each product sells and how large each basket is.")
    if most == 0:
        few = ngettext(
            "<b>None in {tables}</b> means: fewer than {share} tables would show one.",
            "<b>None in {tables}</b> means: fewer than {share} tables would show one.",
            check.tables,
        )
        bound = 1 - 0.05 ** (1 / check.tables)
        found = format_html(
            few, tables=check.tables, share=_("%(n)s in 100") % {"n": max(1, -(-int(1000 * bound) // 10))}
        )
    else:
        mean = sum(check.kept) / len(check.kept)
        found = format_html(
            _("Noise gave <b>{mean}</b> on average and {most} at most: so many of yours may be chance."),
            mean=number(mean, 1),
            most=number(most),
        )
    naive = _("Lift above 1.5 alone would keep %(yours)s pairs here and about %(noise)s in noise.") % {
        "yours": number(check.naive_yours),
        "noise": number(check.naive_noise),
    }
    return format_html("{} {} {}", kept, found, naive)
