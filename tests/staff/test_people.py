"""People, rights, tokens and sign-in, through the actions."""

from datetime import timedelta

import pytest

from crosslift.core import clock
from crosslift.core.errors import BadInput, NotAllowed, NotFound
from crosslift.core.models import Audit
from crosslift.staff import actions, signin
from crosslift.staff.errors import EmailTaken, LastAdministrator, TooManyTries, WrongSignIn
from crosslift.staff.models import Right, User
from tests.company import Company


def test_rights_of_several_roles_add_up(company: Company) -> None:
    celia = company.act(company.celia)
    assert company.act(company.versie).scope("deal", "view") == "own"
    actions.change_user(actor=celia, user_id=company.versie.pk, roles=["seller", "head"])
    assert company.act(company.versie).scope("deal", "view") == "team"


def test_a_seller_changes_nobody(company: Company) -> None:
    before = Audit.objects.count()
    versie = company.act(company.versie)
    with pytest.raises(NotAllowed):
        actions.change_user(actor=versie, user_id=company.anna.pk, name="Nobody")
    with pytest.raises(NotAllowed):
        actions.invite_user(actor=versie, email="x@example.com", name="X", roles=["seller"])
    with pytest.raises(NotAllowed):
        actions.change_user(actor=versie, user_id=company.versie.pk, roles=["administrator"])
    assert User.objects.get(pk=company.anna.pk).name == "Anna Snelling"
    assert Audit.objects.count() == before


def test_everybody_changes_their_own_profile(company: Company) -> None:
    actions.change_user(actor=company.act(company.versie), user_id=company.versie.pk, language="ru", theme="dark")
    assert User.objects.get(pk=company.versie.pk).language == "ru"


def test_the_last_administrator_stays(company: Company) -> None:
    with pytest.raises(LastAdministrator):
        actions.change_user(actor=company.act(company.celia), user_id=company.celia.pk, roles=["seller"])


def test_one_address_one_person(company: Company) -> None:
    with pytest.raises(EmailTaken):
        actions.invite_user(
            actor=company.act(company.celia), email="ANNA@example.com", name="Other", roles=["seller"]
        )


def test_an_unknown_role_is_refused(company: Company) -> None:
    with pytest.raises(BadInput) as refused:
        actions.invite_user(actor=company.act(company.celia), email="n@example.com", name="N", roles=["king"])
    assert "roles" in refused.value.fields


def test_a_right_is_set_and_taken(company: Company) -> None:
    celia = company.act(company.celia)
    actions.set_rights(actor=celia, role="seller", thing="deal", scopes={"delete": "own"})
    assert company.act(company.versie).may("deal", "delete")
    actions.set_rights(actor=celia, role="seller", thing="deal", scopes={"delete": ""})
    assert not company.act(company.versie).may("deal", "delete")
    with pytest.raises(LastAdministrator):
        actions.set_rights(actor=celia, role="administrator", thing="user", scopes={"change": ""})
    assert Right.objects.filter(role__code="administrator", thing="user", operation="change").exists()


def test_a_token_works_until_it_ends(company: Company) -> None:
    versie = company.act(company.versie)
    token, secret = actions.make_token(actor=versie, name="mail merge")
    assert signin.user_of_token(secret) == company.versie
    with clock.stopped(clock.now() + timedelta(days=91)):
        assert signin.user_of_token(secret) is None
    with pytest.raises(NotFound):
        actions.end_token(actor=company.act(company.anna), token_id=token.pk)
    actions.end_token(actor=versie, token_id=token.pk)
    assert signin.user_of_token(secret) is None


def test_signing_in(company: Company) -> None:
    assert signin.check("Versie@example.com", "correct horse", "10.0.0.1") == company.versie
    with pytest.raises(WrongSignIn):
        signin.check("versie@example.com", "wrong", "10.0.0.1")
    with pytest.raises(WrongSignIn):
        signin.check("nobody@example.com", "correct horse", "10.0.0.1")


def test_guessing_slows_down_and_locks_nobody_out(company: Company) -> None:
    start = clock.now()
    with clock.stopped(start):
        for _ in range(signin.PER_ACCOUNT):
            with pytest.raises(WrongSignIn):
                signin.check("versie@example.com", "wrong", "10.0.0.1")
        with pytest.raises(TooManyTries):
            signin.check("versie@example.com", "correct horse", "10.0.0.2")
    with clock.stopped(start + timedelta(seconds=10)):
        assert signin.check("versie@example.com", "correct horse", "10.0.0.2") == company.versie


def test_who_left_holds_no_right(company: Company) -> None:
    actions.change_user(actor=company.act(company.celia), user_id=company.anna.pk, is_active=False)
    assert company.act(User.objects.get(pk=company.anna.pk)).rights == {}
    with pytest.raises(WrongSignIn):
        signin.check("anna@example.com", "correct horse", "10.0.0.1")
