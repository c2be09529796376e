"""The hub's HTTP application."""

from __future__ import annotations

import msgspec
from litestar import Litestar, Router, get
from litestar.openapi import OpenAPIConfig

from ppir_desktop import __version__


class Health(msgspec.Struct, frozen=True):
    """Whether the hub can serve, and which version it is."""

    status: str
    version: str


@get("/healthz", summary="Whether the hub can serve")
async def healthz() -> Health:
    """Answer that the hub is up."""
    return Health(status="ok", version=__version__)


def create_app() -> Litestar:
    """The application, with its API described under ``/schema/openapi.json``."""
    return Litestar(
        [Router("/v1", route_handlers=[healthz])],
        openapi_config=OpenAPIConfig(title="PPIR hub", version=__version__),
    )
