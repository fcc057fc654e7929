"""What every company starts with, installed through the actions; running it again changes nothing."""

from crosslift.catalog.actions import install_currencies
from crosslift.core.actor import the_system
from crosslift.flows.actions import publish_files
from crosslift.funnels.actions import install_default_funnel
from crosslift.staff.actions import install_roles


def install() -> None:
    """Roles with rights, currencies, the default funnel, the processes of `processes/`. Needs a transaction."""
    system = the_system("cli", "what a company starts with")
    install_roles(actor=system)
    install_currencies(actor=system)
    install_default_funnel(actor=system)
    publish_files(actor=system)
