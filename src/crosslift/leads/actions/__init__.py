"""Writes of leads, a file per verb."""

from crosslift.leads.actions.converting import convert_lead, nurture_lead
from crosslift.leads.actions.moving import close_lead, move_lead, reopen_lead
from crosslift.leads.actions.registering import (
    add_product,
    assign_lead,
    change_lead,
    register_lead,
    remove_product,
)
from crosslift.leads.actions.touching import log_on_lead

__all__ = [
    "add_product",
    "assign_lead",
    "change_lead",
    "close_lead",
    "convert_lead",
    "log_on_lead",
    "move_lead",
    "nurture_lead",
    "register_lead",
    "remove_product",
    "reopen_lead",
]
