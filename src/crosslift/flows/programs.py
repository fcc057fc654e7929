"""Programs of process versions, read once a worker: a version never changes."""

from functools import lru_cache

from crosslift.flows.engine import Program, load
from crosslift.flows.models import ProcessVersion


@lru_cache(maxsize=64)
def program_of(version_id: int) -> Program:
    """The program of a version. Raises ProcessVersion.DoesNotExist."""
    return load(ProcessVersion.objects.values_list("spec", flat=True).get(pk=version_id))
