"""`Idempotency-Key`: a repeated POST gets the first answer again and does nothing twice.

The key is written in the transaction of the work itself, so a repeat that comes while the first is running waits for
it, and a first that failed leaves the key free. Kept for a day.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from crosslift.core import clock, repeats
from crosslift.staff.signin import user_of_token

KEPT = timedelta(hours=24)
LONGEST = 255


def once(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware round every POST of the API that carries a key."""

    def run(request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST" or not request.path.startswith("/api/"):
            return answer(request)
        user = user_of_token(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
        if user is None:
            return answer(request)
        if len(key) > LONGEST:
            return _refused(_("An Idempotency-Key has at most 255 characters."))
        return _first_or_same(request, user.pk, key, answer)

    return run


def _first_or_same(
    request: HttpRequest, user_id: int, key: str, answer: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    digest = hashlib.sha256(f"{request.path}?{request.GET.urlencode()}\n".encode() + request.body).hexdigest()
    with transaction.atomic():
        kept = repeats.claim(user_id, key, digest, since=clock.now() - KEPT)
        if kept is not None:
            if kept.digest != digest:
                return _refused(_("This Idempotency-Key came before with another request. Use a new key."))
            return HttpResponse(kept.body, status=kept.status, content_type="application/json")
        response = answer(request)
        if response.status_code < 400:
            repeats.keep(user_id, key, response.status_code, response.content)
        else:
            repeats.free(user_id, key)
        return response


def _refused(sentence: str) -> HttpResponse:
    body = {"code": "idempotency_key", "detail": sentence, "fields": {"Idempotency-Key": sentence}}
    return JsonResponse(body, status=422)
