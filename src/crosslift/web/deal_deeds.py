"""What is done to a deal from its page or the board: won, lost, reopened, talked about, deleted."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from crosslift.core import clock
from crosslift.core.errors import Refusal
from crosslift.deals import actions, queries
from crosslift.deals.reasons import LOST, WON
from crosslift.orders import actions as orders
from crosslift.web.answers import done
from crosslift.web.form_answers import keep
from crosslift.web.listing import whole
from crosslift.web.person import actor_of, page


class CloseForm(forms.Form):
    """Why and when."""

    reason = forms.ChoiceField(label=_l("Why?"), required=False)
    note = forms.CharField(label=_l("In a few words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    at = forms.DateField(label=_l("When?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.BooleanField(label=_l("Look for the next sale even if the day has passed"), required=False)

    def __init__(self, reasons: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(reasons.items())  # type: ignore[attr-defined]

    def moment(self) -> datetime | None:
        """Now for today, else the noon of the day."""
        day: date = self.cleaned_data["at"]
        return None if day == clock.today() else timezone.make_aware(datetime.combine(day, time(12)))


def _posted(request: HttpRequest) -> Any:
    """What was sent, unless the dialog is only to be opened, as after a drop on the tray."""
    return request.POST if request.method == "POST" else None


@page("deal", "change")
def win(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why and when, then close as won."""
    deal = queries.deal_card(actor_of(request), pk).deal
    form = CloseForm(WON, _posted(request), initial={"at": clock.today()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with transaction.atomic(savepoint=True):
                actions.win_deal(
                    actor=actor_of(request),
                    deal_id=pk,
                    reason=values["reason"],
                    note=values["note"],
                    at=form.moment(),
                    historical=False if values["start"] else None,
                )
            return done(
                request, _("Won: %(deal)s") % {"deal": deal.title}, undo=f"/deals/{pk}/reopen", to=f"/deals/{pk}"
            )
        except Refusal as error:
            keep(form, error)
    context = {"form": form, "deal": deal, "post": f"/deals/{pk}/win", "won": True}
    return render(request, "deals/close.html", context, status=422 if form.errors else 200)


@page("deal", "change")
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then close as lost."""
    actor = actor_of(request)
    deal = queries.deal_card(actor, pk).deal
    form = CloseForm(LOST, _posted(request), initial={"at": clock.today()})
    if request.method == "POST" and form.is_valid():
        reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
        try:
            with transaction.atomic(savepoint=True):
                actions.lose_deal(actor=actor, deal_id=pk, reason=reason, note=note, at=form.moment())
            return done(request, _("Lost: %(deal)s") % {"deal": deal.title}, undo=f"/deals/{pk}/reopen")
        except Refusal as error:
            keep(form, error)
    context = {"form": form, "deal": deal, "post": f"/deals/{pk}/lose", "won": False}
    return render(request, "deals/close.html", context, status=422 if form.errors else 200)


@page("deal", "change")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closed deal back to work."""
    deal = actions.reopen_deal(actor=actor_of(request), deal_id=pk)
    return done(request, _("In work again: %(deal)s") % {"deal": deal.title})


@page("deal", "delete")
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a deal opened by mistake."""
    actions.delete_deal(actor=actor_of(request), deal_id=pk)
    return done(request, _("Deleted."), to="/deals")


@page("order", "add")
@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the order of a win that is history and so started no process."""
    made = orders.open_order_of_deal(actor=actor_of(request), deal_id=pk)
    return done(request, _("Order %(number)s is drafted.") % {"number": made.number})


@page("activity", "add")
@require_POST
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said."""
    actions.log_on_deal(
        actor=actor_of(request),
        deal_id=pk,
        kind=request.POST.get("kind", "note"),
        text=request.POST.get("text", ""),
        minutes=whole(request.POST.get("minutes"), 0) or None,
    )
    return done(request, _("Written down."))
