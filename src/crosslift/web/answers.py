"""What a page answers after a deed: say it, with Undo, and show the page anew."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from crosslift.web.frame import toast


def done(request: HttpRequest, text: str, *, note: str = "", undo: str = "", to: str = "") -> HttpResponse:
    """Say on the next page what happened; htmx reloads where it is (or goes `to`), a form goes back or `to`."""
    toast(request, text, note=note, undo=undo)
    if request.headers.get("HX-Request"):
        headers = {"HX-Redirect": to} if to else {"HX-Refresh": "true"}
        return HttpResponse(status=204, headers=headers)
    return HttpResponseRedirect(to or request.headers.get("Referer", "/"))


def said(response: HttpResponse, text: str, *, note: str = "", undo: str = "") -> HttpResponse:
    """The same answer, with a toast that shows at once."""
    words = {"toast": {"text": text, "note": note, "undo_url": undo}}
    response.headers["HX-Trigger"] = json.dumps(words)
    return response
