"""Made-up records of every kind, from the types themselves: whatever a type allows occurs."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from enum import Enum
from typing import Any

import msgspec
from msgspec import inspect as shape

from ppir_desktop.protocol.kinds import RULES, Kind
from ppir_desktop.protocol.records import Record

_HEX, _BECH32 = "0123456789abcdef", "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_LETTERS = '가나다라 혁신제품 abcXYZ 0123 "\\/\b\n\t\x01\x7f é\u2028\U0001f44d'


def examples_of(kind: Kind, count: int, seed: int = 1) -> list[Record[Any]]:
    """Records of a kind, the same ones for the same seed."""
    rule = RULES[kind]
    found = []
    for number in range(count):
        maker = _Maker(random.Random(f"{kind} {seed} {number}"))
        seq = maker.chance.choice([1, 2, 2**31]) if rule.counted else 0
        values = {
            **{field: maker.value(shape.type_info(kind_of)) for field, kind_of in _HEAD.items()},
            "kind": kind,
            "schema": rule.schema,
            "seq": seq,
            "prev": maker.hex(64) if seq > 1 else None,
            "body": maker.value(shape.type_info(rule.body)),
        }
        found.append(Record(**values))
    return found


_HEAD: dict[str, Any] = {
    field.name: field.type
    for field in msgspec.structs.fields(Record)
    if field.name in {"round", "author", "made_at", "supersedes"}
}


class _Maker:
    """Makes values of types by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def hex(self, length: int) -> str:
        return "".join(self.chance.choices(_HEX, k=length))

    def value(self, kind: shape.Type) -> Any:  # noqa: ANN401 -- of whatever type
        if isinstance(kind, shape.Metadata):
            return self.value(kind.type)
        if isinstance(kind, shape.UnionType):
            return self.value(self.chance.choice(kind.types))
        if isinstance(kind, shape.StructType):
            return kind.cls(**{field.name: self.value(field.type) for field in kind.fields})
        if isinstance(kind, shape.VarTupleType):
            least, most = kind.min_length or 0, kind.max_length or 3
            count = self.chance.randint(least, max(least, min(most, least + 2)))
            return tuple(self.value(kind.item_type) for _ in range(count))
        if isinstance(kind, shape.StrType):
            return self.text(kind)
        return self.plain(kind)

    def plain(self, kind: shape.Type) -> Any:  # noqa: ANN401 -- of whatever type
        if isinstance(kind, shape.IntType):
            least = -(2**53) + 1 if kind.ge is None else kind.ge
            most = 2**53 - 1 if kind.le is None else kind.le
            return self.chance.choice([least, most, self.chance.randint(least, most)])
        if isinstance(kind, shape.BytesType):
            length = kind.min_length or 0
            most = min(kind.max_length or 100, length + 100)
            return self.chance.randbytes(self.chance.randint(length, most))
        if isinstance(kind, shape.EnumType):
            members: list[Enum] = list(kind.cls)
            return self.chance.choice(members)
        if isinstance(kind, shape.LiteralType):
            return self.chance.choice(kind.values)
        return self.smallest(kind)

    def smallest(self, kind: shape.Type) -> Any:  # noqa: ANN401 -- of whatever type
        if isinstance(kind, shape.BoolType):
            return self.chance.random() < 0.5
        if isinstance(kind, shape.DateType):
            return dt.date(2000, 1, 1) + dt.timedelta(days=self.chance.randrange(20_000))
        assert isinstance(kind, shape.NoneType), kind
        return None

    def text(self, kind: shape.StrType) -> str:
        for sign, make in _PATTERNS.items():
            if sign in (kind.pattern or ""):
                return make(self)
        least = kind.min_length or 0
        return "".join(self.chance.choices(_LETTERS, k=least + self.chance.randrange(12)))

    def bech32(self) -> str:
        return "".join(self.chance.choices(_BECH32, k=58))


# By what only the pattern of that field has; the first that fits counts.
_PATTERNS: dict[str, Callable[[_Maker], str]] = {
    "age1[": lambda maker: "age1" + maker.bech32(),
    "AGE-SECRET": lambda maker: "AGE-SECRET-KEY-1" + maker.bech32().upper(),
    "office": lambda maker: maker.chance.choice(["office", maker.hex(64)]),
    "{64}": lambda maker: maker.hex(64),
    "-4[0-9a-f]{3}": lambda maker: (
        f"{maker.hex(8)}-{maker.hex(4)}-4{maker.hex(3)}-a{maker.hex(3)}-{maker.hex(12)}"
    ),
    "T(": lambda maker: f"20{maker.chance.randint(10, 99)}-02-28T23:59:59Z",
    "(0[1-9]": lambda maker: f"20{maker.chance.randint(10, 99)}-12-31",
}
