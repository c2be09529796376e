"""The hub's HTTP application: it reads a call, has the hub do it, and writes the answer.

All that takes a database or a disk is done by threads, so that nobody waits for anybody else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any, Final

import msgspec
from anyio.to_thread import current_default_thread_limiter, run_sync
from litestar import Litestar, MediaType, Request, Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.params import QueryParameter

from ppir_desktop import __version__
from ppir_desktop.common.errors import PpirError, RefusedError
from ppir_desktop.common.identifiers import parse_digest, parse_identifier
from ppir_desktop.hub import blob_calls, mailbox, rounds, sessions
from ppir_desktop.hub.answers import answer, fail, refuse, refuse_call
from ppir_desktop.hub.core import Hub
from ppir_desktop.hub.credentials import bearer, former_receipt
from ppir_desktop.hub.describing import REFUSALS, Given, InPath, ParcelOperation
from ppir_desktop.hub.group_commit import GroupCommit
from ppir_desktop.hub.mailbox import Examined
from ppir_desktop.hub.watching import Watch, metrics
from ppir_desktop.protocol import limits
from ppir_desktop.protocol.hub_api import (
    ASSERTION_TYPE,
    INVITED_DECODER,
    REQUEST_DECODER,
    TOKEN_SECONDS,
    FeedPage,
    HubInfo,
    Taken,
    TokenAnswer,
    decoded,
    read_mark,
)

_PARCEL: Final = limits.PARCEL + limits.ROUTING_HEADER + 1
_SMALL: Final = limits.MIB
_THREADS: Final = 8
"""Threads that ask the database; more of them hinder each other more than they do."""

_After = Annotated[
    int, QueryParameter(ge=0, le=2**53 - 1, description="Number of the last one read")
]

_Mark = Annotated[
    str,
    QueryParameter(
        max_length=90, description="A place of the log that the caller knows: number:parcel"
    ),
]

Commits = NamedDependency[GroupCommit[Examined]]
"""What writes parcels into the log, which the application gives to calls that hand one in."""


class Health(msgspec.Struct, frozen=True):
    """Whether the hub can serve, and which version it is."""

    status: str
    version: str


@get("/healthz", summary="Whether the hub can serve", responses=REFUSALS)
async def healthz(hub: Given) -> Health:
    """Look at the database, since without it nothing can be served."""
    await run_sync(_touch, hub)
    return Health(status="ok", version=__version__)


@get("/metrics", summary="Counts for Prometheus", media_type=MediaType.TEXT)
async def counts() -> bytes:
    """How many requests of which kind, and how long they took."""
    return metrics()


@get("/hub", summary="The hub's clock and the key of its receipts")
async def info(hub: Given) -> HubInfo:
    """What a client needs to know before it can prove who it is."""
    return HubInfo(version=__version__, time=hub.now(), key=hub.key.der)


@get("/rounds/{round_id:str}", summary="The record that opened a round", responses=REFUSALS)
async def opening(hub: Given, round_id: InPath) -> Response[bytes]:
    """It is open: anybody may have it, and the authority's fingerprint tells if it is true."""
    return _bytes(await run_sync(rounds.opening, hub, parse_identifier(round_id)))


@put(
    "/rounds/{round_id:str}",
    summary="Open a round, or put a newer opening in its place",
    operation_class=ParcelOperation,
    request_max_body_size=_PARCEL,
    responses=REFUSALS,
)
async def open_round(
    hub: Given, request: Request[Any, Any, Any], round_id: InPath
) -> Response[bytes]:
    """Only for authorities that the administrator admitted."""
    body = await request.body()
    receipt = await run_sync(rounds.open_round, hub, parse_identifier(round_id), body)
    return answer(Taken(receipt=receipt))


@delete(
    "/rounds/{round_id:str}",
    summary="End a round and delete everything of it",
    status_code=204,
    responses=REFUSALS,
)
async def end_round(hub: Given, request: Request[Any, Any, Any], round_id: InPath) -> None:
    """Only for its authority."""
    await run_sync(rounds.delete_round, hub, parse_identifier(round_id), bearer(request))


@post(
    "/rounds/{round_id:str}/tokens",
    summary="A bearer token for whoever signed an assertion (RFC 7523)",
    request_max_body_size=_SMALL,
    responses=REFUSALS,
)
async def token(hub: Given, request: Request[Any, Any, Any], round_id: InPath) -> Response[bytes]:
    """The key must be one that the round's access records let in."""
    wanted = decoded(await request.body(), REQUEST_DECODER)
    if wanted.assertion_type != ASSERTION_TYPE:
        raise RefusedError("assertion_wrong")
    made = await run_sync(sessions.token_for, hub, parse_identifier(round_id), wanted.assertion)
    return answer(
        TokenAnswer(access_token=made, token_type="Bearer", expires_in=TOKEN_SECONDS)  # noqa: S106
    )


