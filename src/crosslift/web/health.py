"""`/healthz`: is all well?"""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, JsonResponse

QUIET = timedelta(seconds=45)


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when web, worker and database are well; 503 with the part that isn't. Public, and says nothing else."""
    parts = {"web": True, "database": False, "worker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %s::interval",
                [f"{QUIET.total_seconds()} s"],
            )
            parts["database"] = True
            parts["worker"] = cursor.fetchone()[0] > 0
    except Exception:  # noqa: BLE001 - whatever is wrong with the database, the answer is the same
        return JsonResponse(parts, status=503)
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)
