"""The technical sub-fields: what an application is filed under and what an expert knows."""

from __future__ import annotations

import tomllib

import msgspec

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.problems import Problem
from ppir_desktop.domain.words import Words


class SubField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sub-field: its code, the group it belongs to, and its name."""

    id: str
    group: str
    title: Words


class SubFieldGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of sub-fields."""

    id: str
    title: Words


class SubFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All sub-fields, in the order of their list.

    Attributes:
        verified: False while the names are examples.
        group: The groups.
        sub_field: The sub-fields.
    """

    group: tuple[SubFieldGroup, ...]
    sub_field: tuple[SubField, ...]
    verified: bool = False

    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of the list."""
        return tuple(field.id for field in self.sub_field)


def read_sub_fields(content: bytes, file: str = "") -> SubFields:
    """Read the list of sub-fields from TOML.

    Raises:
        InputError: ``sub_fields_invalid``, when it cannot be read, a code stands twice, or a
            sub-field belongs to no group.
    """
    try:
        found = msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), SubFields)
    except ValueError as error:  # no UTF-8, no TOML, or not of this form
        problem = Problem(code="not_toml", file=file, params={"reason": str(error)})
        raise InputError("sub_fields_invalid", [problem], file=file) from error
    groups = {group.id for group in found.group}
    problems = [
        Problem(
            code="unknown_reference",
            file=file,
            column="sub_field.group",
            value=field.group,
            params={"allowed": ", ".join(sorted(groups))},
        )
        for field in found.sub_field
        if field.group not in groups
    ]
    for column, ids in (
        ("group.id", [group.id for group in found.group]),
        ("sub_field.id", list(found.codes())),
    ):
        twins = sorted({name for name in ids if ids.count(name) > 1})
        problems += [Problem(code="name_twice", file=file, column=column, value=n) for n in twins]
    problems += [
        Problem(code="text_blank", file=file, column=entry.id)
        for entry in _entries(found)
        if not (entry.id.strip() and entry.title.ko.strip() and entry.title.en.strip())
    ]
    if problems:
        raise InputError("sub_fields_invalid", problems, file=file)
    return found


def _entries(fields: SubFields) -> list[SubField | SubFieldGroup]:
    return [*fields.group, *fields.sub_field]
