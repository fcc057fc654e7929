"""A body says nothing that nobody reads: unknown and read-only fields are refused, not passed over."""

from collections.abc import Iterator
from typing import Any, get_args

from ninja import Router, Schema


def forbid_unknown(router: Router) -> None:
    """Make every operation of the router refuse a field that its body's shape lacks, at any depth."""
    for path in router.path_operations.values():
        for operation in path.operations:
            for whole in (model for model in operation.models if model.__ninja_param_source__ == "body"):
                for field in whole.model_fields.values():
                    for shape in _shapes(field.annotation):
                        shape.model_config["extra"] = "forbid"
                        shape.model_rebuild(force=True)
                whole.model_rebuild(force=True)


def _shapes(annotation: Any) -> Iterator[type[Schema]]:
    """The shapes that an annotation names, the innermost first."""
    for part in get_args(annotation):
        yield from _shapes(part)
    if isinstance(annotation, type) and issubclass(annotation, Schema):
        for field in annotation.model_fields.values():
            yield from _shapes(field.annotation)
        yield annotation
