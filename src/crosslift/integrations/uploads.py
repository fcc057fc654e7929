"""Files that a browser or a program sends: kept under the data directory, archives unpacked with care."""

import re
import secrets
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from crosslift.integrations.errors import BadFile, SuspiciousArchive, TooLarge, UnknownKind
from crosslift.integrations.preparing import described
from crosslift.integrations.reading import LARGEST, TEXT, check_archive

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KNOWN = (*TEXT, ".xlsx", ".parquet")
MOST_FILES = 30
PIECE = 1 << 20


def keep(sent: Iterable["UploadedFile[Any]"]) -> list[dict[str, Any]]:
    """Write the files into a folder of their own and describe them. A .zip gives the files in it.

    Raises UnknownKind, TooLarge, SuspiciousArchive, BadFile; then nothing is kept.
    """
    folder = Path(settings.MEDIA_ROOT) / "imports" / secrets.token_hex(12)
    folder.mkdir(parents=True)
    try:
        kept: list[Path] = []
        for file in sent:
            kept += _keep_one(file, folder)
        if not kept:
            raise BadFile
        return [described(path) for path in kept]
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _keep_one(file: "UploadedFile[Any]", folder: Path) -> list[Path]:
    name = safe_name(file.name or "")
    if (file.size or 0) > LARGEST:
        raise TooLarge(file=name, most=f"{LARGEST // 2**20} MB")
    path = folder / name
    with path.open("xb") as target:
        for piece in file.chunks(PIECE):
            target.write(piece)
    if path.suffix.lower() == ".zip":
        return _unpacked(path, folder)
    if path.suffix.lower() not in KNOWN:
        raise UnknownKind(file=name)
    return [path]


def safe_name(name: str) -> str:
    """The last part of a path, without signs that a file system or a header could misread."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r"[^\w.() \-]", "_", last).strip(". ")[:120]
    if not plain:
        raise UnknownKind(file="?")
    return plain


def _unpacked(path: Path, folder: Path) -> list[Path]:
    """The readable files of an archive, each no larger than its entry says."""
    check_archive(path)
    kept: list[Path] = []
    with zipfile.ZipFile(path) as archive:
        wanted = [
            one for one in archive.infolist() if Path(one.filename).suffix.lower() in KNOWN and not one.is_dir()
        ]
        if len(wanted) > MOST_FILES:
            raise SuspiciousArchive
        for entry in wanted:
            target = folder / safe_name(entry.filename)
            with archive.open(entry) as packed, target.open("xb") as out:
                _copy(packed, out, entry.file_size)
            kept.append(target)
    path.unlink()
    return kept


def _copy(packed: Any, out: Any, size: int) -> None:
    left = size
    while piece := packed.read(min(PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise SuspiciousArchive
        out.write(piece)
