"""What happens to people and rights."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfUser(Event):
    subject: ClassVar[str] = "user"


@dataclass(frozen=True, kw_only=True)
class UserInvited(_OfUser):
    """Somebody may sign in from now on."""


@dataclass(frozen=True, kw_only=True)
class UserChanged(_OfUser):
    """Name, team, roles, language, theme or password of a user changed."""


@dataclass(frozen=True, kw_only=True)
class SignedIn(_OfUser):
    """A person signed in."""


@dataclass(frozen=True, kw_only=True)
class RightsChanged(Event):
    """A cell of the rights table changed; `id` is the role's."""

    subject: ClassVar[str] = "role"


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event):
    """A team was made or changed."""

    subject: ClassVar[str] = "team"


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    """A program got a key."""

    subject: ClassVar[str] = "token"


@dataclass(frozen=True, kw_only=True)
class TokenEnded(Event):
    """A program's key was taken back."""

    subject: ClassVar[str] = "token"


@dataclass(frozen=True, kw_only=True)
class SettingsChanged(Event):
    """The company's settings changed."""

    subject: ClassVar[str] = "setting"
