"""Everything between a fresh clone and a database that is ready to serve."""

from collections.abc import Mapping
from pathlib import Path

from launch.database import Database
from launch.environment import manage, migrate, source_files
from launch.frontend import ensure_frontend
from launch.held import HeldFile
from launch.packages import ensure_packages
from launch.places import Places, Stamp


def install(places: Places, *, dev: bool = False, frontend: bool = True) -> None:
    """Fetch and build what is missing, one start at a time; raises Stop with clear words on failure."""
    with HeldFile(places.var / "setup.lock", "Another start is setting up; I wait for it …"):
        ensure_packages(places, dev=dev)
        if frontend:
            ensure_frontend(places)


def prepare(places: Places, env: Mapping[str, str], database: Database, *, demo: bool) -> None:
    """Bring tables, translations and what every company has up to date; with `demo` make sure of the demo company.

    In our own cluster each part is skipped where neither code nor cluster changed since it was last done.
    """
    prepared = _stamp(places, database, "prepared")
    if not (prepared and prepared.fresh()):
        translate(places, env)
        migrate(places, env)
        manage(places, env, "ensure_company", what="Roles, currencies, processes")
        if prepared:
            prepared.set()
    shown = _stamp(places, database, "demo")
    if demo and not (shown and shown.fresh()):
        manage(places, env, "ensure_demo", what="Demo company")
        if shown:
            shown.set()


def _stamp(places: Places, database: Database, name: str) -> Stamp | None:
    if database.cluster is None:
        return None
    made = (database.cluster.data / "PG_VERSION").stat().st_mtime_ns
    inputs = [*source_files(places.root / "src"), *source_files(places.root / "processes")]
    inputs = [file for file in inputs if file.suffix in (".py", ".po", ".bpmn")]
    inputs.append(places.root / "requirements" / "run.txt")
    return Stamp(places, name, inputs, str(made), folder=places.data)


def translate(places: Places, env: Mapping[str, str]) -> None:
    """Compile the translations where they changed."""
    sources = list((places.root / "src" / "crosslift").rglob("*.po"))
    compiled = all(source.with_suffix(".mo").exists() for source in sources)
    stamp = Stamp(places, "translations", sources)
    if not (compiled and stamp.fresh()):
        manage(places, env, "compile_translations", what="Translations")
        stamp.set()


def demo_sign_ins(data: Path) -> str:
    """What the demo company wrote about its sign-ins, or nothing."""
    file = data / "demo-accounts.txt"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""
