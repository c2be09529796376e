"""Two hundred planted secrets appear in no log, no answer and no file in the clear.

Passphrases, keys, opinions and the text of dossiers go through everything that the program does,
with each step failing in the ways that it can; then all that was left behind is searched.
"""

from __future__ import annotations

import io
import logging
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.identifiers import Identifier, digest_of
from ppir_desktop.common.logs import EventLogger, start_logging, stop_logging
from ppir_desktop.common.wording import Wording
from ppir_desktop.documents.reading import DocumentWorker
from ppir_desktop.protocol.kinds import Kind
from ppir_desktop.protocol.records import Named, decode_record
from ppir_desktop.protocol.review_bodies import GivenSheet
from ppir_desktop.signing.sealing import make_parcel, open_parcel, seal
from ppir_desktop.store.backups import make_backup, restore_backup
from ppir_desktop.store.making import create_profile
from ppir_desktop.store.opened import OpenProfile
from ppir_desktop.store.purging import purge_round
from ppir_desktop.store.search import PageText
from ppir_desktop.store.unlocking import recover, unlock
from ppir_desktop.store.ways_in import Passphrase
from tests.support.documents import Memory, mutated, small_pdf
from tests.support.records import AT, FixedClock, SmallRound, sheet
from tests.support.vaults import MemoryKeyring, joined, ways_into

ROUNDS = 16


class Canaries:
    """Makes secrets, and remembers them."""

    def __init__(self) -> None:
        self._chance = random.Random(20261124)
        self.all: list[str] = []

    def new(self, what: str) -> str:
        made = f"{what}카나리아{self._chance.getrandbits(64):016x}"
        self.all.append(made)
        return made


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def said() -> Iterator[list[str]]:
    """Whatever any library logs, in its own words."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    listener = Listener(level=logging.INFO)
    logging.getLogger().addHandler(listener)
    yield lines
    logging.getLogger().removeHandler(listener)


class Errors:
    """Takes what fails, words it as a person would see it, and logs it."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._log = EventLogger("tests")

    def expect(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 -- each is looked at
            self.words.append(f"{type(error).__name__} {error!s}")
            self._log.failure("step_failed", error)
            if isinstance(error, PpirError):
                for language in ("ko", "en"):
                    self.words += Wording(language).error(error)
        else:
            pytest.fail("it should not have worked")


def review(
    profile: OpenProfile, small: SmallRound, canaries: Canaries, errors: Errors
) -> Identifier:
    """A round with a dossier that is searched, a draft, a sheet, and what goes wrong with each."""
    round_id = joined(profile.vault, small)
    opinion, page, draft, note = map(canaries.new, ("opinion", "page", "draft", "note"))
    made = msgspec.structs.replace(sheet(comment=canaries.new("comment")), opinion=opinion)
    signed = small.member().author.sign(Kind.SHEET, made)
    header, content = make_parcel(signed, [small.office.recipient], ["office"])
    with profile.vault.writing() as work:
        work.records.add(Named(signed.digest, signed.record), signed.envelope, AT)
        work.outbox.put(header, content, signed.digest, AT)
        work.drafts.save(round_id, "paper", "D", content=draft, saved_at=AT)
        work.search.add([PageText(round_id, "D", digest_of(b"d"), 0, page)])
        work.meta.set("note", note)
    errors.expect(lambda: open_parcel(content, []))
    errors.expect(lambda: broken(signed.envelope, signed.record.body))

    def write_nowhere() -> None:
        with profile.vault.writing() as work:
            work.drafts.save(Identifier("none"), "paper", "D", content=draft, saved_at=AT)

    errors.expect(write_nowhere)
    return round_id


def broken(envelope: bytes, body: object) -> None:
    """Read a record whose body is of another shape."""
    assert isinstance(body, GivenSheet)
    wrong = msgspec.json.encode({"body": msgspec.to_builtins(body), "kind": body.opinion})
    decode_record("application/vnd.ppir.sheet.v1+json", wrong)
    decode_record(body.opinion, envelope)


def document(profile: OpenProfile, canaries: Canaries, worker: DocumentWorker) -> None:
    """A document kept as a blob, read in place, whole and broken."""
    plain = small_pdf(canaries.new("dossier").encode().hex())
    for content in (plain, mutated(plain, len(canaries.all))):
        key = profile.recovery_recipient()
        blob = seal(content, [key])
        profile.vault.blobs.add(io.BytesIO(blob), digest_of(blob), len(blob))
        try:
            worker.open(Memory(content)).text(0)
        except PpirError:
            continue


def leaked(canaries: Canaries, texts: list[str]) -> list[str]:
    joined_texts = "\n".join(texts)
    return [one for one in canaries.all if one in joined_texts]


def test_nothing_planted_is_found_again(
    home: Path,
    tmp_path: Path,
    canaries: Canaries,
    said: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    errors, keyring = Errors(), MemoryKeyring()
    handler = start_logging(home / "logs", logging.INFO)
    with DocumentWorker() as worker:
        for number in range(ROUNDS):
            name = f"p{number}"
            first = Passphrase(canaries.new("passphrase"), 4)
            second = Passphrase(canaries.new("other"), 4)
            third = Passphrase(canaries.new("wrong"), 4)
            made = create_profile(name, first, keyring, FixedClock())
            canaries.all.append(made.recovery.secret_text())
            errors.expect(lambda name=name, it=third: unlock(name, it, keyring))  # type: ignore[misc]
            errors.expect(lambda name=name, it=first: unlock(name, it, None))  # type: ignore[misc]
            recover(name, made.recovery, second, keyring).close()
            with unlock(name, second, keyring) as profile:
                canaries.all += [profile.key.hex(), *keyring.secrets.values()]
                small = SmallRound()
                round_id = review(profile, small, canaries, errors)
                with profile.vault.reading() as work:
                    row = work.rounds.get(round_id)
                canaries.all.append(row.identity.sealing.secret_text())
                document(profile, canaries, worker)
                file = tmp_path / f"{name}.ppirbackup"
                make_backup(profile, file, FixedClock())
                errors.expect(
                    lambda f=file, k=small.office, p=third: restore_backup(f, "x", k, p, keyring)  # type: ignore[misc]
                )
                if number % 2:
                    purge_round(
                        profile,
                        ways_into(profile.folder, keyring),
                        second,
                        round_id,
                        statement="done",
                        clock=FixedClock(),
                    )
            errors.expect(profile.vault.reading().__enter__)
    stop_logging(handler)
    canaries.all = list(dict.fromkeys(canaries.all))
    assert len(canaries.all) >= 200
    log = (home / "logs" / "ppir.log").read_text()
    assert log.count("step_failed") >= 6 * ROUNDS
    out, err = capfd.readouterr()
    assert leaked(canaries, [log, out, err, *said, *errors.words]) == []
    assert found_on_disk(canaries, [home, tmp_path]) == []


def found_on_disk(canaries: Canaries, folders: list[Path]) -> list[str]:
    """Which secrets some file holds in the clear, in any of the forms that they are kept in."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                found += [
                    f"{one} in {path.name}"
                    for one in canaries.all
                    if one.encode() in content or one.encode("utf-16-le") in content
                ]
    return found
