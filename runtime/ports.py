"""Local ports: finding a free one, and saying who holds one that is taken."""

import errno
import socket
from contextlib import suppress

import psutil

LOOPBACK = "127.0.0.1"


class PortTaken(Exception):
    """A port that a server needs is held by somebody else; the message names the setting and the culprit."""


class HostUnknown(PortTaken):
    """No address of this machine to listen on; the message names the setting."""


def free_port() -> int:
    """A port of the loopback interface that nobody held a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(port: int, setting: str, host: str = LOOPBACK) -> None:
    """Raises PortTaken, naming who listens there, unless `port` can be bound; HostUnknown for a host that is
    no address of this machine."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As the servers do: a connection that is only lingering does not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise HostUnknown(f"TUNTAS_HTTP_HOST: {host}: {error.strerror}") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise HostUnknown(f"TUNTAS_HTTP_HOST: {host}: {error.strerror}") from None
            raise PortTaken(f"port {port} ({setting}): {error.strerror}; {_listener(port)}") from None


def _listener(port: int) -> str:
    with suppress(psutil.Error, PermissionError):
        for connection in psutil.net_connections("inet"):
            ours = (
                connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port
            )
            if ours and connection.pid:
                return (
                    f"held by process {connection.pid}: {' '.join(psutil.Process(connection.pid).cmdline())}"
                )
    return "whoever holds it belongs to another user"
