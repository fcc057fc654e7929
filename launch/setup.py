"""Everything between a fresh clone and a database that is ready to serve."""

from collections.abc import Mapping
from pathlib import Path

from launch.environment import manage, migrate
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


def prepare(places: Places, env: Mapping[str, str], *, demo: bool) -> None:
    """Bring tables and translations up to date and, where asked, make sure of the demo company."""
    migrate(places, env)
    translate(places, env)
    if demo:
        manage(places, env, "ensure_demo", what="Demo company")


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
