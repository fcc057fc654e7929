"""How long a process waits: ISO 8601 durations without months, so that they always mean the same."""

import re
from datetime import timedelta

_ISO = re.compile(r"^P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$")
LONGEST = timedelta(days=3660)


def duration(text: str) -> timedelta | None:
    """The duration, None where the text is not one, is empty or is longer than ten years."""
    match = _ISO.match(text)
    if match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    found = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return found if timedelta(0) < found <= LONGEST else None
