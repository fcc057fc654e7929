"""Where a database server listens, and what it says of itself in `postmaster.pid`."""

import hashlib
import hmac
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from launch.account import Account, give
from launch.lifeline import LINUX
from launch.words import Stop


@dataclass(frozen=True)
class Address:
    """A socket folder or a host name, and a port."""

    host: str
    port: int

    @property
    def is_socket(self) -> bool:
        """Whether the host is the folder of a Unix socket."""
        return self.host.startswith("/")

    def url(self, role: str, database: str, password: str | None = None) -> str:
        """The postgresql:// URL of `database` for `role`."""
        secret = f":{quote(password, safe='')}" if password else ""
        if self.is_socket:
            where = urlencode({"host": self.host, "port": self.port}, quote_via=quote, safe="")
            return f"postgresql://{role}{secret}@/{database}?{where}"
        return f"postgresql://{role}{secret}@{self.host}:{self.port}/{database}"

    def listens(self) -> bool:
        """Whether something accepts a connection there."""
        try:
            if self.is_socket and sys.platform != "win32":
                with socket.socket(socket.AF_UNIX) as client:
                    client.settimeout(3)
                    client.connect(f"{self.host}/.s.PGSQL.{self.port}")
            else:
                socket.create_connection((self.host, self.port), 3).close()
        except OSError:
            return False
        return True


@dataclass(frozen=True)
class Postmaster:
    """What a server wrote of itself into its data directory."""

    pid: int
    address: Address

    def is_server(self, data: Path) -> bool:
        """Whether that process can be the server of `data`: a killed server's id may be another's now."""
        if LINUX:
            try:
                return Path(f"/proc/{self.pid}/cwd").resolve(strict=True) == data.resolve()
            except FileNotFoundError:
                return False
            except PermissionError:
                return True  # another user's process: the server itself can tell
        if sys.platform == "win32":
            return True
        shown = subprocess.run(
            ["ps", "-o", "comm=", "-p", str(self.pid)], capture_output=True, text=True, check=False
        )
        return "postgres" in shown.stdout


def postmaster(data: Path) -> Postmaster | None:
    """The server that `data` names as running, or None; it may have died without a word."""
    try:
        lines = (data / "postmaster.pid").read_text(errors="replace").splitlines()
        pid, port, folder, host = int(lines[0]), int(lines[3]), lines[4], lines[5]
    except (OSError, IndexError, ValueError):
        return None
    return Postmaster(pid, Address(folder or host, port))


def private_socket_folder(data: Path, account: Account | None) -> Path:
    """A short folder for the socket that only the server's account may enter.

    A socket's path is limited to about 100 bytes and the data directory's is not, so it lies in the
    temporary folder. Raises Stop where somebody else has put something of that name there.
    """
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"crosslift-{mark}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        ours = {os.geteuid(), account.uid if account else os.geteuid()} if sys.platform != "win32" else {0}
        if folder.is_symlink() or not folder.is_dir() or found.st_uid not in ours:
            raise Stop(f"{folder} belongs to somebody else. Remove it, or set TMPDIR to another folder.") from None
    give(folder, account)
    return folder


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def role_password(secret: Path, role: str) -> str:
    """The password of `role`, derived from the secret kept in the file `secret`, made on first use."""
    if not secret.exists():
        secret.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(secret, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return hmac.new(secret.read_bytes(), role.encode(), hashlib.sha256).hexdigest()
