"""Proposed products: kinds, the Cross flag, warnings on loops and retired targets, bulk edit."""

from decimal import Decimal

import pytest

from crosslift.catalog import actions, queries
from crosslift.catalog.errors import AlreadyLinked
from crosslift.catalog.models import Product, ProductLink
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotFound
from tests.company import Company


@pytest.fixture
def actor(company: Company) -> Actor:
    """The product manager."""
    return company.act(company.pavel)


@pytest.fixture
def abc(actor: Actor) -> list[Product]:
    """Three products."""
    return [actions.make_product(actor=actor, name=name) for name in "ABC"]


def link(actor: Actor, source: Product, target: Product, cross: bool = True, kind: str = "additional") -> ProductLink:
    return actions.link_products(actor=actor, source_id=source.pk, target_id=target.pk, kind=kind, cross=cross)[0]


def test_only_flagged_links_to_products_still_sold_drive_the_cross_sale(actor: Actor, abc: list[Product]) -> None:
    a, b, c = abc
    flagged = link(actor, a, b)
    link(actor, a, c, cross=False)
    assert list(queries.cross_links([a.pk])) == [flagged]
    actions.retire_product(actor=actor, product_id=b.pk)
    assert list(queries.cross_links([a.pk])) == []
    assert queries.links_from([a.pk]).count() == 2


def test_a_loop_is_allowed_and_said_with_its_path(actor: Actor, abc: list[Product]) -> None:
    a, b, c = abc
    assert actions.link_products(actor=actor, source_id=a.pk, target_id=b.pk, kind="additional")[1] == []
    assert actions.link_products(actor=actor, source_id=b.pk, target_id=c.pk, kind="additional")[1] == []
    row, warnings = actions.link_products(actor=actor, source_id=c.pk, target_id=a.pk, kind="additional")
    assert [(warning.link_id, warning.why, warning.path) for warning in warnings] == [
        (row.pk, "loop", ("C", "A", "B", "C"))
    ]


def test_two_products_that_propose_each_other_are_a_loop(actor: Actor, abc: list[Product]) -> None:
    a, b, _c = abc
    link(actor, a, b)
    _row, warnings = actions.link_products(actor=actor, source_id=b.pk, target_id=a.pk, kind="related")
    assert [warning.path for warning in warnings] == [("B", "A", "B")]
    assert queries.product_card(actor, a.pk).warnings != {}


def test_a_retired_target_is_said(actor: Actor, abc: list[Product]) -> None:
    a, b, _c = abc
    actions.retire_product(actor=actor, product_id=b.pk)
    row, warnings = actions.link_products(actor=actor, source_id=a.pk, target_id=b.pk, kind="related")
    assert [(warning.link_id, warning.why) for warning in warnings] == [(row.pk, "inactive_target")]


def test_linked_once_and_never_to_itself(actor: Actor, abc: list[Product]) -> None:
    a, b, _c = abc
    link(actor, a, b)
    with pytest.raises(AlreadyLinked):
        link(actor, a, b, kind="related")
    with pytest.raises(BadInput):
        link(actor, a, a)
    with pytest.raises(BadInput):
        link(actor, b, a, kind="sideways")
    assert ProductLink.objects.count() == 1


def test_many_links_change_at_once_or_none(actor: Actor, abc: list[Product]) -> None:
    a, b, c = abc
    rows = [link(actor, a, b, cross=False), link(actor, a, c, cross=False)]
    foreign = link(actor, b, c, cross=False)
    with pytest.raises(NotFound):
        actions.change_links(actor=actor, source_id=a.pk, link_ids=[rows[0].pk, foreign.pk], cross=True)
    assert not ProductLink.objects.filter(cross=True).exists()
    actions.change_links(actor=actor, source_id=a.pk, link_ids=[row.pk for row in rows], cross=True, kind="premium")
    assert set(ProductLink.objects.filter(source=a).values_list("kind", "cross")) == {("premium", True)}


def test_a_link_is_changed_and_removed(actor: Actor, abc: list[Product]) -> None:
    a, b, _c = abc
    row = link(actor, a, b)
    changed, _warnings = actions.change_link(actor=actor, link_id=row.pk, cross=False, note=" with a discount ")
    assert (changed.cross, changed.note, changed.kind) == (False, "with a discount", "additional")
    actions.unlink_products(actor=actor, link_ids=[row.pk])
    assert not ProductLink.objects.exists()
    with pytest.raises(NotFound):
        actions.unlink_products(actor=actor, link_ids=[row.pk])


def test_upsell_shows_both_routes(actor: Actor, abc: list[Product]) -> None:
    a, b, _c = abc
    actions.change_product(actor=actor, product_id=a.pk, unit="seat", unit_step=Decimal(5))
    link(actor, a, b, kind="premium")
    card = queries.product_card(actor, a.pk)
    assert (card.upsell.unit, card.upsell.unit_step, card.upsell.premium) == ("seat", 5, [b])
    assert queries.product_card(actor, b.pk).upsell.basic == [a]
