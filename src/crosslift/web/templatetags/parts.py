"""Template filters of the parts: numbers for SVG, initials, fields with the look's classes."""

from decimal import Decimal, InvalidOperation

from django import template
from django.forms import BoundField, CheckboxInput, PasswordInput, RadioSelect, Select, SelectMultiple
from django.utils.safestring import SafeString

register = template.Library()

AVATAR_COLORS = 5


def _number(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


@register.filter
def share(value: object, scale: object = 100) -> str:
    """Say ``value`` as a share of ``scale``, between 0 and 100, as SVG wants it: ``57.5%``."""
    full = _number(scale)
    part = _number(value) * 100 / full if full > 0 else Decimal(0)
    return f"{min(max(part, Decimal(0)), Decimal(100)):.2f}".rstrip("0").rstrip(".") + "%"


@register.filter
def whole(value: object) -> str:
    """Round ``value`` to a whole number without separators, as ARIA attributes want it."""
    return f"{_number(value):.0f}"


@register.filter
def over(value: object, limit: object) -> bool:
    """Tell whether ``value`` is more than ``limit``; what is no number counts as nought."""
    return _number(value) > _number(limit)


@register.filter
def silence_tone(share: object) -> str:
    """Name the fill of a silence bar by its share of what is allowed: warn from 75, bad over 100."""
    number = _number(share)
    if number > 100:
        return "bad"
    return "warn" if number >= 75 else "grey"


@register.filter
def words(value: object) -> list[str]:
    """Split ``value`` at spaces."""
    return str(value or "").split()


@register.filter
def avatar_color(name: object, color: object = "") -> str:
    """Give the class of an avatar's colour: the one asked for, or one that always belongs to ``name``."""
    text = str(color) if color not in (None, "") else str(sum(str(name or "").encode()) % AVATAR_COLORS)
    return f" is-c{text}" if text in {"1", "2", "3", "4"} else ""


@register.filter
def is_check(field: BoundField) -> bool:
    """Tell whether a form field is a single check box, which stands before its words."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_password(field: BoundField) -> bool:
    """Tell whether a form field holds a password, which may be shown."""
    return isinstance(field.field.widget, PasswordInput)


@register.filter
def styled(field: BoundField) -> SafeString:
    """Render a form field with the classes of the look, red and described by its error where it has one."""
    widget = field.field.widget
    css = "form-control"
    if isinstance(widget, CheckboxInput | RadioSelect):
        css = "form-check-input"
    elif isinstance(widget, Select | SelectMultiple):
        css = "form-select"
    attrs: dict[str, str | bool] = {
        "class": f"{widget.attrs.get('class', '')} {css}{' is-invalid' if field.errors else ''}".strip()
    }
    if field.errors:
        attrs["aria-describedby"] = f"{field.id_for_label}_error"
    return field.as_widget(attrs=attrs)
