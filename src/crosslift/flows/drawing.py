"""A process file as the reader sees it: the same drawing with names in their language."""

from django.utils.translation import pgettext
from lxml import etree

from crosslift.flows.guard import BPMN, read


def translated(xml: str) -> str:
    """The file with every name that we know put into the present language."""
    root = read(xml)
    for element in root.iter(f"{{{BPMN}}}*"):
        name = element.get("name")
        if name and etree.QName(element).localname not in ("message", "inputDataItem"):
            element.set("name", named(name))
    return etree.tostring(root, encoding="unicode")


def named(name: str) -> str:
    """A name from a process file in the present language; one that we do not know stays as it was drawn."""
    return pgettext("process", name) if name else ""
