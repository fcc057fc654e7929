"""Inviting people, changing them, their roles and rights; API tokens."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from crosslift.core import clock
from crosslift.core.actions import action, difference, record, save_setting, setting
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotFound
from crosslift.staff import access
from crosslift.staff.errors import EmailTaken, LastAdministrator
from crosslift.staff.events import (
    RightsChanged,
    SettingsChanged,
    TeamChanged,
    TokenEnded,
    TokenMade,
    UserChanged,
    UserInvited,
)
from crosslift.staff.models import ApiToken, Right, Role, Team, User
from crosslift.staff.presets import OPERATIONS, ROLES, THINGS, preset_rights

TOKEN_DAYS = 90
PROFILE_FIELDS = frozenset({"name", "language", "theme", "time_zone", "single_keys"})


@action
def install_roles(*, actor: Actor) -> list[Role]:
    """Write the preset roles and their rights where they are missing. Nothing that exists is changed."""
    made = []
    for rank, (code, name_en, name_ru) in enumerate(ROLES):
        role, new = Role.objects.get_or_create(
            code=code, defaults={"name_en": name_en, "name_ru": name_ru, "rank": rank}
        )
        if new:
            Right.objects.bulk_create(
                Right(role=role, thing=thing, operation=operation, scope=scope)
                for (thing, operation), scope in preset_rights(code).items()
            )
        made.append(role)
    record(actor=actor, action="staff.install_roles", event=RightsChanged(id=0), label="presets")
    return made


@action
def invite_user(
    *,
    actor: Actor,
    email: str,
    name: str,
    roles: Collection[str],
    team_id: int | None = None,
    password: str | None = None,
    language: str = "en",
    time_zone: str = "UTC",
    external_source: str = "",
    external_id: str = "",
) -> User:
    """Let somebody sign in. Without a password they can't until one is set. Raises EmailTaken, BadInput."""
    access.require(actor, "user", "add")
    email = email.strip().lower()
    if not email or "@" not in email:
        raise BadInput(fields={"email": _("An e-mail looks like name@company.com.")})
    if User.objects.filter(email=email).exists():
        raise EmailTaken
    user = User.objects.create(
        email=email,
        name=name.strip(),
        team_id=team_id,
        language=language,
        time_zone=time_zone,
        password=make_password(password),
        external_source=external_source,
        external_id=external_id,
    )
    user.roles.set(_roles(roles))
    record(
        actor=actor,
        action="staff.invite_user",
        event=UserInvited(id=user.pk),
        label=user.name,
        changes={"email": email, "roles": sorted(roles), "team": team_id},
    )
    return user


def _roles(codes: Collection[str]) -> list[Role]:
    found = list(Role.objects.filter(code__in=codes))
    unknown = sorted(set(codes) - {role.code for role in found})
    if unknown:
        raise BadInput(fields={"roles": _("There is no such role.")})
    return found


@action
def change_user(
    *,
    actor: Actor,
    user_id: int,
    roles: Collection[str] | None = None,
    **values: object,
) -> User:
    """Change name, team, deputy, roles, active or language of a user. Raises NotFound, LastAdministrator."""
    own = user_id == actor.id and roles is None and set(values) <= PROFILE_FIELDS
    if not own:
        access.may_administer(actor)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound
    password = values.pop("password", None)
    changes = difference(user, values)
    if password:
        user.password = make_password(str(password))
        changes["password"] = ["", ""]
    user.save()
    if roles is not None:
        before = sorted(user.roles.values_list("code", flat=True))
        user.roles.set(_roles(roles))
        changes["roles"] = [before, sorted(roles)]
    if not User.objects.filter(roles__code="administrator", is_active=True).exists():
        raise LastAdministrator
    record(
        actor=actor,
        action="staff.change_user",
        event=UserChanged(id=user.pk),
        label=user.name,
        changes=changes,
    )
    return user


