"""Signing in and out, and a person's own profile."""

import zoneinfo
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from crosslift.core.errors import Refusal
from crosslift.staff import actions, queries, signin
from crosslift.staff.access import actor_for
from crosslift.web.frame import toast
from crosslift.web.person import actor_of, page, signed_in, start_session

LANGUAGES = (("en", "English"), ("ru", "Русский"))
THEMES = (("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))
SHORTEST = 10


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(label=_("E-mail"))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput(render_value=True))


def sign_in(request: HttpRequest) -> HttpResponse:
    """The first page of a stranger; afterwards, where they were going."""
    if signed_in(request):
        return HttpResponseRedirect("/")
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _signed_in(request, form)
        except Refusal as refusal:
            form.add_error("password", str(refusal))
            status = refusal.status
    elif request.method == "POST":
        status = 422
    company = queries.company_name()
    context = {"form": form, "company": company, "next": request.GET.get("next", ""), "languages": LANGUAGES}
    return render(request, "account/sign_in.html", context, status=status)


def _signed_in(request: HttpRequest, form: SignInForm) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR", "")
    user = signin.check(form.cleaned_data["email"], form.cleaned_data["password"], address)
    signin.note_sign_in(actor=actor_for(user, "web"), user=user)
    start_session(request, user)
    return HttpResponseRedirect(_inside(request.POST.get("next", "")))


def _inside(address: str) -> str:
    """Only an address of this site; anything else leads to Today."""
    parts = urlsplit(address)
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if safe else "/"


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """A stranger chooses the language of the sign-in page."""
    chosen = request.POST.get("language", "en")
    response = HttpResponseRedirect(_inside(request.POST.get("back", "/sign-in")))
    if chosen in dict(LANGUAGES):
        response.set_cookie("language", chosen, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return HttpResponseRedirect("/sign-in")


class ProfileForm(forms.Form):
    """What a person decides about themselves."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=_("Theme"), choices=THEMES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(z, z) for z in sorted(zoneinfo.available_timezones())]
    )
    single_keys = forms.BooleanField(label=_("Single letters work as keys"), required=False)


class PasswordForm(forms.Form):
    """The old password, and a new one."""

    old = forms.CharField(label=_("Password now"), widget=forms.PasswordInput)
    new = forms.CharField(
        label=_("New password"),
        min_length=SHORTEST,
        widget=forms.PasswordInput,
        help_text=_("At least 10 characters. A sentence you remember is best."),
    )


@page()
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, theme, keys, password and tokens of the person who is signed in."""
    user = queries.users(actor_of(request)).get(pk=actor_of(request).id or 0)
    values = {field: getattr(user, field) for field in ProfileForm.base_fields}
    form = ProfileForm(request.POST if request.POST.get("what") == "profile" else None, initial=values)
    password = PasswordForm(request.POST if request.POST.get("what") == "password" else None)
    if form.is_bound and form.is_valid():
        actions.change_user(actor=actor_of(request), user_id=user.pk, **form.cleaned_data)
        toast(request, str(_("Saved.")))
        return HttpResponseRedirect("/profile")
    if password.is_bound and password.is_valid():
        if check_password(password.cleaned_data["old"], user.password):
            changed = actions.change_password(actor=actor_of(request), password=password.cleaned_data["new"])
            start_session(request, changed)
            toast(request, str(_("Password changed. Your other sessions have ended.")))
            return HttpResponseRedirect("/profile")
        password.add_error("old", str(_("This is not your password now.")))
    context = {"form": form, "password": password, "tokens": queries.tokens(actor_of(request))}
    bad = form.is_bound or password.is_bound
    return render(request, "account/profile.html", context, status=422 if bad else 200)


@page()
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system, switched from anywhere."""
    chosen = request.POST.get("theme", "auto")
    if chosen in ("auto", "light", "dark"):
        actions.change_user(actor=actor_of(request), user_id=actor_of(request).id or 0, theme=chosen)
    return HttpResponse(status=204)


@page()
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Single letters as keys, switched on or off from the list of keys."""
    chosen = request.POST.get("single_keys") == "on"
    actions.change_user(actor=actor_of(request), user_id=actor_of(request).id or 0, single_keys=chosen)
    return HttpResponse(status=204)


@page()
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Make an API token and show its secret this once, or end one."""
    actor = actor_of(request)
    if ended := request.POST.get("end"):
        actions.end_token(actor=actor, token_id=int(ended) if ended.isdecimal() else 0)
        toast(request, str(_("The token no longer works.")))
        return HttpResponseRedirect("/profile")
    made, secret = actions.make_token(actor=actor, name=request.POST.get("name", ""))
    return render(request, "account/token.html", {"token": made, "secret": secret})


urls = [
    path("sign-in", sign_in, name="account.sign_in"),
    path("sign-out", sign_out, name="account.sign_out"),
    path("language", language, name="account.language"),
    path("profile", profile, name="account.profile"),
    path("profile/theme", theme, name="account.theme"),
    path("profile/keys", keys, name="account.keys"),
    path("profile/tokens", token, name="account.token"),
]
