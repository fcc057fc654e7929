"""Proposed products: what whoever has one product may be offered."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from crosslift.catalog import access
from crosslift.catalog.errors import AlreadyLinked
from crosslift.catalog.events import LinksChanged, ProductsLinked, ProductsUnlinked
from crosslift.catalog.models import Product, ProductLink
from crosslift.catalog.queries import LinkWarning, warnings_of
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotFound
from crosslift.staff.access import fetch

KINDS = ProductLink.KINDS


@action
def link_products(
    *, actor: Actor, source_id: int, target_id: int, kind: str, cross: bool = False, note: str = ""
) -> tuple[ProductLink, list[LinkWarning]]:
    """Propose `target` to whoever has `source`; returns the link and what is odd about it (a loop, a retired target).

    Raises NotFound, NotAllowed, AlreadyLinked, and BadInput for an unknown kind or a product proposed to itself.
    """
    source = _product(actor, source_id)
    target = access.visible_products(actor).filter(pk=target_id).first()
    if target is None:
        raise BadInput(fields={"target": _("Choose a product of the catalogue.")})
    if target.pk == source.pk:
        raise BadInput(fields={"target": _("A product can't be proposed to itself. Choose another.")})
    _check_kind(kind)
    if ProductLink.objects.filter(source=source, target=target).exists():
        raise AlreadyLinked(target=target.name)
    link = ProductLink.objects.create(source=source, target=target, kind=kind, cross=cross, note=note.strip()[:300])
    record(
        actor=actor,
        action="catalog.link_products",
        event=ProductsLinked(id=source.pk, target_id=target.pk),
        label=source.name,
        changes={"target": ["", target.name], "kind": ["", kind], "cross": [None, cross]},
    )
    return link, warnings_of([link])


@action
def change_link(
    *,
    actor: Actor,
    link_id: int,
    kind: str | None = None,
    cross: bool | None = None,
    note: str | None = None,
) -> tuple[ProductLink, list[LinkWarning]]:
    """Change kind, Cross flag or note of a proposed product. Raises NotFound, NotAllowed, BadInput."""
    link = _links(actor, [link_id])[0]
    changes = _apply(link, kind, cross, note)
    link.save()
    _record_change(actor, link.source, {link.target.name: changes} if changes else {}, 1)
    return link, warnings_of([link])


@action
def change_links(
    *,
    actor: Actor,
    source_id: int,
    link_ids: Collection[int],
    kind: str | None = None,
    cross: bool | None = None,
) -> list[LinkWarning]:
    """Change kind or Cross flag of many proposed products of one product at once: all of them or none.

    Raises NotFound when one of them is not there or not of this product, NotAllowed, BadInput.
    """
    source = _product(actor, source_id)
    links = _links(actor, link_ids)
    if any(link.source_id != source.pk for link in links):
        raise NotFound
    changed = {link.target.name: difference_ for link in links if (difference_ := _apply(link, kind, cross, None))}
    ProductLink.objects.bulk_update(links, ["kind", "cross"])
    _record_change(actor, source, changed, len(links))
    return warnings_of(links)


@action
def unlink_products(*, actor: Actor, link_ids: Collection[int]) -> None:
    """Stop proposing; the links must be of one product. Raises NotFound, NotAllowed."""
    links = _links(actor, link_ids)
    if len({link.source_id for link in links}) != 1:
        raise NotFound
    source = links[0].source
    names = [link.target.name for link in links]
    ProductLink.objects.filter(pk__in=[link.pk for link in links]).delete()
    record(
        actor=actor,
        action="catalog.unlink_products",
        event=ProductsUnlinked(id=source.pk),
        label=source.name,
        changes={"target": [", ".join(names), ""]},
        count=len(links),
    )


def _product(actor: Actor, product_id: int) -> Product:
    return fetch(access.visible_products(actor), access.changeable_products(actor), product_id, lock=True)


def _links(actor: Actor, link_ids: Collection[int]) -> list[ProductLink]:
    if not access.visible_products(actor).exists():
        raise NotFound
    access.check_can_change(actor)
    rows = ProductLink.objects.select_related("source", "target").select_for_update(of=("self",))
    found: Sequence[ProductLink] = list(rows.filter(pk__in=link_ids).order_by("pk"))
    if not found or len(found) != len(set(link_ids)):
        raise NotFound
    return list(found)


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise BadInput(fields={"kind": _("Choose additional, related, alternative or premium.")})


def _apply(link: ProductLink, kind: str | None, cross: bool | None, note: str | None) -> dict[str, list[object]]:
    if kind is not None:
        _check_kind(kind)
    asked = {"kind": kind, "cross": cross, "note": None if note is None else note.strip()[:300]}
    return difference(link, {field: value for field, value in asked.items() if value is not None})


def _record_change(actor: Actor, source: Product, changed: dict[str, dict[str, list[object]]], count: int) -> None:
    facts = {f"{name}.{field}": pair for name, fields in changed.items() for field, pair in fields.items()}
    record(
        actor=actor,
        action="catalog.change_links",
        event=LinksChanged(id=source.pk),
        label=source.name,
        changes=facts,
        count=count,
    )
