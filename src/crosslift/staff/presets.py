"""The roles a new company starts with and what each may do. Written to the rights table once; then it is theirs.

Letters: o own, t team, a all, - none; in the order view, add, change, delete.
"""

from django.utils.translation import gettext_lazy as _

from crosslift.core.actor import Scope

OPERATIONS = ("view", "add", "change", "delete")
THINGS = {
    "account": _("Customers"),
    "contact": _("Contacts"),
    "product": _("Products"),
    "deal": _("Deals"),
    "lead": _("Leads"),
    "order": _("Orders"),
    "task": _("Tasks"),
    "activity": _("Notes and calls"),
    "offer": _("Offers"),
    "rule": _("Rules"),
    "process": _("Processes"),
    "import": _("Imports"),
    "user": _("People and rights"),
    "setting": _("Settings"),
    "audit": _("Audit"),
}
ROLES: tuple[tuple[str, str, str], ...] = (
    ("seller", "Sales manager", "Менеджер по продажам"),
    ("client_manager", "Client manager", "Клиентский менеджер"),
    ("head", "Head of sales", "Руководитель отдела продаж"),
    ("product_manager", "Product manager", "Продакт-менеджер"),
    ("marketer", "Marketer", "Маркетолог"),
    ("analyst", "Analyst", "Аналитик"),
    ("administrator", "Administrator", "Администратор"),
)
_TABLE: dict[str, dict[str, str]] = {
    "seller": {
        "account": "oao-", "contact": "oao-", "product": "a---", "deal": "oao-", "lead": "oao-", "order": "oao-",
        "task": "oaoo", "activity": "oaoo", "offer": "o-o-", "rule": "a---", "process": "o---",
    },
    "client_manager": {
        "account": "oao-", "contact": "oao-", "product": "a---", "deal": "oao-", "lead": "oao-", "order": "oao-",
        "task": "oaoo", "activity": "oaoo", "offer": "o-o-", "rule": "a---", "process": "o---",
    },
    "head": {
        "account": "tatt", "contact": "tatt", "product": "a---", "deal": "tatt", "lead": "tatt", "order": "tatt",
        "task": "tatt", "activity": "tatt", "offer": "t-t-", "rule": "a-a-", "process": "t-t-", "import": "oao-",
    },
    "product_manager": {
        "account": "a---", "contact": "a---", "product": "aaaa", "deal": "a---", "lead": "a---", "order": "a---",
        "task": "oaoo", "activity": "aaoo", "offer": "a---", "rule": "a-a-", "process": "a---",
    },
    "marketer": {
        "account": "a---", "contact": "a---", "product": "a---", "deal": "a---", "lead": "aaa-",
        "task": "oaoo", "activity": "aaoo", "offer": "a---", "rule": "a---",
    },
    "analyst": {
        "account": "a---", "contact": "a---", "product": "a---", "deal": "a---", "lead": "a---", "order": "a---",
        "task": "oaoo", "activity": "a---", "offer": "a---", "rule": "aaa-", "process": "a---",
    },
    "administrator": dict.fromkeys(THINGS, "aaaa"),
}  # fmt: skip
_LETTER: dict[str, Scope] = {"o": "own", "t": "team", "a": "all"}


def preset_rights(role: str) -> dict[tuple[str, str], Scope]:
    """{(thing, operation): scope} of a preset role; operations without a right are absent."""
    return {
        (thing, operation): _LETTER[letter]
        for thing, letters in _TABLE[role].items()
        for operation, letter in zip(OPERATIONS, letters, strict=True)
        if letter in _LETTER
    }
