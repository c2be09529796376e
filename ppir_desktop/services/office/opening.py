"""Opening a round: the authority's key, the office's identity, and the record that says it all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import msgspec

from ppir_desktop.common import resources
from ppir_desktop.common.clock import Clock, format_utc
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest, Identifier, new_identifier, parse_digest
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.protocol.fields import Statement, Titles
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.round_bodies import Policy, Round, StageTimes, SubField
from ppir_desktop.services.office.plans import Plan, read_plan
from ppir_desktop.services.schemes import shipped_names, sub_fields
from ppir_desktop.services.statements import say
from ppir_desktop.signing.certificates import Certificate, self_issue
from ppir_desktop.signing.identities import RoundIdentity, SealingIdentity
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.repositories.exchange import OFFICE, HubRow
from ppir_desktop.sync.failures import persistently
from ppir_desktop.sync.hub_client import HubClient
from ppir_desktop.sync.progress import Watch

AFTER_EXPIRY: Final = dt.timedelta(days=400)
"""How long certificates outlast the round: papers go to the archive within a year."""

_EARLIER: Final = dt.timedelta(days=1)
"""Certificates hold from a day before, since clocks differ."""


class Opened(msgspec.Struct, frozen=True):
    """A round that was opened.

    Attributes:
        round: Its id.
        authority: Fingerprint of its authority, which the hub's administrator has to admit.
        hub: Address of its hub; empty for a round that travels on sticks.
    """

    round: Identifier
    authority: Digest
    hub: str


def open_round(
    profile: OpenProfile, path: Path, clock: Clock, watch: Watch | None = None
) -> Opened:
    """Open a round by a plan; the profile becomes its authority's.

    The record goes to the hub with the next exchange, once the hub's administrator has admitted
    the authority.

    Args:
        profile: The authority's profile; it may be kept offline between acts.
        path: The plan.
        clock: Says when.
        watch: Says whether to stop.

    Raises:
        EnvironmentFault: ``file_unreadable``.
        InputError: What `services.office.plans.read_plan` refuses; ``digest_unreadable`` for the
            hub's certificate.
        OfflineFault: When the plan names a hub that cannot be reached; nothing was changed.
    """
    plan, scheme = read_plan(path)
    certificate = (
        parse_digest("".join(plan.hub_certificate.split())) if plan.hub_certificate else ""
    )
    hub_key = _hub_key(plan.hub, certificate, watch or Watch()) if plan.hub else None
    identity, office = RoundIdentity.generate(), SealingIdentity.generate()
    now = clock.now()
    root = self_issue(
        identity.signing, plan.authority.en, now - _EARLIER, plan.expires + AFTER_EXPIRY
    )
    body = _body(plan, scheme, root, office.recipient, hub_key)
    round_id, authority = new_identifier(), identity.id
    with profile.vault.writing() as work:
        work.rounds.join(round_id, authority, identity, format_utc(now))
        work.exchange.add_identity(round_id, OFFICE, office)
        if plan.hub:
            work.exchange.set_hub(round_id, HubRow(plan.hub, certificate, ""))
        say(work, round_id, Kind.ROUND, body, recipients=(), addresses=(), clock=clock)
    return Opened(round_id, authority, plan.hub)


def _hub_key(address: str, certificate: str, watch: Watch) -> bytes:
    with HubClient(address, certificate, watch=watch) as client:
        return persistently(client.info, watch).key


def _body(
    plan: Plan, scheme: Scheme, root: Certificate, office: str, hub_key: bytes | None
) -> Round:
    if not scheme.pledge.ko.strip():
        raise InputError("scheme_without_pledge", scheme=scheme.id)
    return Round(
        title=plan.title,
        scheme=_text_of(plan.scheme),
        schedule=tuple(
            StageTimes(
                stage=stage.id,
                release=format_utc(stage.release),
                deadline=format_utc(stage.deadline),
                grace=stage.grace,
                opening=format_utc(stage.opening),
            )
            for stage in plan.stage
        ),
        expires=format_utc(plan.expires),
        policy=Policy(
            copy_text=plan.policy.copy_text,
            print_dossiers=plan.policy.print_dossiers,
            key_after_declaration=plan.policy.key_after_declaration,
            panel_key=plan.policy.panel_key,
        ),
        sub_fields=tuple(
            SubField(field.id, Titles(field.title.ko, field.title.en))
            for field in sub_fields().sub_field
        ),
        authority=root.der,
        office=office,
        hub_key=hub_key,
        pledge=Statement(scheme.pledge.ko, scheme.pledge.en or scheme.pledge.ko),
        authority_name=plan.authority,
    )


def _text_of(scheme: str) -> str:
    """The whole file of a scheme, which was read without a fault just before."""
    if scheme in shipped_names():
        return resources.read_text(f"schemes/{scheme}.toml")
    return Path(scheme).read_text(encoding="utf-8-sig")