@put(
    "/rounds/{round_id:str}/invitations",
    summary="Tell which invitations were sent out",
    status_code=204,
    request_max_body_size=_SMALL,
    responses=REFUSALS,
)
async def invite(hub: Given, request: Request[Any, Any, Any], round_id: InPath) -> None:
    """Only for the office; the hub never learns their secrets."""
    where = parse_identifier(round_id), bearer(request)
    hub.holder(*where)
    invited = decoded(await request.body(), INVITED_DECODER).invitations
    await run_sync(mailbox.invite, hub, *where, invited)


@post(
    "/rounds/{round_id:str}/enrolments/{invitation:str}",
    summary="Ask to be let in",
    operation_class=ParcelOperation,
    request_max_body_size=_SMALL,
    status_code=200,
    responses=REFUSALS,
)
async def enrol(
    hub: Given, request: Request[Any, Any, Any], round_id: InPath, invitation: InPath
) -> Response[bytes]:
    """Without a token: nobody knows this key yet."""
    where = parse_identifier(round_id), parse_identifier(invitation)
    body, former = await request.body(), former_receipt(request)
    receipt = await run_sync(partial(mailbox.enrol, hub, *where, body, former=former))
    return answer(Taken(receipt=receipt))


@get(
    "/rounds/{round_id:str}/feed",
    summary="Parcels for the caller, in the order in which they were taken",
    responses=REFUSALS,
)
async def feed(
    hub: Given,
    request: Request[Any, Any, Any],
    round_id: InPath,
    after: _After = 0,
    mark: _Mark = "",
) -> FeedPage:
    """A page; there are more when it says so."""
    known = read_mark(mark) if mark else None
    where = parse_identifier(round_id), bearer(request)
    return await run_sync(mailbox.feed, hub, *where, after, known)


@get(
    "/rounds/{round_id:str}/parcels/{name:str}",
    summary="A parcel, for its author and recipients",
    responses=REFUSALS,
)
async def parcel(
    hub: Given, request: Request[Any, Any, Any], round_id: InPath, name: InPath
) -> Response[bytes]:
    """Its bytes."""
    where = parse_identifier(round_id), bearer(request), parse_digest(name)
    return _bytes(await run_sync(mailbox.parcel, hub, *where))


@put(
    "/rounds/{round_id:str}/parcels/{name:str}",
    summary="Hand a parcel in; doing so again changes nothing",
    operation_class=ParcelOperation,
    request_max_body_size=_PARCEL,
    responses=REFUSALS,
)
async def put_parcel(
    hub: Given, commits: Commits, request: Request[Any, Any, Any], round_id: InPath, name: InPath
) -> Response[bytes]:
    """By its author, or an officer; the answer is the receipt."""
    where = parse_identifier(round_id), bearer(request), parse_digest(name)
    former = former_receipt(request)
    hub.holder(*where[:2])  # what nobody may hand in is not even heard
    body = await request.body()
    found = await run_sync(partial(mailbox.examine, hub, *where, body, former=former))
    return answer(Taken(receipt=await commits.run(found.header.round, found)))


def create_app(hub: Hub) -> Litestar:
    """The application, with its API described under ``/schema/openapi.json``."""

    @asynccontextmanager
    async def at_work(_app: Litestar) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _THREADS
        try:
            yield
        finally:
            hub.close()

    async def provide() -> Hub:
        return hub

    taking = GroupCommit(hub.database, partial(mailbox.take, hub))

    async def provide_commits() -> GroupCommit[Examined]:
        return taking

    calls = [
        healthz, counts, info, opening, open_round, end_round, token, invite, enrol, feed, parcel,
        put_parcel, *blob_calls.CALLS,
    ]  # fmt: skip
    return Litestar(
        [Router("/v1", route_handlers=calls)],
        dependencies={"hub": provide, "commits": provide_commits},
        exception_handlers={PpirError: refuse, HTTPException: refuse_call, Exception: fail},
        lifespan=[at_work],
        logging_config=None,
        middleware=[Watch],
        openapi_config=OpenAPIConfig(title="PPIR hub", version=__version__),
    )


def _bytes(content: bytes) -> Response[bytes]:
    return Response(content, media_type="application/octet-stream")


def _touch(hub: Hub) -> None:
    with hub.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
