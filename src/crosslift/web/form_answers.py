"""A refusal of an action, put where it belongs on a form."""

from django import forms

from crosslift.core.errors import Refusal


def keep(form: forms.Form, error: Refusal) -> None:
    """Set each field's reason at the field, and the rest above the form; what was typed stays."""
    left = [why for field, why in error.fields.items() if field not in form.fields]
    for field, why in error.fields.items():
        if field in form.fields:
            form.add_error(field, str(why))
    if not error.fields:
        form.add_error(None, str(error))
    for why in left:
        form.add_error(None, str(why))
