"""The first look at a BPMN file: what could harm is refused before anything reads it further."""

import re

from django.utils.translation import gettext_lazy as _
from lxml import etree

from crosslift.flows.errors import FileRefused

BYTES = 1_000_000
ELEMENTS = 5_000
DEPTH = 64
ATTRIBUTE = 2_000
TEXT = 20_000

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
EDGES = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:crosslift:bpmn"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"

_FLOW = (
    "startEvent", "endEvent", "userTask", "serviceTask", "scriptTask", "script", "exclusiveGateway",
    "parallelGateway", "subProcess", "sequenceFlow", "conditionExpression", "incoming", "outgoing",
)  # fmt: skip
_LOOP = ("multiInstanceLoopCharacteristics", "loopDataInputRef", "inputDataItem")
_EVENT = ("boundaryEvent", "intermediateCatchEvent", "timerEventDefinition", "timeDuration", "messageEventDefinition")
ELEMENT_NAMES: dict[str, frozenset[str]] = {
    BPMN: frozenset(("definitions", "message", "process", "documentation", *_FLOW, *_LOOP, *_EVENT)),
    DIAGRAM: frozenset(["BPMNDiagram", "BPMNPlane", "BPMNShape", "BPMNEdge", "BPMNLabel"]),
    BOUNDS: frozenset(["Bounds"]),
    EDGES: frozenset(["waypoint"]),
}
_ATTRIBUTE_SPACES = frozenset(["", OURS, _XSI])
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*?(?:encoding=[\"'](?P<encoding>[^\"']+)[\"'])?[^>]*\?>")


def read(xml: str | bytes) -> etree._Element:
    """The root of a harmless BPMN file. Raises FileRefused with the reason."""
    raw = xml.encode() if isinstance(xml, str) else xml
    _check_bytes(raw)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, recover=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise FileRefused(_("The file is not well-formed XML: line %(line)s."), line=error.lineno or 0) from error
    _check_tree(root)
    return root


def _check_bytes(raw: bytes) -> None:
    if len(raw) > BYTES:
        raise FileRefused(_("The file is larger than 1 MB."))
    declaration = _DECLARATION.match(raw.removeprefix(b"\xef\xbb\xbf"))
    encoding = (declaration["encoding"] or b"utf-8").lower() if declaration else b"utf-8"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused(_("The file must be in UTF-8.")) from error
    if encoding not in (b"utf-8", b"utf8", b"ascii", b"us-ascii") or b"\x00" in raw:
        raise FileRefused(_("The file must be in UTF-8."))
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise FileRefused(_("The file declares a DOCTYPE or entities. Save it without."))
    if raw.count(b"<?") > (1 if declaration else 0):
        raise FileRefused(_("The file holds processing instructions. Save it without."))
    if raw.count(b"<") > 3 * ELEMENTS:
        raise FileRefused(_("The file has more than 5,000 elements."))


def _check_tree(root: etree._Element) -> None:
    count = 0
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        count += 1
        if count > ELEMENTS:
            raise FileRefused(_("The file has more than 5,000 elements."))
        if depth > DEPTH:
            raise FileRefused(_("The file is nested deeper than 64."))
        _check_element(element)
        waiting.extend((child, depth + 1) for child in element)
    if root.tag != f"{{{BPMN}}}definitions":
        raise FileRefused(_("The file does not begin with BPMN definitions."))


def _check_element(element: etree._Element) -> None:
    if not isinstance(element.tag, str):
        raise FileRefused(_("The file holds something that is not an element."))
    name = etree.QName(element)
    if name.localname not in ELEMENT_NAMES.get(name.namespace or "", frozenset()):
        raise FileRefused(
            _("Line %(line)s: “%(name)s” is not among the elements that run here."),
            line=element.sourceline,
            name=f"{element.prefix}:{name.localname}" if element.prefix else name.localname,
        )
    if len(element.text or "") > TEXT:
        raise FileRefused(_("Line %(line)s: a text is too long."), line=element.sourceline)
    for attribute, value in element.attrib.items():
        space = etree.QName(attribute).namespace or ""
        if space not in _ATTRIBUTE_SPACES:
            raise FileRefused(
                _("Line %(line)s: the attribute “%(name)s” is not known here."),
                line=element.sourceline,
                name=str(attribute).replace("{", "").replace("}", " "),
            )
        if len(value) > ATTRIBUTE:
            raise FileRefused(_("Line %(line)s: an attribute is too long."), line=element.sourceline)
