"""The answers of ``ppir bundle``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from ppir_desktop.cli.exchange_answers import bar, chosen_round, opened, write_changes
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.identifiers import in_groups, parse_digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import bundles

_KEY = "cli.bundle"
_NO = 1
_PLACES = ("office", "panel:")


def export(
    words: Wording,
    name: str,
    source: SecretFrom,
    target: Path,
    *,
    round_id: str,
    readers: Sequence[str],
    as_json: bool,
) -> None:
    """Write a bundle.

    Raises:
        PpirError: What `services.bundles.export` raises; ``digest_unreadable`` for a reader.
    """
    chosen = [
        one if one.startswith(_PLACES) else parse_digest("".join(one.split())) for one in readers
    ]
    with opened(words, name, source) as profile, bar(words) as watch:
        exported = bundles.export(
            profile, chosen_round(profile, round_id), target, SystemClock(),
            readers=chosen, watch=watch,
        )  # fmt: skip
    output = Output(words)
    if as_json:
        output.json({**msgspec.to_builtins(exported, enc_hook=str), "files":
                     [str(file) for file in exported.files]})  # fmt: skip
        return
    for file in exported.files:
        output.line(words(f"{_KEY}.export.written", file=str(file)))
    output.line(words(f"{_KEY}.export.done", parcels=exported.parcels, blobs=exported.blobs,
                      size=exported.size))  # fmt: skip


def take_in(
    words: Wording, name: str, source: SecretFrom, files: Sequence[Path], *, as_json: bool
) -> int:
    """Take bundles in, or parts of them; 1 while parts are missing.

    Raises:
        PpirError: What `services.bundles.import_bundle` raises.
    """
    output = Output(words)
    with opened(words, name, source) as profile, bar(words) as watch:
        found = [bundles.import_bundle(profile, file, SystemClock(), watch) for file in files]
    if as_json:
        output.json([{**msgspec.to_builtins(one), "whole": one.is_whole} for one in found])
    else:
        for file, one in zip(files, found, strict=True):
            output.line(words(f"{_KEY}.import.done", file=str(file)))
            write_changes(words, output, one.changes)
            if not one.is_whole:
                output.line(words(f"{_KEY}.import.parts", here=one.here, parts=one.parts))
    return 0 if found[-1].is_whole else _NO


def show(words: Wording, file: Path, *, as_json: bool) -> None:
    """Write what a bundle says of itself.

    Raises:
        PpirError: What `services.bundles.show` raises.
    """
    shown = bundles.show(file)
    contents, output = shown.contents, Output(words)
    if as_json:
        output.json({**msgspec.to_builtins(contents), "maker": shown.maker, "size": shown.size})
        return
    for key, value in (
        ("round", contents.round),
        ("maker", in_groups(shown.maker)),
        ("made_at", contents.made_at),
        ("part", f"{contents.part} / {contents.parts}"),
        ("parcels", str(len(contents.parcels))),
        ("blobs", f"{len(contents.blobs)} · {sum(one.size for one in contents.blobs):,}"),
        ("readers", ", ".join(one[:16] for one in contents.readers) or words(f"{_KEY}.show.all")),
    ):
        output.line(f"{words(f'{_KEY}.show.{key}')}: {value}")
