"""Publishing process files: a changed file becomes a new version; running instances keep theirs."""

import hashlib
from pathlib import Path

from django.conf import settings

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.flows.engine import EngineError, build
from crosslift.flows.errors import FileRefused, ProcessRefused
from crosslift.flows.events import ProcessesPublished
from crosslift.flows.guard import read
from crosslift.flows.hearing import forget
from crosslift.flows.lint import problems
from crosslift.flows.models import ProcessVersion
from crosslift.flows.outline import outline_of
from crosslift.staff.access import require


@action
def publish_files(*, actor: Actor, folder: Path | None = None) -> list[ProcessVersion]:
    """Publish every changed BPMN file of the folder (by default the company's processes).

    Returns the new versions. Raises NotAllowed, FileRefused, ProcessRefused; then nothing is published.
    """
    require(actor, "process", "change")
    made = []
    for path in sorted((folder or Path(settings.PROCESSES)).glob("*.bpmn")):
        version = _publish(path.read_bytes())
        if version is not None:
            made.append(version)
    _record(actor, made)
    return made


@action
def publish_xml(*, actor: Actor, xml: str | bytes) -> ProcessVersion | None:
    """Publish one file, None where it is the current version already. Raises as publish_files."""
    require(actor, "process", "change")
    version = _publish(xml.encode() if isinstance(xml, str) else xml)
    _record(actor, [version] if version else [])
    return version


def _record(actor: Actor, made: list[ProcessVersion]) -> None:
    forget()
    names = tuple(f"{version.key} {version.number}" for version in made)
    record(
        actor=actor,
        action="flows.publish_files",
        event=ProcessesPublished(id=made[-1].pk if made else 0, versions=names),
        label=", ".join(names),
        count=len(made),
    )


def _publish(raw: bytes) -> ProcessVersion | None:
    digest = hashlib.sha256(raw).hexdigest()
    if ProcessVersion.objects.filter(digest=digest, current=True).exists():
        return None
    root = read(raw)
    outline = outline_of(root)
    found = problems(outline)
    if found:
        told = "; ".join(f"{place}: {said}" for place, said in found[:5])
        raise ProcessRefused(fields=dict(found), name=outline.name, problems=told)
    try:
        spec = build(root, outline)
    except EngineError as error:
        raise FileRefused(FileRefused.sentence, fields={outline.key: str(error)}) from error
    before = ProcessVersion.objects.select_for_update().filter(key=outline.key).order_by("-number").first()
    ProcessVersion.objects.filter(key=outline.key, current=True).update(current=False)
    return ProcessVersion.objects.create(
        key=outline.key,
        number=before.number + 1 if before else 1,
        name=outline.name,
        xml=raw.decode(),
        digest=digest,
        spec=spec,
        starts_on=outline.starts_on,
        cancels_on=outline.cancels_on,
        made_at=clock.now(),
    )
