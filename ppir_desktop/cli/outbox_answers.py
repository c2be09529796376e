"""The answers of ``ppir outbox`` and ``ppir drafts``."""

from __future__ import annotations

import msgspec

from ppir_desktop.cli import secret_input
from ppir_desktop.cli.exchange_answers import chosen_round, opened
from ppir_desktop.cli.output import Output
from ppir_desktop.cli.secret_input import SecretFrom
from ppir_desktop.common.clock import SystemClock
from ppir_desktop.common.identifiers import parse_digest
from ppir_desktop.common.wording import Wording
from ppir_desktop.services import drafts_backup, exchange
from ppir_desktop.services.exchange import Sent
from ppir_desktop.store.repositories.exchange import ReceiptRow, RefusalRow

_KEY = "cli.outbox"


def outbox(words: Wording, name: str, source: SecretFrom, *, again: str, as_json: bool) -> None:
    """Write what is to be sent, what was, and what the hub refused.

    Raises:
        PpirError: What opening the profile raises; ``parcel_unknown``.
    """
    with opened(words, name, source) as profile:
        if again:
            exchange.send_again(profile, parse_digest(again))
        rows, refused = exchange.outbox_of(profile), exchange.refused_of(profile)
    output = Output(words)
    if as_json:
        output.json(
            {
                "outbox": [_json(sent) for sent in rows],
                "refused": [msgspec.to_builtins(row) for row in refused],
            }
        )
        return
    if not rows:
        output.line(words(f"{_KEY}.none"))
    else:
        headings = [
            words(f"{_KEY}.{one}")
            for one in ("kind", "dossier", "condition", "queued", "receipt", "parcel")
        ]
        table = output.new_table(words(f"{_KEY}.title"), [(one, "left") for one in headings])
        for sent in rows:
            row, receipt = sent.row, sent.receipt
            table.add_row(
                words(f"record.{row.header.kind}"),
                sent.dossier,
                words(f"{_KEY}.state.{sent.state}"),
                row.queued_at,
                _shown(receipt),
                row.parcel[:16],
            )
        output.table(table)
    for one in refused:
        output.line(refusal_line(words, one))


def refusal_line(words: Wording, one: RefusalRow) -> str:
    """A parcel that was refused, and why, on a line."""
    return words(
        f"{_KEY}.refused",
        kind=words(f"record.{one.kind}"),
        parcel=one.parcel[:16],
        code=words.refusal(one.code),
    )


def restore_drafts(
    words: Wording, name: str, source: SecretFrom, recovery: SecretFrom, *, round_id: str
) -> None:
    """Put the drafts and notes of a lost laptop back.

    Raises:
        PpirError: What `services.drafts_backup.restore` raises.
    """
    key = secret_input.recovery_key(words, recovery)
    with opened(words, name, source) as profile:
        chosen = chosen_round(profile, round_id)
        count = drafts_backup.restore(profile, chosen, key, SystemClock())
    Output(words).line(words("cli.drafts.restore.done", count=count))


def _shown(receipt: ReceiptRow | None) -> str:
    """When a parcel was received, and as which, where the hub has said it."""
    if receipt is None:
        return "—"
    place = f" · {receipt.index}" if receipt.index else ""
    return receipt.received_at + place


def _json(sent: Sent) -> dict[str, object]:
    row = sent.row
    return {
        "parcel": row.parcel,
        "round": row.round,
        "digest": row.digest,
        "kind": row.header.kind.value,
        "dossier": sent.dossier,
        "queued_at": row.queued_at,
        "state": row.state.value,
        "reason": row.reason,
        "receipt": msgspec.to_builtins(sent.receipt),
    }
