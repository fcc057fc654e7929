"""The looks of values, for templates: crosslift.web.show as filters."""

from django import template

from crosslift.web import show

register = template.Library()
for name in (
    "money",
    "number",
    "percent",
    "day",
    "moment",
    "clock_time",
    "long_day",
    "days_ago",
    "late",
    "initials",
    "named",
    "get",
    "span",
):
    register.filter(name, getattr(show, name))
