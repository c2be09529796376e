"""The calls about documents: streamed both ways, in parts where that is asked for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from litestar import Request, Response, get, head, put
from litestar.response import Stream

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, parse_digest, parse_identifier
from ppir_desktop.common.verified_files import VerifiedWriter
from ppir_desktop.hub import documents
from ppir_desktop.hub.core import Hub
from ppir_desktop.hub.credentials import bearer
from ppir_desktop.hub.describing import REFUSALS, BlobOperation, Given, InPath
from ppir_desktop.protocol import limits

_ADDRESS: Final = "/rounds/{round_id:str}/blobs/{digest:str}"
_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})", re.ASCII)
_GATHERED: Final = limits.MIB
_CARRYING: Final = CapacityLimiter(32)
"""Threads that carry documents: a disk or an object store may keep them waiting."""

_PATIENCE_SECONDS: Final = 60
"""How long a sender may be silent in the middle of a document."""


@head(_ADDRESS, summary="Whether a document is here, and its size", responses=REFUSALS)
async def look(
    hub: Given, request: Request[Any, Any, Any], round_id: InPath, digest: InPath
) -> Response[None]:
    """For whoever the round let in."""
    where = parse_identifier(round_id), bearer(request), parse_digest(digest)
    size = await run_sync(documents.size_of, hub, *where)
    return Response(None, headers={"Content-Length": str(size), "Accept-Ranges": "bytes"})


@get(_ADDRESS, summary="A document, or a part of it (Range)", responses=REFUSALS)
async def fetch(
    hub: Given, request: Request[Any, Any, Any], round_id: InPath, digest: InPath
) -> Stream:
    """For whoever the round let in; it can be read with the dossier's key alone."""
    name, where = parse_digest(digest), parse_identifier(round_id)
    size = await run_sync(documents.size_of, hub, where, bearer(request), name)
    start, end, status = _part(request.headers.get("Range", ""), size)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(end - start),
        "ETag": f'"{name}"',
    }
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Stream(
        _stream(hub, where, name, start, end),
        status_code=status,
        headers=headers,
        media_type="application/octet-stream",
    )


@put(
    _ADDRESS,
    summary="Hand a document in; it counts once its bytes match its name",
    operation_class=BlobOperation,
    request_max_body_size=limits.BLOB,
    status_code=204,
    responses=REFUSALS,
)
async def send(
    hub: Given, request: Request[Any, Any, Any], round_id: InPath, digest: InPath
) -> None:
    """From the office or a chair."""
    name, where = parse_digest(digest), parse_identifier(round_id)
    writer = await run_sync(documents.begin, hub, where, bearer(request), name)
    if writer is None:
        return
    try:
        await _receive(request, writer)
        await run_sync(documents.finish, hub, where, name, writer, limiter=_CARRYING)
    except BaseException:
        writer.drop()
        raise


CALLS: Final = (look, fetch, send)


async def _receive(request: Request[Any, Any, Any], writer: VerifiedWriter) -> None:
    """Write what arrives, a MiB at a time."""
    gathered = bytearray()
    stream = request.stream()
    while True:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            piece = await anext(stream, None)
        if piece is not None:
            gathered += piece
        if gathered and (piece is None or len(gathered) >= _GATHERED):
            await run_sync(writer.write, bytes(gathered), limiter=_CARRYING)
            gathered.clear()
        if piece is None:
            return


async def _stream(
    hub: Hub, round_id: Identifier, digest: Digest, start: int, end: int
) -> AsyncIterator[bytes]:
    pieces = hub.blobs.read(round_id, digest, start, end)
    while (piece := await run_sync(partial(next, pieces, None), limiter=_CARRYING)) is not None:
        yield piece


def _part(asked: str, size: int) -> tuple[int, int, int]:
    """Which bytes are asked for (RFC 9110, section 14.2), and the status that goes with it.

    Raises:
        InputError: ``range_wrong`` for a part that the document does not have.
    """
    match = _RANGE.fullmatch(asked)
    if match is None:
        return 0, size, 200
    start = int(match[1])
    end = min(int(match[2]) + 1, size) if match[2] else size
    if start >= end:
        raise InputError("range_wrong", size=size)
    return start, end, 206
