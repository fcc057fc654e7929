"""Learn the rules now, without a worker: `manage learn_rules [owned|orders]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from crosslift.core.actor import the_system
from crosslift.core.jobs import run_now
from crosslift.offers import actions, queries


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which of the two; both without it."""
        parser.add_argument("basis", nargs="?", choices=queries.BASES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Learn, and say what was found."""
        for basis in [options["basis"]] if options["basis"] else queries.BASES:
            with transaction.atomic():
                version = actions.begin_learning(actor=the_system("cli", "learn_rules"), basis=basis)
            run_now("offers.learn", ruleset_id=version.pk)
            version.refresh_from_db()
            self.stdout.write(
                f"{basis} {version.number}: state={version.state} baskets={version.baskets} "
                f"possible={version.possible} kept={version.kept} why={version.why_nothing or '-'} "
                f"seconds={version.seconds:.2f} {version.said}".rstrip()
            )
