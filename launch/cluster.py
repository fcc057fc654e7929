"""One embedded PostgreSQL cluster: made, started or joined, watched, stopped."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from launch import lifeline
from launch.account import give, run_as, server_account
from launch.address import Address, free_port, postmaster, private_socket_folder, role_password
from launch.binaries import major_version, program, reachable, reachable_data
from launch.initdb import init_arguments
from launch.places import WINDOWS
from launch.words import Stop, tail

EVERYDAY = {"shared_buffers": "256MB", "max_wal_size": "2GB", "work_mem": "16MB", "random_page_cost": "1.1"}
# Safe against every kill of a process, as commits still reach the kernel; not against a power cut.
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "2GB"}
PATIENCE = 60.0
_ANOTHER_IS_THERE = ("lock file", "pre-existing shared memory", "Address already in use")


class Cluster:
    """A cluster in `data`, run by the programs in `bindir` with server settings `options`.

    Access is by a private socket; with `tcp` (always on Windows) by a password on 127.0.0.1.
    As root the server runs as an unprivileged account, and `data` moves where that one can reach it.
    """

    def __init__(
        self, data: Path, bindir: Path, options: Mapping[str, str] = EVERYDAY, *, tcp: bool = WINDOWS
    ) -> None:
        self.account = server_account()
        self.secret = data.parent / f"{data.name}-password"
        self.data = reachable_data(data.absolute(), self.account)
        self.bindir = reachable(bindir, self.account)
        self.options, self.tcp = dict(options), tcp
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """The server's log, beside its data."""
        return self.data.parent / f"{self.data.name}.log"

    @property
    def _stays(self) -> Path:
        return self.data.parent / f"{self.data.name}.stays"

    def address(self) -> Address:
        """Where the running server listens; raises Stop where none runs."""
        found = postmaster(self.data)
        if found is None:
            raise Stop(f"No database server runs on {self.data}.")
        return found.address

    def url(self, role: str, database: str) -> str:
        """The address of `database` for `role`, as a postgresql:// URL."""
        return self.address().url(role, database, role_password(self.secret, role) if self.tcp else None)

    def pid(self) -> int | None:
        """The process id of the running server."""
        found = postmaster(self.data)
        return found.pid if found else None

    def answers(self) -> bool:
        """Whether a server listens on this data directory and takes connections."""
        found = postmaster(self.data)
        if found is None or not found.address.listens():
            return False
        place = [f"-h{found.address.host}", f"-p{found.address.port}"]
        return self._tool("pg_isready", "-q", "-t", "3", "-Ucrosslift", "-dpostgres", *place).returncode == 0

    def lives(self) -> bool:
        """A cheap sign of life: our process runs or, with a server that we joined, its address accepts."""
        if self.process is not None and self.process.poll() is None:
            return True
        found = postmaster(self.data)
        return found is not None and found.address.listens()

    def init(self) -> None:
        """Make the data directory where there is none; raises Stop with the reason where that fails."""
        major = major_version(self.bindir, self.account)
        if (self.data / "PG_VERSION").is_file():
            made_by = int((self.data / "PG_VERSION").read_text())
            if made_by != major:
                raise Stop(
                    f"{self.data} was made by PostgreSQL {made_by}, and the programs are {major}. Move it "
                    f"with pg_upgrade, or set CROSSLIFT_POSTGRES_BIN to programs of version {made_by}."
                )
            return
        give(self.data, self.account)
        with tempfile.TemporaryDirectory(prefix="crosslift-") as private:
            words = init_arguments(major, self._password_file(Path(private)) if self.tcp else None)
            result = self._tool("initdb", "-D", str(self.data), *words)
        if result.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise Stop("The database could not be made:\n" + tail(result.stdout))

    def start(self, *, detached: bool = False) -> bool:
        """Start the server, or join the one that runs; True where it was started here.

        The server dies with this process, unless `detached`. Raises Stop where it does not come up.
        """
        self.init()
        until = time.monotonic() + PATIENCE
        while not self.answers():
            self._forget_stale_pid()
            self._launch(detached=detached)
            self._stays.touch() if detached else self._stays.unlink(missing_ok=True)
            if self._came_up(until):
                return True
            said = self.log.read_text(errors="replace") if self.log.exists() else ""
            self.process = None
            if time.monotonic() > until or not any(sign in tail(said) for sign in _ANOTHER_IS_THERE):
                raise Stop(f"The database did not start; its log is {self.log}:\n" + tail(said))
            time.sleep(0.1)  # a server just killed is still letting go, or another start is ahead of ours
        return False

    def leave(self) -> None:
        """Stop the server, unless it was started to stay (`detached`)."""
        if not self._stays.exists():
            self.stop()

    def stop(self) -> None:
        """Stop the server, whoever started it, within a minute; an unwilling one is killed without loss."""
        pid = self.pid()
        folder = Path(self.address().host) if pid is not None and not self.tcp else None
        for how in (signal.SIGINT, signal.SIGTERM if WINDOWS else signal.SIGQUIT):
            if pid is None or not self._signal(pid, how):
                break
            if self._gone(pid, 30):
                break
        self.process = None
        self._stays.unlink(missing_ok=True)
        if folder is not None and not any(folder.glob(".s.*")):
            shutil.rmtree(folder, ignore_errors=True)

    def _password_file(self, private: Path) -> str:
        give(private, self.account)
        file = private / "password"
        file.write_text(role_password(self.secret, "crosslift"))
        if self.account:
            os.chown(file, self.account.uid, self.account.gid)
        return str(file)

    def _signal(self, pid: int, how: signal.Signals) -> bool:
        if WINDOWS:
            mode = "fast" if how == signal.SIGINT else "immediate"
            return self._tool("pg_ctl", "-D", str(self.data), "-m", mode, "stop").returncode == 0
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return False
        return True

    def _gone(self, pid: int, patience: float) -> bool:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.process is not None and self.process.pid == pid:
                if self.process.poll() is not None:
                    return True
            elif self.pid() != pid:
                return True
            time.sleep(0.02)
        return False

    def _launch(self, *, detached: bool) -> None:
        argv = [str(program(self.bindir, "postgres")), "-D", str(self.data), *self._settings()]
        account = self.account.pair() if self.account else None
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                lifeline.command(argv, stop=signal.SIGINT, account=account, hold=not detached),
                stdin=subprocess.PIPE if not lifeline.LINUX and not detached else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/" if not WINDOWS else None,
                env=_server_environment(),
                start_new_session=True,
            )

    def _settings(self) -> list[str]:
        if self.tcp:
            where = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(free_port())}
        else:
            folder = private_socket_folder(self.data, self.account)
            where = {"listen_addresses": "", "unix_socket_directories": f'"{folder}"', "port": "5432"}
        return [part for name, value in {**self.options, **where}.items() for part in ("-c", f"{name}={value}")]

    def _came_up(self, until: float) -> bool:
        while self.process is not None and self.process.poll() is None:
            if self.answers():
                return True
            if time.monotonic() > until:
                self.process.kill()
                return False
            time.sleep(0.03)
        return False

    def _forget_stale_pid(self) -> None:
        found = postmaster(self.data)
        if found is not None and not found.is_server(self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _tool(self, name: str, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        return run_as(self.account, [str(program(self.bindir, name)), *arguments], _server_environment(), stdin)


def _server_environment() -> dict[str, str]:
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    return {**keep, "LC_ALL": "C", "TZ": "UTC"}
