"""The parts of the look: numbers that SVG takes, fields with their errors, a gallery that the policy allows."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from crosslift.web.templatetags import parts

ROOT = Path(__file__).resolve().parents[2]
COTTON = ROOT / "src" / "crosslift" / "web" / "templates" / "cotton"


@pytest.mark.parametrize(
    ("value", "scale", "shown"),
    [(57.5, 100, "57.5%"), (23, 40, "57.5%"), (140, 100, "100%"), (-3, 100, "0%"), ("x", 100, "0%"), (5, 0, "0%")],
)
def test_share_is_what_svg_takes_in_any_language(value: object, scale: object, shown: str) -> None:
    with translation.override("ru"):
        assert parts.share(value, scale) == shown


def test_silence_turns_amber_and_red() -> None:
    assert [parts.silence_tone(share) for share in (74, 75, 100, 101)] == ["grey", "warn", "warn", "bad"]


def test_avatar_keeps_the_colour_of_a_name() -> None:
    assert parts.avatar_color("Vera Hill") == parts.avatar_color("Vera Hill")
    assert parts.avatar_color("anyone", 3) == " is-c3"
    assert parts.avatar_color("anyone", 9) == ""


class Line(forms.Form):
    """A form to show."""

    name = forms.CharField(label="Name")
    secret = forms.CharField(label="Secret", widget=forms.PasswordInput, required=False)


def test_a_wrong_field_is_red_and_described_by_its_error() -> None:
    form = Line({"name": "", "secret": "a"})
    form.is_valid()
    html = str(parts.styled(form["name"]))
    assert "is-invalid" in html
    assert 'aria-describedby="id_name_error"' in html
    assert "is-invalid" not in str(parts.styled(form["secret"]))
    assert parts.is_password(form["secret"])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_gallery_obeys_the_content_policy(language: str) -> None:
    with translation.override(language):
        html = render_to_string(
            "parts/gallery.html", {"nav": [{"key": "deals", "label": "Deals", "icon": "box", "url": "/deals"}]}
        )
    assert "<c-" not in html
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son\w+=", html)
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html)
    assert inline == []


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    known = set((ROOT / "frontend" / "icons.txt").read_text().split())
    named = {
        icon
        for template in COTTON.parent.rglob("*.html")
        for icon in re.findall(r'<c-icon name="([a-z0-9-]+)"|\bicon="([a-z0-9-]+)"', template.read_text())
        for icon in icon
        if icon
    }
    assert named
    assert named <= known, named - known
