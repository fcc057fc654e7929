"""Contacts: of an account or on their own, with their channels; they follow the account's visibility."""

import pytest

from crosslift.core.errors import BadInput, Conflict, NotFound
from crosslift.customers import actions, queries
from crosslift.customers.errors import StillUsed
from crosslift.customers.models import Channel, Contact
from tests.company import Company


def test_a_person_on_their_own_is_a_customer(company: Company) -> None:
    actor = company.act(company.versie)
    contact = actions.make_contact(actor=actor, name="Анна Ёлкина", channels=[("phone", "+7 (913) 555-01-02")])
    ref = queries.customer_ref(None, contact.pk)
    assert ref is not None
    assert (ref.kind, ref.key, ref.label) == ("contact", f"contact:{contact.pk}", "Анна Ёлкина")
    assert queries.search_customers(actor, "елкина") == [ref]
    assert queries.customer_refs([ref.key, "account:404"]) == {ref.key: ref}


def test_a_contact_follows_its_account(company: Company) -> None:
    versie, moses = company.act(company.versie), company.act(company.moses)
    account = actions.make_account(actor=versie, name="A")
    contact = actions.make_contact(actor=versie, name="Jo", account_id=account.pk)
    assert list(queries.visible_contacts(moses)) == []
    actions.join_account(actor=versie, account_id=account.pk, user_id=company.moses.pk)
    assert list(queries.visible_contacts(moses)) == [contact]
    assert list(queries.visible_contacts(company.act(company.dustin))) == [contact]
    with pytest.raises(NotFound):
        queries.contact_card(company.act(company.anna), contact.pk)


def test_channels_are_checked_and_replaced_as_a_whole(company: Company) -> None:
    actor = company.act(company.versie)
    contact = actions.make_contact(actor=actor, name="Jo", channels=[("phone", "555-0100"), ("email", "")])
    with pytest.raises(BadInput) as refusal:
        actions.change_contact(
            actor=actor,
            contact_id=contact.pk,
            channels=[("email", "jo"), ("phone", "x"), ("pigeon", "grey"), ("email", "jo@example.com")],
        )
    assert set(refusal.value.fields) == {"channels.0", "channels.1", "channels.2"}
    assert list(Channel.objects.values_list("kind", "value")) == [("phone", "555-0100")]
    changed = actions.change_contact(actor=actor, contact_id=contact.pk, channels=[("messenger", "@jo")])
    assert list(Channel.objects.values_list("kind", "value")) == [("messenger", "@jo")]
    assert changed.version == 2


def test_a_stale_version_is_refused(company: Company) -> None:
    actor = company.act(company.versie)
    contact = actions.make_contact(actor=actor, name="Jo")
    actions.change_contact(actor=actor, contact_id=contact.pk, version=1, position="buyer")
    with pytest.raises(Conflict):
        actions.change_contact(actor=actor, contact_id=contact.pk, version=1, position="owner")
    contact.refresh_from_db()
    assert contact.position == "buyer"


def test_nobody_is_put_into_a_strangers_account(company: Company) -> None:
    account = actions.make_account(actor=company.act(company.versie), name="A")
    with pytest.raises(BadInput) as refusal:
        actions.make_contact(actor=company.act(company.anna), name="Spy", account_id=account.pk)
    assert set(refusal.value.fields) == {"account"}
    assert not Contact.objects.exists()


def test_an_agent_of_influence_is_not_deleted(company: Company) -> None:
    celia = company.act(company.celia)
    account = actions.make_account(actor=celia, name="A")
    contact = actions.make_contact(actor=celia, name="Jo", account_id=account.pk)
    actions.change_account(actor=celia, account_id=account.pk, influencer_id=contact.pk)
    with pytest.raises(StillUsed):
        actions.delete_contact(actor=celia, contact_id=contact.pk)
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_search_by_channel_and_with_a_slip(company: Company) -> None:
    actor = company.act(company.versie)
    actions.make_contact(actor=actor, name="Пётр Семёнов", channels=[("email", "petr@example.com")])
    actions.make_contact(actor=actor, name="Jo Palmer", channels=[("phone", "+1 555 0100")])
    assert [row.name for row in queries.search_contacts(actor, "петр семенов")] == ["Пётр Семёнов"]
    assert [row.name for row in queries.search_contacts(actor, "петр семинов")] == ["Пётр Семёнов"]
    assert [row.name for row in queries.search_contacts(actor, "555 0100")] == ["Jo Palmer"]
