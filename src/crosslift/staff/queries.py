"""What others may read about people."""

from django.db.models import QuerySet

from crosslift.core.actions import setting
from crosslift.core.actor import Actor, Source
from crosslift.staff import access
from crosslift.staff.models import ApiToken, Right, Role, Team, User
from crosslift.staff.presets import ROLES


def users(actor: Actor) -> QuerySet[User]:
    """Everybody who works or worked here, by name."""
    return access.visible_users(actor).select_related("team").order_by("name")


def sellers(actor: Actor) -> QuerySet[User]:
    """The active people whom the actor may make owner of a sale: themselves, their team, or all."""
    rows = users(actor).filter(is_active=True)
    scope = actor.scope("deal", "change")
    if scope == "all":
        return rows
    return rows.filter(pk__in=actor.team if scope == "team" else [actor.id or 0])


def actor_of(user_id: int, source: Source) -> Actor:
    """The person as an actor. Raises User.DoesNotExist for an unknown id."""
    return access.actor_for(access.with_rights(User.objects.all()).get(pk=user_id), source)


def session_user(user_id: int) -> User | None:
    """The active user behind a session, with team and rights."""
    return access.with_rights(User.objects.select_related("team")).filter(pk=user_id, is_active=True).first()


def role_names(actor: Actor, language: str) -> list[str]:
    """The actor's roles as people call them, from the presets where they still are."""
    known = {code: ru if language == "ru" else en for code, en, ru in ROLES}
    return [known.get(code, code) for code in sorted(actor.roles)]


def company_name() -> str:
    """What the company calls itself; "Crosslift" until somebody says."""
    return str(setting("company.name", "Crosslift"))


def teams() -> QuerySet[Team]:
    """All teams with their heads, by name."""
    return Team.objects.select_related("head").order_by("name")


def roles() -> QuerySet[Role]:
    """All roles, in their order."""
    return Role.objects.order_by("rank", "pk")


def rights() -> dict[tuple[str, str, str], str]:
    """The whole rights table: {(role code, thing, operation): scope}."""
    return {
        (right.role.code, right.thing, right.operation): right.scope for right in Right.objects.select_related("role")
    }


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own living tokens, newest first."""
    return ApiToken.objects.filter(user_id=actor.id or 0, ended_at=None).order_by("-made_at")
