"""Merge the Russian fragments (one .po a room) and compile them for Django, with Babel."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


def merged(folder: Path, locale: str) -> Catalog:
    """All fragments as one catalogue. A message translated twice must be translated alike."""
    whole = Catalog(locale=locale)
    for fragment in sorted(folder.glob("*.po")):
        with fragment.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and message.string:
                    whole.add(message.id, message.string, context=message.context)
    return whole


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Write LC_MESSAGES/django.mo of each language."""
        for folder in (Path(path) for path in settings.LOCALE_PATHS if Path(path).is_dir()):
            for language in (path for path in folder.iterdir() if path.is_dir()):
                target = language / "LC_MESSAGES" / "django.mo"
                target.parent.mkdir(exist_ok=True)
                with target.open("wb") as file:
                    write_mo(file, merged(language, language.name))
