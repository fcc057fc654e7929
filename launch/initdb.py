"""How a new cluster is made, so that Russian text works whatever the system's language is."""

import locale

_LETTERS = ("C.UTF-8", "en_US.UTF-8", "ru_RU.UTF-8", "UTF-8", ".UTF8")


def init_arguments(major: int, password_file: str | None) -> list[str]:
    """The options of `initdb` for a server of version `major`.

    `password_file` holds the bootstrap role's password and asks for scram; without one, everybody who can
    open the private socket is trusted.
    """
    letters = character_type()
    words = ["-U", "crosslift", "--encoding=UTF8", "--no-instructions"]
    if major >= 17:
        words += [
            "--locale=C",
            f"--lc-ctype={letters}",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
    else:
        words += [f"--locale={letters}"]
    if password_file:
        words += ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    else:
        words += ["--auth=trust"]
    if major >= 16:
        words += ["-c", "timezone=UTC", "-c", "log_timezone=UTC"]
    return words


def character_type() -> str:
    """A locale by which the C library knows Cyrillic letters: trigrams and full text still ask it."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in _LETTERS:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"
