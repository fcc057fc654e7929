"""The processes of a fault run, each started again when it ended, as the product's supervisor does."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from proofs import _nursery


@dataclass
class Player:
    """One place in the cast: what runs there now, and until when it is frozen."""

    name: str
    role: Callable[..., Any]
    arguments: tuple[Any, ...]
    process: Any = None
    frozen_until: float = 0.0
    starts: int = 0

    @property
    def alive(self) -> bool:
        """Whether its process runs, frozen or not."""
        return self.process is not None and self.process.is_alive()


@dataclass
class Cast:
    """All players. The environment must be complete before the first one starts."""

    log: str
    players: list[Player] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["proofs._nursery"])

    def add(self, name: str, role: Callable[..., Any], *arguments: Any) -> None:
        """Give a role to a further player."""
        self.players.append(Player(name, role, arguments))

    def tend(self) -> None:
        """Start who is not there, thaw whose time has come."""
        for player in self.players:
            if not player.alive:
                player.process = self._context.Process(
                    target=_nursery.play, args=(self.log, player.role, *player.arguments), daemon=True
                )
                player.process.start()
                player.starts, player.frozen_until = player.starts + 1, 0.0
            elif player.frozen_until and time.monotonic() >= player.frozen_until:
                self.thaw(player)

    def thaw(self, player: Player) -> None:
        """Let a frozen player go on."""
        os.kill(player.process.pid, signal.SIGCONT)
        player.frozen_until = 0.0

    def kill(self, player: Player) -> bool:
        """End a player with SIGKILL; True where it lived and that was its end."""
        if not player.alive:
            return False
        player.process.kill()
        player.process.join(10)
        return bool(player.process.exitcode == -signal.SIGKILL)

    def freeze(self, player: Player, seconds: float) -> bool:
        """Stop a player for a while; True where it lived and was not frozen already."""
        if not player.alive or player.frozen_until:
            return False
        os.kill(player.process.pid, signal.SIGSTOP)
        player.frozen_until = time.monotonic() + seconds
        return True

    def leave(self) -> None:
        """End everybody."""
        for player in self.players:
            self.kill(player)
