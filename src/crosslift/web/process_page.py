"""What the page of one instance shows: the drawing's states, the table of items, what failed, what happened."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosslift.core.actor import Actor
from crosslift.web.links import link_to
from crosslift.web.process_words import (
    STATES,
    asked,
    began,
    entry,
    found,
    lasting,
    process_name,
    started_by,
    what_follows,
    when,
)  # fmt: skip
from crosslift.web.subjects import labels_of

if TYPE_CHECKING:
    from crosslift.flows.queries import Happened, InstancePage, Item, Waiting

LIVING = ("waiting", "failed")
OPENED = {"follow_deal": "deal", "follow_lead": "lead"}


def context_of(actor: Actor, page: "InstancePage") -> dict[str, Any]:
    """The variables of the template."""
    living = page.instance.state in LIVING
    kind, _colon, number = page.instance.about.partition(":")
    return {
        "one": page.instance,
        "page": page,
        "name": process_name(page.instance.version.name),
        "started_by": started_by(page.started_on),
        "about_url": link_to(kind, int(number) if number.isdecimal() else None),
        "state": STATES[page.instance.state],
        "living": living,
        "states": drawing(page),
        "label": spoken(page),
        "rows": rows(actor, page),
        "failure": failure(page) if page.instance.state == "failed" else None,
        "told": told(page),
        "asked_me": any(wait.assignee_id == actor.id for wait in page.waits) if living else False,
        "waits": [_side(wait) for wait in _questions(page)],
    }


def drawing(page: "InstancePage") -> dict[str, dict[str, str]]:
    """{element: {state, text}} for the diagram; flows gone through are its path."""
    shown = {flow: {"state": "path", "text": ""} for flow in page.taken}
    failed = {seen.element: seen for seen in page.traces if seen.state == "failed"}
    facts = {seen.element: seen.facts for seen in page.traces if seen.state == "done"}
    holders = {wait.element for wait in page.waits}
    items = {seen.element for seen in page.traces if seen.item} | {wait.element for wait in page.asked if wait.item}
    for element in page.names:
        counts = page.states.get(element, {})
        if counts.get("failed"):
            at = when(failed[element].at) if element in failed else ""
            shown[element] = {"state": "fail", "text": f"! {STATES['failed']['name']} {at}".strip()}
        elif counts.get("waiting"):
            if element in holders or element in page.steps:
                shown[element] = {"state": "wait", "text": _waits_text(page, element)}
        elif counts.get("done"):
            number = str(counts["done"]) if element in items else ""
            note = found(facts.get(element, {})) or number
            shown[element] = {"state": "done", "text": f"✓ {note}" if note else ""}
        else:
            shown[element] = {"state": "next", "text": ""}
    return shown


def _waits_text(page: "InstancePage", element: str) -> str:
    waits = [wait for wait in page.waits if wait.element == element and wait.kind == "person"]
    if not waits:
        return ""
    since = min(wait.since for wait in waits)
    every = sum(1 for wait in page.asked if wait.element == element)
    words = _("Waits %(time)s") % {"time": lasting(since)}
    if every < 2:
        return words
    return words + ", " + _("%(n)s of %(total)s") % {"n": len(waits), "total": every}


def spoken(page: "InstancePage") -> str:
    """The drawing in a sentence, for those who do not see it."""
    parts = [_("Diagram of the process: %(name)s.") % {"name": process_name(page.instance.version.name)}]
    for name, words in (("failed", _("Failed: %(names)s.")), ("waiting", _("Waits at: %(names)s."))):
        names = [page.names.get(e) for e, counts in page.states.items() if counts.get(name) and page.names.get(e)]
        if names:
            parts.append(words % {"names": ", ".join(str(one) for one in names)})
    return " ".join(parts)


def rows(actor: Actor, page: "InstancePage") -> list[dict[str, Any]]:
    """The table: each item where it is, then what waits for the whole process."""
    opened = _opened(actor, page)
    found_items = {item.item: item for item in page.items}
    table = [_item_row(page, item, opened.get(item.item)) for item in page.items]
    if page.instance.state not in LIVING:
        left = {wait.item: wait for wait in page.asked if wait.item and wait.item not in found_items}
        table += [_left_row(wait) for wait in left.values()]
    table += [_wait_row(wait) for wait in page.waits if not (wait.item and wait.kind == "person")]
    return table


def _row(product: str, where: str, state: str, since: Any, **more: Any) -> dict[str, Any]:
    look = STATES.get(state, STATES["waiting"])
    return {
        "product": product, "where": where, "tone": look["tone"], "icon": look["icon"], "failed": state == "failed",
        "since": since, "time": when(since), "who": "", "opened": None, "next": "", **more,
    }  # fmt: skip


def _item_row(page: "InstancePage", item: "Item", opened: dict[str, str] | None) -> dict[str, Any]:
    name = item.label or item.item
    if item.state == "waiting":
        where = _("Waits: %(where)s") % {"where": item.name}
        wait = next(w for w in page.waits if w.item == item.item and w.element == item.element)
        follows = what_follows(wait)
        return _row(name, where, "waiting", item.since, who=item.assignee, next=follows, lasts=lasting(item.since))
    if item.state == "failed":
        text = _("Failed: %(where)s") % {"where": item.name}
        follows = _("%(tries)s Nothing else waits for it.") % {"tries": tries(page)}
        return _row(name, text, "failed", item.since, next=follows, lasts=lasting(item.since))
    return _row(
        name, str(STATES["done"]["name"]), "done", item.since, opened=opened, next="" if opened else item.name
    )


def _left_row(wait: "Waiting") -> dict[str, Any]:
    return _row(wait.label or wait.item, _("Not answered"), "cancelled", wait.since, who=wait.assignee)


def _wait_row(wait: "Waiting") -> dict[str, Any]:
    where = _("Waits: %(where)s") % {"where": wait.name}
    follows = what_follows(wait)
    name = wait.label or _("The whole process")
    return _row(name, where, "waiting", wait.since, who=wait.assignee, next=follows, lasts=lasting(wait.since))


def _opened(actor: Actor, page: "InstancePage") -> dict[str, dict[str, str]]:
    """For each item the deal or lead that came of it, with a link where the actor may see it."""
    made = [
        (seen.item, kind, int(seen.facts[key]))
        for seen in page.traces
        for key, kind in OPENED.items()
        if seen.item and seen.state == "done" and str(seen.facts.get(key) or "").isdecimal()
    ]
    names = {kind: labels_of(actor, kind, [pk for _i, k, pk in made if k == kind]) for kind in OPENED.values()}
    return {
        item: {
            "kind": kind,
            "name": names[kind].get(pk, ""),
            "url": link_to(kind, pk) if pk in names[kind] else "",
        }
        for item, kind, pk in made
    }


def tries(page: "InstancePage") -> str:
    """When a failed step is tried again."""
    if page.instance.retry_at is None:
        return _("Not tried again by itself.")
    return _("Tried again by itself at %(time)s.") % {"time": when(page.instance.retry_at)}


def failure(page: "InstancePage") -> dict[str, Any]:
    """The sentence of the banner and the facts of the panel beside."""
    stuck = _stuck(page)
    last = stuck[-1] if stuck else None
    number = page.instance.failures
    return {
        "sentence": _sentence(page, stuck),
        "said": page.instance.said,
        "name": last.name if last else _("The process"),
        "step": page.steps.get(last.element, "") if last else "",
        "item": last.label if last else "",
        "badge": ngettext("Failed once", "Failed %(n)s times", number) % {"n": number},
        "at": when(last.at) if last else "",
        "tries": tries(page),
    }


def _stuck(page: "InstancePage") -> "list[Happened]":
    """The last failures that nothing done has followed, one an item and element."""
    last: dict[tuple[str, str], Happened] = {}
    for seen in page.traces:
        if seen.state in ("failed", "done"):
            last[seen.element, seen.item] = seen
    return [seen for seen in last.values() if seen.state == "failed"]


def _sentence(page: "InstancePage", stuck: "list[Happened]") -> str:
    if not stuck:
        return _("The process is stuck.")
    about = {"name": stuck[-1].name, "time": when(stuck[-1].at), "n": len(stuck), "total": len(page.items)}
    if stuck[-1].item and len(page.items) > 1:
        text = ngettext(
            "%(n)s answer of %(total)s is stuck: “%(name)s” failed at %(time)s.",
            "%(n)s answers of %(total)s are stuck: “%(name)s” failed at %(time)s.",
            len(stuck),
        )
        return text % about
    return _("The process is stuck: “%(name)s” failed at %(time)s.") % about


def told(page: "InstancePage") -> list[dict[str, str]]:
    """What happened, the latest first; questions put to people among it."""
    groups: dict[tuple[str, Any], list[Waiting]] = {}
    for wait in page.asked:
        groups.setdefault((wait.element, wait.since), []).append(wait)
    entries = [
        began(page.started_on, page.instance.started_at),
        *map(entry, page.traces),
        *map(asked, groups.values()),
    ]
    return sorted(entries, key=lambda one: one["iso"])[::-1]


def _questions(page: "InstancePage") -> "list[list[Waiting]]":
    groups: dict[tuple[str, int | None], list[Waiting]] = {}
    for wait in page.waits:
        if wait.kind == "person":
            groups.setdefault((wait.element, wait.assignee_id), []).append(wait)
    return list(groups.values())


def _side(waits: "list[Waiting]") -> Mapping[str, Any]:
    first = waits[0]
    return {"name": first.name, "who": first.assignee, "since": when(first.since), "lasts": lasting(first.since),
            "due": first.due_at, "number": len(waits)}  # fmt: skip
