"""Writes of offers: learning and muting rules, suggesting, answering, refusing, selling from whitespace."""

from crosslift.offers.actions.answering import answer_suggestion
from crosslift.offers.actions.following import finish_suggestion
from crosslift.offers.actions.learning import begin_learning, fail_learning, keep_rules
from crosslift.offers.actions.muting import mute_rule, unmute_rule
from crosslift.offers.actions.refusing import end_refusal, refuse_product
from crosslift.offers.actions.selling import add_to_deal, open_from_whitespace, take_back
from crosslift.offers.actions.settings import change_rule_settings
from crosslift.offers.actions.shuffling import begin_shuffle, finish_shuffle
from crosslift.offers.actions.suggesting import suggest_products, withdraw_suggestions

__all__ = [
    "add_to_deal",
    "answer_suggestion",
    "begin_learning",
    "begin_shuffle",
    "change_rule_settings",
    "end_refusal",
    "fail_learning",
    "finish_shuffle",
    "finish_suggestion",
    "keep_rules",
    "mute_rule",
    "open_from_whitespace",
    "refuse_product",
    "suggest_products",
    "take_back",
    "unmute_rule",
    "withdraw_suggestions",
]
