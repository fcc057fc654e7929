"""Products: who may, what is refused, and that a refusal changes nothing."""

from decimal import Decimal

import pytest

from crosslift.catalog import actions, queries
from crosslift.catalog.errors import CodeTaken
from crosslift.catalog.models import Product
from crosslift.core.errors import BadInput, Conflict, NotAllowed, NotFound
from crosslift.core.models import Audit, Outbox
from tests.company import Company


def test_a_product_is_made_with_an_audit_row_and_an_event(company: Company) -> None:
    product = actions.make_product(actor=company.act(company.pavel), name="  Пила  ", price=Decimal("10.50"))
    assert (product.name, product.name_key, product.version, product.active) == ("Пила", "пила", 1, True)
    audit = Audit.objects.get(action="catalog.make_product")
    assert (audit.subject_id, audit.actor_name) == (str(product.pk), "Pavel Orlov")
    assert Outbox.objects.filter(name="ProductMade", key=f"product:{product.pk}").count() == 1


def test_a_seller_sees_products_and_changes_none(company: Company) -> None:
    product = actions.make_product(actor=company.act(company.pavel), name="Saw")
    seller = company.act(company.versie)
    assert list(queries.visible_products(seller)) == [product]
    for refused in (
        lambda: actions.make_product(actor=seller, name="Mine"),
        lambda: actions.change_product(actor=seller, product_id=product.pk, name="Mine"),
        lambda: actions.retire_product(actor=seller, product_id=product.pk),
        lambda: actions.delete_product(actor=seller, product_id=product.pk),
        lambda: actions.save_line(actor=seller, name="Mine"),
        lambda: actions.link_products(actor=seller, source_id=product.pk, target_id=product.pk, kind="related"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert list(Product.objects.values_list("name", "active", "version")) == [("Saw", True, 1)]


def test_a_stale_version_is_refused_and_changes_nothing(company: Company) -> None:
    actor = company.act(company.pavel)
    product = actions.make_product(actor=actor, name="Saw")
    actions.change_product(actor=actor, product_id=product.pk, version=1, unit="pcs")
    with pytest.raises(Conflict):
        actions.change_product(actor=actor, product_id=product.pk, version=1, unit="box")
    product.refresh_from_db()
    assert (product.unit, product.version) == ("pcs", 2)


def test_every_bad_field_is_named_at_once(company: Company) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.make_product(
            actor=company.act(company.pavel),
            name=" ",
            price=Decimal("-1"),
            cost=Decimal("NaN"),
            tax_rate=Decimal(101),
            unit_step=Decimal(0),
            currency_id="XXX",
            line_id=999,
            code="x" * 61,
        )
    assert set(refusal.value.fields) == {"name", "price", "cost", "tax_rate", "unit_step", "currency", "line", "code"}
    assert not Product.objects.exists()


def test_a_code_names_one_product(company: Company) -> None:
    actor = company.act(company.pavel)
    actions.make_product(actor=actor, name="Saw", code="S-1")
    other = actions.make_product(actor=actor, name="Axe", code="A-1")
    with pytest.raises(CodeTaken) as refusal:
        actions.change_product(actor=actor, product_id=other.pk, code="S-1")
    assert "Saw" in str(refusal.value)
    other.refresh_from_db()
    assert other.code == "A-1"


def test_retired_and_restored(company: Company) -> None:
    actor = company.act(company.pavel)
    product = actions.make_product(actor=actor, name="Saw")
    assert actions.retire_product(actor=actor, product_id=product.pk).active is False
    assert list(queries.sold_products()) == []
    assert actions.restore_product(actor=actor, product_id=product.pk).active is True
    assert list(queries.sold_products()) == [product]


def test_a_product_never_sold_is_deleted(company: Company) -> None:
    actor = company.act(company.pavel)
    product = actions.make_product(actor=actor, name="Saw")
    actions.delete_product(actor=actor, product_id=product.pk)
    assert not Product.objects.exists()
    with pytest.raises(NotFound):
        actions.delete_product(actor=actor, product_id=product.pk)


def test_products_stand_by_line_then_rank_and_lineless_ones_last(company: Company) -> None:
    actor = company.act(company.pavel)
    first = actions.save_line(actor=actor, name="Zeta")
    second = actions.save_line(actor=actor, name="Alpha")
    for name, line, rank in (("c", second, 1), ("loose", None, 0), ("b", first, 2), ("a", first, 1)):
        actions.make_product(actor=actor, name=name, line_id=line and line.pk, rank=rank)
    assert [product.name for product in queries.visible_products(actor)] == ["a", "b", "c", "loose"]
    actions.save_line(actor=actor, line_id=second.pk, name="Alpha", rank=0)
    assert [product.name for product in queries.visible_products(actor)] == ["c", "a", "b", "loose"]


def test_two_lines_of_one_name_are_refused(company: Company) -> None:
    actor = company.act(company.pavel)
    actions.save_line(actor=actor, name="Tools")
    with pytest.raises(BadInput):
        actions.save_line(actor=actor, name="tools")
    assert queries.product_lines(actor).count() == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("елка", "Ёлка зелёная"),
        ("ЁЛКА", "Ёлка зелёная"),
        ("зелёная ёлка", "Ёлка зелёная"),
        ("шурповерт", "Шуруповёрт"),
        ("gtxpro", "GTX Pro"),
        ("S-77", "Saw"),
        ("technolgy", "Technology pack"),
    ],
)
def test_search_forgives_case_yo_and_a_slip(company: Company, asked: str, found: str) -> None:
    actor = company.act(company.pavel)
    for name, code in (
        ("Ёлка зелёная", ""),
        ("Шуруповёрт", ""),
        ("GTX Pro", ""),
        ("Saw", "S-77"),
        ("Technology pack", ""),
    ):
        actions.make_product(actor=actor, name=name, code=code)
    assert queries.search_products(actor, asked)[0].name == found


def test_search_for_nothing_alike_finds_nothing(company: Company) -> None:
    actor = company.act(company.pavel)
    actions.make_product(actor=actor, name="Шуруповёрт")
    assert list(queries.search_products(actor, "xylophone")) == []
