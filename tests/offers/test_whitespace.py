"""Customers x products: states, filters, rights, sums, and the way from a cell to a sale."""

import pytest

from crosslift.catalog import actions as catalog
from crosslift.core.errors import BadInput, NotFound
from crosslift.customers import actions as customers
from crosslift.deals.models import Deal
from crosslift.offers import actions, queries
from crosslift.offers.errors import AlreadyOffered, ReasonNeeded
from crosslift.offers.models import OfferRefusal
from crosslift.offers.queries import Asked
from tests.offers.world import SYSTEM, World


@pytest.fixture
def mine(learned: World) -> World:
    """Versie's market owns raclette and gnocchi, has sauerkraut in work and refused a filler."""
    learned.own(learned.market.pk, "Raclette", "Gnocchi")
    learned.open("Sauerkraut")
    actions.refuse_product(
        actor=learned.company.act(learned.company.versie),
        account_id=learned.market.pk,
        product_id=learned.id("Filler 1"),
        reason="supplier",
    )
    return learned


def _matrix(world: World, who: str = "versie", **asked: object) -> queries.Matrix:
    actor = world.company.act(getattr(world.company, who))
    return queries.whitespace(actor, Asked(columns=40, **asked))  # type: ignore[arg-type]


def test_each_cell_says_how_the_customer_stands(mine: World) -> None:
    matrix = _matrix(mine)
    (row,) = matrix.rows
    states = {product.name: cell.state for product, cell in zip(matrix.products, row.cells, strict=True)}
    assert states["Raclette"] == states["Gnocchi"] == "bought"
    assert states["Sauerkraut"] == "work"
    assert states["Filler 1"] == "refused"
    assert states["Camembert"] == "worth"
    assert states["Filler 5"] == "none"
    assert (row.name, row.owns) == ("Save-a-lot Markets", 2)


def test_a_cell_is_worth_what_the_offer_is_worth(mine: World) -> None:
    matrix = _matrix(mine)
    offered = {
        one.product.pk: one.worth
        for one in queries.candidates(account_id=mine.market.pk, contact_id=None, limit=50).offers
    }
    worth = {cell.product_id: cell.worth for cell in matrix.rows[0].cells if cell.state == "worth"}
    assert worth == offered
    assert matrix.rows[0].worth == sum(one for one in worth.values() if one)
    assert sum(matrix.sums) == matrix.worth == matrix.rows[0].worth
    assert any(cell.top for cell in matrix.rows[0].cells)


def test_everybody_sees_their_own_customers_alone(mine: World) -> None:
    assert [row.name for row in _matrix(mine, "versie").rows] == ["Save-a-lot Markets"]
    assert _matrix(mine, "anna").rows == ()
    assert _matrix(mine, "celia").customers.total == 161
    assert len(_matrix(mine, "dustin").rows) > 0


def test_filters_narrow_customers_and_products(mine: World) -> None:
    few = _matrix(mine, "celia", owns_from=1, owns_to=2, sort="owns")
    assert few.rows and {row.owns for row in few.rows} <= {1, 2}
    none = _matrix(mine, "celia", owns_to=0)
    assert {row.owns for row in none.rows} == {0}
    assert [row.name for row in _matrix(mine, "celia", words="Save-a-lot").rows] == ["Save-a-lot Markets"]
    assert _matrix(mine, "celia", whose="mine").rows == ()
    line = catalog.save_line(actor=SYSTEM, name="Cheese")
    catalog.change_product(actor=SYSTEM, product_id=mine.id("Raclette"), line_id=line.pk)
    cheese = _matrix(mine, "celia", lines=(line.pk,))
    assert [product.name for product in cheese.products] == ["Raclette"]
    assert cheese.lines == [("Cheese", 1)]


def test_worth_sorts_and_pages_are_of_both(mine: World) -> None:
    first = queries.whitespace(
        mine.company.act(mine.company.celia), Asked(rows=10, columns=5, page=2, columns_page=2)
    )
    assert (len(first.rows), len(first.products)) == (10, 5)
    assert (first.customers.first, first.goods.first) == (11, 6)
    top = _matrix(mine, "celia", rows=10)
    assert [row.worth for row in top.rows] == sorted((row.worth for row in top.rows), reverse=True)
    assert top.rows[0].worth > 0


def test_a_cell_becomes_a_deal_in_one_step_and_undo_takes_it_back(mine: World) -> None:
    versie = mine.company.act(mine.company.versie)
    deal = actions.open_from_whitespace(actor=versie, account_id=mine.market.pk, product_id=mine.id("Camembert"))
    line = deal.lines.get()
    assert (deal.source, deal.account_id, line.product_id, line.quantity) == (
        "whitespace", mine.market.pk, mine.id("Camembert"), 12,
    )  # fmt: skip
    with pytest.raises(AlreadyOffered):
        actions.open_from_whitespace(actor=versie, account_id=mine.market.pk, product_id=mine.id("Camembert"))
    actions.take_back(actor=versie, deal_id=deal.pk)
    assert Deal.objects.get(pk=deal.pk).outcome == "lost"
    again = queries.candidates(account_id=mine.market.pk, contact_id=None)
    assert "Camembert" in [one.product.name for one in again.offers]


def test_no_deal_in_a_cell_of_another_team(mine: World) -> None:
    before = Deal.objects.count()
    anna = mine.company.act(mine.company.anna)
    with pytest.raises(NotFound):
        actions.open_from_whitespace(actor=anna, account_id=mine.market.pk, product_id=mine.id("Camembert"))
    with pytest.raises(NotFound):
        actions.refuse_product(
            actor=anna, account_id=mine.market.pk, product_id=mine.id("Camembert"), reason="supplier"
        )
    with pytest.raises(BadInput):
        actions.open_from_whitespace(actor=anna, product_id=mine.id("Camembert"))
    assert Deal.objects.count() == before and OfferRefusal.objects.count() == 1


def test_a_refusal_from_a_cell_needs_its_reason(mine: World) -> None:
    versie = mine.company.act(mine.company.versie)
    with pytest.raises(ReasonNeeded):
        actions.refuse_product(actor=versie, account_id=mine.market.pk, product_id=mine.id("Camembert"), reason="")
    assert OfferRefusal.objects.count() == 1


def test_people_without_a_company_have_their_own_matrix(mine: World) -> None:
    versie = mine.company.act(mine.company.versie)
    customers.make_contact(actor=versie, name="Jose Pavarotti")
    customers.make_contact(actor=versie, name="Their buyer", account_id=mine.market.pk)
    assert [row.name for row in _matrix(mine, kind="contact").rows] == ["Jose Pavarotti"]
