"""What others may read of deals, narrowed to what the reader may see."""

from crosslift.deals.queries.board import (
    Board,
    Card,
    Column,
    Silence,
    board,
    card_of,
    chip_counts,
    customer_of,
    silence_of,
)
from crosslift.deals.queries.card import DealCard, StageTime, deal_card
from crosslift.deals.queries.filters import DealFilters, deals
from crosslift.deals.queries.funnel import FunnelPicture, Step, funnel_picture
from crosslift.deals.queries.listing import (
    SORTS,
    Silent,
    listed,
    open_by_account,
    search_deals,
    sums,
    visible_deals,
    without_next_step,
)
from crosslift.deals.queries.work import customer_key, in_work

__all__ = [
    "SORTS",
    "Board",
    "Card",
    "Column",
    "DealCard",
    "DealFilters",
    "FunnelPicture",
    "Silence",
    "Silent",
    "StageTime",
    "Step",
    "board",
    "card_of",
    "chip_counts",
    "customer_key",
    "customer_of",
    "deal_card",
    "deals",
    "funnel_picture",
    "in_work",
    "listed",
    "open_by_account",
    "search_deals",
    "silence_of",
    "sums",
    "visible_deals",
    "without_next_step",
]
