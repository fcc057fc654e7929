"""Words as people write them and keys as machines compare them."""

import unicodedata


def sort_key(name: str) -> str:
    """A key by which "Ёж" stands after "Ель" and capitals make no difference."""
    return name.casefold().replace("ё", "е")


def squash(name: str) -> str:
    """Letters and digits alone, without case and accents: "GTX Pro" and "GTXPro" are then one."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ё", "е").replace("й", "\u0438"))
    return "".join(letter for letter in plain if letter.isalnum())


def initials(name: str) -> str:
    """Up to two initials for an avatar."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])).upper()
