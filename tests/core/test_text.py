"""Names are compared as people mean them."""

from crosslift.core.text import initials, sort_key, squash


def test_squash_joins_what_is_one_name() -> None:
    assert squash("GTX Pro") == squash("GTXPro") == squash("gtx-pro")
    assert squash("Ёлка") == squash("елка")
    assert squash("GTX Pro") != squash("GTX Plus Pro")


def test_sort_key_puts_yo_beside_ye() -> None:
    assert sorted(["Ель", "Жук", "Ёж"], key=sort_key) == ["Ёж", "Ель", "Жук"]


def test_initials() -> None:
    assert (initials("Versie Hillebrand"), initials("Оля"), initials("")) == ("VH", "ОЛ", "?")
