"""The people of every test. Celia administers; Dustin leads Central with Versie and Moses; Anna sells in East."""

from dataclasses import dataclass

from crosslift.core.actor import Actor, Source, the_system
from crosslift.site.company import install
from crosslift.staff import actions, queries
from crosslift.staff.models import User


@dataclass(frozen=True)
class Company:
    """The people, by what they are. `act(user)` gives an actor with rights read now."""

    celia: User  # administrator
    dustin: User  # head of Central
    versie: User  # seller in Central
    moses: User  # seller in Central
    anna: User  # seller in East
    nadia: User  # analyst, no team
    pavel: User  # product manager, no team

    def act(self, user: User, source: Source = "web") -> Actor:
        """The person as an actor."""
        return queries.actor_of(user.pk, source)


def build_company() -> Company:
    """Everything a company starts with, and its people, through the actions. Needs an open transaction."""
    system = the_system("demo", "tests")
    install()
    central = actions.save_team(actor=system, name="Central")
    east = actions.save_team(actor=system, name="East")

    def invite(name: str, role: str, team_id: int | None = None) -> User:
        email = f"{name.split()[0].lower()}@example.com"
        return actions.invite_user(
            actor=system, email=email, name=name, roles=[role], team_id=team_id, password="correct horse"
        )

    people = Company(
        celia=invite("Celia Rouche", "administrator"),
        dustin=invite("Dustin Brinkmann", "head", central.pk),
        versie=invite("Versie Hillebrand", "seller", central.pk),
        moses=invite("Moses Frase", "seller", central.pk),
        anna=invite("Anna Snelling", "seller", east.pk),
        nadia=invite("Natalya Ivanova", "analyst"),
        pavel=invite("Pavel Orlov", "product_manager"),
    )
    actions.save_team(actor=system, team_id=central.pk, name="Central", head_id=people.dustin.pk)
    return people
