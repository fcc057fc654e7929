"""Build the demo company where the installation is empty, and write down its sign-ins."""

import locale
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from crosslift.core.actor import the_system
from crosslift.demo.build import build, sign_ins
from crosslift.staff.queries import users


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The language of the company's words; the system's by default."""
        parser.add_argument("--language", choices=("en", "ru"), default=_system_language())

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing happens where anybody works already."""
        if users(the_system("demo", "is it empty?")).exists():
            return
        build(options["language"])
        Path(settings.DATA).mkdir(parents=True, exist_ok=True)
        (Path(settings.DATA) / "demo-accounts.txt").write_text(sign_ins(options["language"]), encoding="utf-8")


def _system_language() -> str:
    asked = os.environ.get("CROSSLIFT_LANGUAGE") or locale.getlocale()[0] or ""
    return "ru" if asked.lower().startswith("ru") else "en"
