"""The parts of the interface in every state, for those who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from crosslift.web.person import page


@page("setting", "change")
def parts(request: HttpRequest) -> HttpResponse:
    """The gallery."""
    return render(request, "parts/gallery.html")


urls = [path("parts", parts, name="parts.parts")]
