"""The tour shows what is there: every file, step and function that it names exists."""

import re

from crosslift.flows.registry import step_names
from tests.house.places import ROOT

TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")


def test_every_file_of_the_tour_exists() -> None:
    named = re.findall(r"`((?:src|processes|tests|docs)/[\w./]+)`", TOUR)
    assert len(named) > 10
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_step_of_the_tour_is_registered() -> None:
    named = set(re.findall(r"`((?:offers|orders)\.\w+)`", TOUR))
    assert named
    assert named <= step_names()


def test_every_function_stands_in_the_file_beside_it() -> None:
    pairs = re.findall(r"`(src/[\w./]+\.py)`, `(\w+)`", TOUR) + [
        (path, name) for name, path in re.findall(r"`(\w+)` \(`(src/[\w./]+\.py)`\)", TOUR)
    ]
    assert len(pairs) >= 4
    for path, name in pairs:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"(def|class) {name}\b", text), f"{name} is not in {path}"
