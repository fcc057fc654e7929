"""Install what every company starts with: roles, currencies, the default funnel, the processes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from crosslift.site.company import install


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Install in one transaction."""
        with transaction.atomic():
            install()
