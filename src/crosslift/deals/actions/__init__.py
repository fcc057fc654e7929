"""Writes of deals, a file per verb."""

from crosslift.deals.actions.changing import change_deal, reassign_deal
from crosslift.deals.actions.closing import lose_deal, reopen_deal, win_deal
from crosslift.deals.actions.follow_up import open_follow_up
from crosslift.deals.actions.lines import add_line, change_line, remove_line, set_lines
from crosslift.deals.actions.moving import move_deal
from crosslift.deals.actions.opening import delete_deal, open_deal
from crosslift.deals.actions.touching import log_on_deal
from crosslift.deals.pricing import LineInput

__all__ = [
    "LineInput",
    "add_line",
    "change_deal",
    "change_line",
    "delete_deal",
    "log_on_deal",
    "lose_deal",
    "move_deal",
    "open_deal",
    "open_follow_up",
    "reassign_deal",
    "remove_line",
    "reopen_deal",
    "set_lines",
    "win_deal",
]
