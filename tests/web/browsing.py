"""A browser without a screen, signed in."""

from django.contrib.auth import SESSION_KEY
from django.test import Client

from crosslift.staff.models import User
from crosslift.web.person import PASSWORD_KEY


def signed_in(user: User) -> Client:
    """A client with the person's session."""
    client = Client()
    session = client.session
    session[SESSION_KEY] = str(user.pk)
    session[PASSWORD_KEY] = user.password[-12:]
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return client
