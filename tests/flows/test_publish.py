"""Versions: a changed file is a new version, a wrong one changes nothing, a running instance keeps its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from crosslift.core.actor import the_system
from crosslift.core.errors import NotAllowed
from crosslift.flows.actions import answer, publish_files, publish_xml
from crosslift.flows.errors import FileRefused, ProcessRefused
from crosslift.flows.guard import read
from crosslift.flows.lint import problems
from crosslift.flows.models import Instance, ProcessVersion
from crosslift.flows.outline import outline_of
from tests.company import Company
from tests.flows import steps
from tests.flows.conftest import DATA

SYSTEM = the_system("cli", "tests")
PLAIN = (DATA / "plain.bpmn").read_text(encoding="utf-8")
SALE = (DATA / "test_sale.bpmn").read_text(encoding="utf-8")


def test_every_process_of_the_company_can_run(company: Company) -> None:
    files = sorted(Path(settings.PROCESSES).glob("*.bpmn"))
    assert files
    for file in files:
        assert problems(outline_of(read(file.read_bytes()))) == [], file.name
    assert ProcessVersion.objects.filter(current=True).count() == len(files)


def test_the_same_file_again_makes_no_version_and_a_changed_one_the_next(company: Company) -> None:
    assert publish_files(actor=SYSTEM) == []
    first = publish_xml(actor=SYSTEM, xml=PLAIN)
    assert first is not None
    assert publish_xml(actor=SYSTEM, xml=PLAIN) is None
    second = publish_xml(actor=SYSTEM, xml=PLAIN.replace('name="Rest"', 'name="Sleep"'))
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert list(ProcessVersion.objects.filter(key="plain", current=True)) == [second]
    assert (second.starts_on, second.cancels_on) == ("Told", "")


def test_a_wrong_file_names_every_mistake_and_changes_nothing(company: Company) -> None:
    before = list(ProcessVersion.objects.values_list("pk", "current"))
    wrong = PLAIN.replace("test.find", "test.nobody").replace("size(found) &gt; 0", "found >> 0")
    with pytest.raises(ProcessRefused) as refused, transaction.atomic():
        publish_xml(actor=SYSTEM, xml=wrong)
    assert set(refused.value.fields) == {"find", "some"}
    assert "test.nobody" in str(refused.value)
    with pytest.raises(FileRefused), transaction.atomic():
        publish_xml(actor=SYSTEM, xml="<definitions")
    assert list(ProcessVersion.objects.values_list("pk", "current")) == before


def test_publishing_needs_the_right(company: Company) -> None:
    with pytest.raises(NotAllowed), transaction.atomic():
        publish_xml(actor=company.act(company.versie), xml=PLAIN)
    assert not ProcessVersion.objects.filter(key="plain").exists()


def test_an_instance_finishes_on_the_version_it_started_with(sale: Company, win: Callable[..., int]) -> None:
    win(deal=1)
    turned = SALE.replace('implementation="test.open"', 'implementation="test.refuse"')
    assert publish_xml(actor=SYSTEM, xml=turned) is not None
    win(deal=2)
    old, new = Instance.objects.order_by("pk")
    for instance in (old, new):
        answer(
            actor=sale.act(sale.versie),
            instance_id=instance.pk,
            element="ask",
            item=11,
            values={"answer": "interested"},
        )
    assert steps.CALLS[-2:] == [("open", 11), ("refuse", 11)]
    assert (old.version.number, new.version.number) == (1, 2)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('cl:title="Products that fit: %(n)s. Ask and answer"', "", "ask"),
        ('cl:assignee="owner_id"', 'cl:assignee="open(1)"', "ask"),
        ('cl:due="P2D"', 'cl:due="two days"', "ask"),
        ('attachedToRef="per_product"', 'attachedToRef="ask"', "two_days"),
        ("<loopDataInputRef>suggestions", "<loopDataInputRef>a b", "per_product"),
        ('LoopCharacteristics>', 'LoopCharacteristics isSequential="true">', "per_product"),
        ('sourceRef="ask" targetRef="which_answer"', 'sourceRef="ask" targetRef="all_answered"', "ask_to_answer"),
        ('<endEvent id="nothing_fits" name="Nothing fits"/>', "", "none_found"),
        ('id="test_sale" name', 'id="Test Sale" name', "Test Sale"),
        ('<startEvent id="product_found"/>', "", "per_product"),
    ],
)  # fmt: skip
def test_the_linter_names_the_place(old: str, new: str, place: str) -> None:
    assert old in SALE
    found = dict(problems(outline_of(read(SALE.replace(old, new, 1)))))
    assert place in found
    assert str(found[place]).endswith(".")
