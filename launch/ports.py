"""Which address the web server takes."""

import socket
import sys

from launch.words import Stop, say

USUAL = 8000
TRIES = 50


def choose_port(host: str, wanted: int | None) -> int:
    """The port for the web server on `host`: `wanted`, or the first free one from 8000 on.

    Raises Stop with status 2 where the port asked for is taken or `host` isn't ours.
    """
    if wanted is not None:
        if not is_free(host, wanted):
            raise Stop(f"Port {wanted} on {host} is taken by another program. Choose another, or leave "
                       "--port out: I then take the next free one.", code=2)  # fmt: skip
        return wanted
    for port in range(USUAL, USUAL + TRIES):
        if is_free(host, port):
            if port != USUAL:
                say(f"Port {USUAL} is taken by another program; I take {port}")
            return port
    raise Stop(f"Ports {USUAL} to {USUAL + TRIES - 1} on {host} are all taken. Choose one with --port.", code=2)


def is_free(host: str, port: int) -> bool:
    """Whether we may listen there; raises Stop where `host` is no address of this machine or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError:
            raise Stop(f"I may not listen on port {port}: ports below 1024 need root.", code=2) from None
        except (socket.gaierror, OverflowError):
            raise Stop(f"{host}:{port} is not an address of this machine.", code=2) from None
        except OSError as error:
            if error.errno in (99, 49, 10049):  # cannot assign the address: Linux, macOS, Windows
                raise Stop(f"{host} is not an address of this machine.", code=2) from None
            return False
    return True


def shown_url(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}/"
