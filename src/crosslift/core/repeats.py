"""First answers to requests that may be repeated: claimed, kept, freed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from crosslift.core import clock
from crosslift.core.models import KeptAnswer


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer given before, and the digest of the request that it answered."""

    digest: str
    status: int
    body: bytes


def claim(actor_id: int, key: str, digest: str, *, since: datetime) -> Kept | None:
    """Claim the key in the present transaction, or return what was answered. Waits for a claimer still at work."""
    KeptAnswer.objects.filter(actor_id=actor_id, key=key, at__lt=since).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_keptanswer (actor_id, key, digest, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [actor_id, key, digest, clock.now()],
        )
        if cursor.rowcount == 1:
            return None
    row = KeptAnswer.objects.get(actor_id=actor_id, key=key)
    return Kept(row.digest, row.status or 200, bytes(row.body or b""))


def keep(actor_id: int, key: str, status: int, body: bytes) -> None:
    """Keep the answer under the claimed key."""
    KeptAnswer.objects.filter(actor_id=actor_id, key=key).update(status=status, body=body)


def free(actor_id: int, key: str) -> None:
    """Give the key back: the request did nothing."""
    KeptAnswer.objects.filter(actor_id=actor_id, key=key).delete()
