"""What a text file is: its encoding and what parts its columns, found from the bytes alone."""

import csv
import io
import re
from collections import Counter

from crosslift.integrations.errors import BrokenEncoding, NotText

DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MIXED = re.compile(r"[a-zA-Z][\u0400-\u04ff]|[\u0400-\u04ff][a-zA-Z]")
_CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")
_SAMPLE = 200


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 or UTF-16 by its mark, UTF-8, else the Windows code pages.

    Raises NotText for binary data, BrokenEncoding (with the line) where bytes fit no encoding.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding.removesuffix("-sig")
    if b"\x00" in data[: 1 << 16]:
        raise NotText
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _by_code_page(data, error)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BrokenEncoding(line=_line_of(data, error.start))


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _by_code_page(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """Mostly valid UTF-8 with a few bad bytes is broken UTF-8, not another encoding."""
    lenient = data.decode("utf-8", errors="replace")
    valid = sum(1 for letter in lenient if ord(letter) > 127 and letter != "\ufffd")
    if valid > lenient.count("\ufffd"):
        raise BrokenEncoding(line=_line_of(data, error.start))
    try:
        russian = data.decode("cp1251")
    except UnicodeDecodeError:
        russian = ""
    if russian and _CYRILLIC.search(russian) and len(_MIXED.findall(russian)) * 4 < len(_CYRILLIC.findall(russian)):
        return russian, "cp1251"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        raise BrokenEncoding(line=_line_of(data, error.start))


def delimiter_of(text: str) -> str:
    """The sign that cuts most lines into the same number of columns; a comma where nothing does."""
    sample = "".join(text.splitlines(keepends=True)[:_SAMPLE])
    best, score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row)
        except csv.Error:  # a cell beyond all measure; reading says where
            continue
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        if width > 1:
            mark = (times / sum(widths.values()), width)
            if mark > score:
                best, score = delimiter, mark
    return best
