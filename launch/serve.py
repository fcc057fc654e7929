"""`start.py` without a command: set up, serve, watch, stop."""

import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from types import FrameType

from launch.cli_options import Options
from launch.database import Database, open_database
from launch.environment import application_environment, manage_command
from launch.instance import Instance
from launch.places import Places
from launch.ports import choose_port, is_free, shown_url
from launch.setup import demo_sign_ins, install, prepare
from launch.supervisor import Service, Supervisor
from launch.words import say


def serve(places: Places, options: Options) -> int:
    """Set up and serve until asked to stop; raises Stop with clear words where that can't be."""
    signal.signal(signal.SIGTERM, _interrupt)
    instance = Instance(places)
    instance.claim()
    database: Database | None = None
    try:
        port = choose_port(options.host, options.port)
        install(places)
        say("Database …")
        database = open_database(places)
        env = application_environment(places, database.environment(), options.host, port)
        prepare(places, env, database, demo=options.demo)
        port = _still_free(options, port, env)
        instance.note(url=shown_url(options.host, port))
        _supervise(places, options, env, database, instance)
    finally:
        if database is not None:
            database.leave()
        instance.leave()
    say("Stopped")
    return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _still_free(options: Options, port: int, env: dict[str, str]) -> int:
    if not is_free(options.host, port):  # setting up may have taken minutes
        port = choose_port(options.host, options.port)
        env["CROSSLIFT_PORT"] = str(port)
    return port


def _supervise(places: Places, options: Options, env: Mapping[str, str], database: Database,
               instance: Instance) -> None:  # fmt: skip
    services = services_of(places, options.host, env)
    supervisor = Supervisor(services, database.cluster, lambda children: instance.note(children=children))
    supervisor.listen()
    page = FirstPage(shown_url(options.host, int(env["CROSSLIFT_PORT"])))
    page.start()
    warm = Service("warming", manage_command(places, "warm"), env, places.logs / "warm.log")

    def tick() -> None:
        if page.seen.is_set() and not page.told:
            page.told = True
            _announce(places, page.url, demo=options.demo)
            warm.start()

    supervisor.run(tick)
    warm.ask()
    warm.sweep()


def services_of(places: Places, host: str, env: Mapping[str, str]) -> list[Service]:
    """The processes that make the product: web and worker."""
    pooled = {**env, "CROSSLIFT_POOL": "1"}
    workers = str(min(2, os.cpu_count() or 1))
    web = [
        str(places.python), "-m", "granian", "--interface", "asginl", "--no-ws", "--host", host,
        "--port", env["CROSSLIFT_PORT"], "--workers", workers, "--log-level", "warning",
        "--workers-kill-timeout", "5", "crosslift.site.asgi:application",
    ]  # fmt: skip
    return [
        Service("web", web, pooled, places.logs / "web.log"),
        Service("worker", manage_command(places, "run_worker"), pooled, places.logs / "worker.log"),
    ]


class FirstPage(threading.Thread):
    """Asks for the first page until it comes, and sets `seen`."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.told, self.seen = url, False, threading.Event()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def run(self) -> None:
        """Ask until the server gives anything but an error of its own."""
        while not self._answered():
            time.sleep(0.1)
        self.seen.set()

    def _answered(self) -> bool:
        try:
            self._opener.open(self.url, timeout=20).close()
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False
        return True


def _announce(places: Places, url: str, *, demo: bool) -> None:
    say("The first page is served")
    lines = ["", f"  Crosslift runs at {url}", ""]
    if demo and (known := demo_sign_ins(places.data)):
        lines += ["  Sign in to the demo company:", *(f"    {line}" for line in known.splitlines()), ""]
    print("\n".join([*lines, "  Ctrl+C stops it.", ""]), file=sys.stderr, flush=True)
