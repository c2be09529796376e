"""What calls take beside JSON objects of ours, for the framework and the OpenAPI description."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)
from litestar.params import FromPath

from ppir_desktop.hub.core import Hub
from ppir_desktop.protocol.hub_api import Refused

Given = NamedDependency[Hub]
"""The hub, which the application gives to each call."""

InPath = FromPath[str]
"""A part of the address."""

REFUSALS: dict[int, ResponseSpec] = {
    status: ResponseSpec(data_container=Refused, description=what, generate_examples=False)
    for status, what in (
        (400, "Something about the call is wrong"),
        (401, "No token, or one that does not hold"),
        (403, "Not allowed"),
        (404, "Not here, or not yours to have"),
        (409, "The log is not the one that the caller knows"),
        (410, "The round was ended"),
        (413, "Too large"),
        (429, "Too often"),
        (503, "The hub cannot serve just now"),
    )
}
"""Every refusal has one form."""


def _bytes_body(what: str) -> RequestBody:
    schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
    return RequestBody(
        content={"application/octet-stream": OpenAPIMediaType(schema=schema)},
        description=what,
        required=True,
    )


def _parcel() -> RequestBody:
    return _bytes_body("The parcel's routing header on one line, then its bytes")


def _blob() -> RequestBody:
    return _bytes_body("The encrypted document")


@dataclass
class ParcelOperation(Operation):
    """An operation that takes a parcel with its header."""

    request_body: Any = field(default_factory=_parcel)


@dataclass
class BlobOperation(Operation):
    """An operation that takes a document's encrypted bytes."""

    request_body: Any = field(default_factory=_blob)
