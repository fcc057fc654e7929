"""Chromium for the browser tests: found, installed, or missed with a reason."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from launch.packages import tool_environment
from launch.places import Places
from launch.words import say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_ASK = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"


@dataclass(frozen=True)
class Browser:
    """The path of a Chromium, or why there is none."""

    path: str
    reason: str = ""

    def environment(self) -> dict[str, str]:
        """What the browser tests read: the path, or the reason to skip with."""
        if self.path:
            return {"CROSSLIFT_TEST_CHROMIUM": self.path}
        return {"CROSSLIFT_TEST_CHROMIUM_REASON": self.reason}


def ensure_browser(places: Places) -> Browser:
    """A Chromium that runs: of the system, of playwright, or installed now."""
    for path in (*_on_system(), _playwrights(places)):
        if path and _runs(path):
            return Browser(path)
    say("There is no Chromium here: installing one …")
    why = _install(places)
    for path in (*_on_system(), _playwrights(places)):
        if path and _runs(path):
            return Browser(path)
    return Browser("", f"no Chromium found, and installing one failed: {why}")


def _on_system() -> list[str]:
    found = [shutil.which(name) for name in _NAMES]
    return [path for path in found if path] + [path for path in _ELSEWHERE if Path(path).is_file()]


def _playwrights(places: Places) -> str:
    shown = subprocess.run([str(places.python), "-c", _ASK], capture_output=True, text=True, check=False)
    path = shown.stdout.strip()
    return path if shown.returncode == 0 and Path(path).is_file() else ""


def _runs(path: str) -> bool:
    try:
        shown = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return shown.returncode == 0


def _install(places: Places) -> str:
    if sys.platform.startswith("linux") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _words(["apt-get", "-q", "update"], quiet)
        said = _words(["apt-get", "-q", "install", "-y", "--no-install-recommends", "chromium"], quiet)
        if shutil.which("chromium"):
            return ""
    else:
        said = ""
    more = _words([str(places.python), "-m", "playwright", "install", "chromium"], tool_environment(places))
    return " ".join((said.strip() or more.strip()).splitlines()[-1:])[:200]


def _words(argv: list[str], env: dict[str, str]) -> str:
    return subprocess.run(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False).stdout  # fmt: skip
