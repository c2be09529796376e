"""Running a hub: one process or several on one port, until it is told to stop."""

from __future__ import annotations

import errno
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import uvicorn
from litestar import Litestar
from uvicorn.supervisors import Multiprocess

from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.errors import EnvironmentFault
from ppir_desktop.common.logs import log_to_stream
from ppir_desktop.hub import settings as folder_settings
from ppir_desktop.hub.blobs import open_blobs
from ppir_desktop.hub.core import Hub
from ppir_desktop.hub.database import Database
from ppir_desktop.hub.patience import PatientProtocol, limit_tls
from ppir_desktop.hub.settings import Settings, settings_of
from ppir_desktop.hub.watching import SHARED_VARIABLE

_FOLDER: Final = "PPIR_HUB_FOLDER"
_BACKLOG: Final = 2048
_GRACE_SECONDS: Final = 30


def open_hub(settings: Settings) -> Hub:
    """A hub on what its settings name, its database brought up to date.

    Raises:
        EnvironmentFault: ``hub_database_…`` or ``hub_blobs_…`` for what cannot be reached;
            ``file_unreadable`` for a key.
        InputError: ``key_unreadable``.
    """
    database = Database(settings.database)
    database.migrate()
    return Hub(
        database,
        open_blobs(settings.blobs, settings.folder / folder_settings.INCOMING),
        key=folder_settings.receipt_key(settings.folder),
        secret=folder_settings.token_secret(settings.folder),
        clock=SystemClock(),
    )


def make_app() -> Litestar:
    """The application of one process; what it serves is in the environment."""
    from ppir_desktop.hub.app import create_app  # noqa: PLC0415 -- after the counts' folder is set

    log_to_stream(sys.stderr)
    limit_tls()
    return create_app(open_hub(settings_of(Path(os.environ[_FOLDER]))))


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int,
    plain: bool,
    tell: Callable[[str], None],
) -> None:
    """Serve until told to stop; requests under way are finished first.

    Args:
        settings: What to serve.
        host: Address to listen at.
        port: Port; 0 for any that is free.
        workers: Number of processes.
        plain: Without TLS, for a proxy on the same machine that has it.
        tell: Told the hub's address once it is known.

    Raises:
        EnvironmentFault: ``hub_port_taken`` or ``hub_host_unknown``, and what `open_hub` raises.
    """
    open_hub(settings).close()  # whatever is wrong shows now, not in a worker
    os.environ[_FOLDER] = str(settings.folder)
    os.environ[folder_settings.DATABASE_VARIABLE] = settings.database
    os.environ[folder_settings.BLOBS_VARIABLE] = settings.blobs
    _allow_many_connections()
    listening = _listen(host, port)
    with open_hub(settings) as hub:
        hub.blobs.sweep()
    scheme = "http" if plain else "https"
    shown = f"[{host}]" if ":" in host else host
    tell(f"{scheme}://{shown}:{listening.getsockname()[1]}")
    config = uvicorn.Config(
        "ppir_desktop.hub.serving:make_app",
        factory=True,
        workers=workers,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=None if plain else str(settings.folder / folder_settings.CERTIFICATE),
        ssl_keyfile=None if plain else str(settings.folder / folder_settings.CERTIFICATE_KEY),
    )
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listening])
        return
    # A worker starts as `python -c`, for which the current folder would come first.
    os.environ["PYTHONSAFEPATH"] = "1"
    with tempfile.TemporaryDirectory() as counts:
        os.environ[SHARED_VARIABLE] = counts
        Multiprocess(config, [listening]).run()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno in {errno.EADDRNOTAVAIL, socket.EAI_NONAME, socket.EAI_AGAIN}:
            raise EnvironmentFault("hub_host_unknown", host=host) from error
        said = os.strerror(error.errno or 0)  # its own text has the address in it
        raise EnvironmentFault("hub_port_taken", host=host, port=port, reason=said) from error
    # Connections take it over. Without it the second half of a short answer waits 40 ms for the
    # laptop's delayed acknowledgement; the event loop sees to it for sockets of its own alone.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.set_inheritable(True)
    return listening


def _allow_many_connections() -> None:
    """Take as many connections as the system lets this program have."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 -- not on every system

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
