"""What a hub tells its administrator of its work: events and counts, never contents."""

from __future__ import annotations

import os
import time
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from ppir_desktop.common.logs import EventLogger

SHARED_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes of one hub keep their counts together; the library reads it."""

_LOG: Final = EventLogger(__name__)
_REQUESTS: Final = Counter("ppir_hub_requests", "Requests answered.", ["method", "route", "status"])
_SECONDS: Final = Histogram(
    "ppir_hub_request_seconds", "Time to the end of an answer.", ["method", "route"]
)


def metrics() -> bytes:
    """All counts, in the text format of Prometheus."""
    if not os.environ.get(SHARED_VARIABLE):
        return generate_latest()
    registry = CollectorRegistry()
    # The library has no type here.
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class Watch:
    """Middleware that counts and logs each request by its route, not by its address."""

    def __init__(self, app: ASGIApp) -> None:
        """Watch an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note how it went."""
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            if scope["type"] == ScopeType.HTTP:
                self._note(scope, status, time.perf_counter() - began)

    @staticmethod
    def _note(scope: Scope, status: int, seconds: float) -> None:
        route = str(scope.get("path_template") or "none")
        method = str(scope.get("method", ""))
        _REQUESTS.labels(method, route, status).inc()
        _SECONDS.labels(method, route).observe(seconds)
        _LOG.info(
            "request",
            method=method,
            route=route.strip("/").replace("/", ".").replace("{", "").replace("}", "") or "none",
            status=status,
            milliseconds=int(seconds * 1000),
        )