@action
def change_password(*, actor: Actor, password: str) -> User:
    """Set the actor's own password; every older session ends. The edge has checked the old one."""
    user = User.objects.select_for_update().filter(pk=actor.id or 0).first()
    if user is None:
        raise NotFound
    user.password = make_password(password)
    user.save(update_fields=["password"])
    record(
        actor=actor,
        action="staff.change_password",
        event=UserChanged(id=user.pk),
        label=user.name,
        changes={"password": ["", ""]},
    )
    return user


@action
def change_company(*, actor: Actor, **values: object) -> None:
    """Change the company's settings: name, base currency. Raises NotAllowed."""
    access.require(actor, "setting", "change")
    changes = {}
    for name, value in values.items():
        before = setting(f"company.{name}", None)
        if before != value:
            save_setting(f"company.{name}", value)
            changes[name] = [before, value]
    record(actor=actor, action="staff.change_company", event=SettingsChanged(id=0), label="company", changes=changes)


@action
def save_team(*, actor: Actor, name: str, head_id: int | None = None, team_id: int | None = None) -> Team:
    """Make a team or change its name and head."""
    access.may_administer(actor)
    team = Team.objects.filter(pk=team_id).first() if team_id else Team()
    if team is None:
        raise NotFound
    changes = difference(team, {"name": name.strip(), "head_id": head_id})
    team.save()
    record(actor=actor, action="staff.save_team", event=TeamChanged(id=team.pk), label=team.name, changes=changes)
    return team


@action
def set_rights(*, actor: Actor, role: str, thing: str, scopes: Mapping[str, str]) -> None:
    """Set what a role may do with one kind of object: {operation: scope}; scope "" takes the right away.

    Operations that are not named stay. Raises NotFound, BadInput, LastAdministrator.
    """
    access.may_administer(actor)
    known = thing in THINGS and set(scopes) <= set(OPERATIONS)
    if not known or not set(scopes.values()) <= {"", "own", "team", "all"}:
        raise BadInput(fields={"scope": _("Choose none, own, team or all.")})
    if role == "administrator" and thing == "user" and set(scopes.values()) - {"all"}:
        raise LastAdministrator
    row = Role.objects.filter(code=role).first()
    if row is None:
        raise NotFound
    held = Right.objects.filter(role=row, thing=thing, operation__in=scopes)
    before = {right.operation: right.scope for right in held}
    held.delete()
    Right.objects.bulk_create(
        Right(role=row, thing=thing, operation=operation, scope=scope) for operation, scope in scopes.items() if scope
    )
    changes = {
        f"{thing}.{operation}": [before.get(operation, ""), scope]
        for operation, scope in scopes.items()
        if before.get(operation, "") != scope
    }
    record(actor=actor, action="staff.set_rights", event=RightsChanged(id=row.pk), label=row.code, changes=changes)


@action
def make_token(*, actor: Actor, name: str, days: int = TOKEN_DAYS) -> tuple[ApiToken, str]:
    """Give the actor's programs a key with the actor's rights; the secret is returned once and never again."""
    if actor.id is None:
        raise NotFound
    secret = "cl_" + secrets.token_urlsafe(32)
    at = clock.now()
    token = ApiToken.objects.create(
        user_id=actor.id,
        name=name.strip() or "API",
        prefix=secret[:10],
        digest=digest(secret),
        made_at=at,
        ends_at=at + timedelta(days=min(max(days, 1), 365)),
    )
    record(actor=actor, action="staff.make_token", event=TokenMade(id=token.pk), label=token.name)
    return token, secret


@action
def end_token(*, actor: Actor, token_id: int) -> None:
    """Take a key back; its next request is refused. Raises NotFound for a stranger's key."""
    tokens = ApiToken.objects.filter(pk=token_id, ended_at=None)
    if not actor.may("user", "change"):
        tokens = tokens.filter(user_id=actor.id or 0)
    token = tokens.first()
    if token is None:
        raise NotFound
    token.ended_at = clock.now()
    token.save(update_fields=["ended_at"])
    record(actor=actor, action="staff.end_token", event=TokenEnded(id=token.pk), label=token.name)


def digest(secret: str) -> str:
    """How a token's secret is kept: long and random, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
