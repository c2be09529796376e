"""Writes the bill of materials of a build (CycloneDX 1.6, JSON), held against its schema."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from inventory import Part
from packageurl import PackageURL

_SPACE: Final = uuid.UUID("5bb9fd9e-8f2c-5f5a-9c0e-6f3d5c1f7a51")
"""Ours alone: the numbers of our bills are made in it."""


class BillError(Exception):
    """A bill that does not keep to its schema; a mistake of ours or of the library."""


def write(file: Path, own: Part, parts: Sequence[Part], when: datetime) -> None:
    """Write the bill to a file; the same build always gives the same bytes.

    Raises:
        BillError: It does not keep to the schema.
    """
    bill = Bom(components=[_component(part, str(at)) for at, part in enumerate(parts)])
    bill.metadata.component = _component(own, "own", ComponentType.APPLICATION)
    bill.metadata.timestamp = when
    bill.serial_number = uuid.uuid5(_SPACE, f"{own.version} {when.isoformat()}")
    bill.register_dependency(bill.metadata.component, bill.components)
    text = JsonV1Dot6(bill).output_as_string(indent=2)
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise BillError(str(fault))
    file.write_text(text + "\n", encoding="utf-8")


def _component(
    part: Part, reference: str, kind: ComponentType = ComponentType.LIBRARY
) -> Component:
    """One entry, with what lies inside it as entries of its own."""
    licences = [LicenseFactory().make_from_string(part.licence)] if part.licence else []
    return Component(
        name=part.name,
        version=part.version or None,
        type=kind,
        bom_ref=reference,
        licenses=licences,
        purl=PackageURL.from_string(part.purl) if part.purl else None,
        components=[_component(one, f"{reference}.{at}") for at, one in enumerate(part.inside)],
    )
