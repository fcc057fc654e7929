"""How leads are put into words on pages."""

from typing import Any

from crosslift.leads.words import MATURITY, PATH, STAGES, WAYS

MATURITY_TONES = {"cold": "line", "warm": "warn", "hot": "bad", "ready": "good"}


def maturity(value: str) -> dict[str, Any]:
    """The word and the tone of a maturity."""
    return {"label": MATURITY[value], "tone": MATURITY_TONES[value]}


def stage_bar(lead: Any, may_move: bool) -> list[dict[str, Any]]:
    """The path of a lead for the stage bar; the given-up ends stand for the last place."""
    ended = lead.stage in ("not_interested", "disqualified")
    reached = lead.closed_from if ended and lead.closed_from in PATH else lead.stage
    place = PATH.index(reached) if reached in PATH else 0
    bar = []
    for number, key in enumerate(PATH[:-1] if ended else PATH):
        movable = may_move and lead.is_open and key in WAYS.get(lead.stage, ())
        bar.append(
            {
                "name": STAGES[key],
                "note": "",
                "state": _state(lead, key, number, place, ended),
                "slow": False,
                "url": f"/leads/{lead.pk}/move?stage={key}" if movable else "",
            }
        )
    if ended:
        bar.append({"name": STAGES[lead.stage], "note": "", "state": "lost", "slow": False, "url": ""})
    return bar


def _state(lead: Any, key: str, number: int, place: int, ended: bool) -> str:
    if key == lead.stage:
        return "won" if key == "satisfied" else "now"
    return "done" if number < place or (ended and number == place) else ""
