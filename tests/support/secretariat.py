"""A secretariat that runs a round by ``ppir`` alone, each command a process of its own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ppir_desktop.common.paths import HOME_VARIABLE
from tests.support.hub import RunningHub
from tests.support.processes import environment
from tests.support.vaults import SECRET
from tests.support.zygote import run_forked

STAGE = "innovation"
_AT_ONCE = 2


def write_plan(
    folder: Path,
    hub: RunningHub | None,
    scheme: str = "ppir-2025",
    stages: Sequence[str] = ("publicness", STAGE, "site", "final"),
    /,
    **policy: object,
) -> Path:
    """A plan whose stages have begun and go on for a month.

    Args:
        folder: Where it is written.
        hub: The hub that it names; None for a round that travels on sticks.
        scheme: Id of a scheme, or the path of one.
        stages: The stages of that scheme that a panel decides.
        policy: What the round allows.
    """
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    lines = [
        'title = { ko = "2026년 2차", en = "Second round of 2026" }',
        'authority = { ko = "시험 기관", en = "Test authority" }',
        f"scheme = {json.dumps(scheme)}",
        f"expires = {(now + dt.timedelta(days=200)).isoformat()}",
    ]
    if hub is not None:
        lines += [f'hub = "{hub.address}"', f'hub_certificate = "{hub.certificate}"']
    lines.append("[policy]")
    lines += [f"{name} = {json.dumps(value)}" for name, value in policy.items()]
    for stage in stages:
        lines += [
            "[[stage]]",
            f'id = "{stage}"',
            f"release = {(now - dt.timedelta(days=1)).isoformat()}",
            f"deadline = {(now + dt.timedelta(days=30)).isoformat()}",
            f"opening = {(now + dt.timedelta(days=31)).isoformat()}",
            "grace = 60",
        ]
    path = folder / "plan.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Secretariat:
    """Whoever types the commands, at one or several desks.

    Attributes:
        folder: Where their files lie.
        env: The environment of every process.
        passphrase: The file that opens every profile.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env: Mapping[str, str] = environment(**{HOME_VARIABLE: str(folder / "home")})
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(SECRET.text, encoding="utf-8")

    def make_profile(self, name: str) -> None:
        """Make a profile for somebody."""
        self._reviewers("make", "", name)

    def ask(self, *arguments: str | Path, at: str = "desk", status: int = 0) -> Any:  # noqa: ANN401
        """Call a command at a desk and give its answer as JSON."""
        ended = run_forked(
            "ppir_desktop.cli.main", *arguments,
            "--profile", at, "--passphrase-file", self.passphrase, "--json", env=self.env,
        )  # fmt: skip
        assert ended.status == status, (arguments, ended.status, ended.out, ended.err)
        return json.loads(ended.out) if ended.out else None

    def enrol(self, invitation: Path, number: str, at: str) -> None:
        """Enrol at a desk by an invitation."""
        self.ask(
            "enrol", invitation, "--name", f"담당 {number}", "--affiliation", "사무국",
            "--sector", "government", at=at,
        )  # fmt: skip

    def open_with_officers(self, hub: RunningHub, plan: Path, *officers: str) -> str:
        """Open a round on a hub and let officers in, each at a desk of that name; the round."""
        self.make_profile("root")
        made = self.ask("round", "new", plan, at="root")
        hub.admit(made["authority"])
        self.ask("sync", at="root")
        for name in officers:
            self.make_profile(name)
            letters = self.folder / "officers"
            self.ask("round", "officer", name, f"담당 {name}", "--to", letters, at="root")
            self.enrol(letters / f"{name}.ppirinvitation", name, name)
        answers = self.ask("round", "approve", at="root")
        assert [one["answer"] for one in answers] == ["approved"] * len(officers)
        for name in officers:
            self.ask("sync", at=name)
        return str(made["round"])

    def panellists(self, what: str, numbers: Sequence[str], letters: Path) -> list[Any]:
        """Have panellists do something, in processes of their own; what they say."""
        groups = [list(numbers[start::_AT_ONCE]) for start in range(_AT_ONCE)]

        def run(group: Sequence[str]) -> str:
            return self._reviewers(what, str(letters), *group)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            said = list(pool.map(run, [group for group in groups if group]))
        return [one for text in said if text for one in json.loads(text)]

    def _reviewers(self, *arguments: str) -> str:
        ended = run_forked("tests.support.reviewers", *arguments, env=self.env)
        assert ended.status == 0, ended.err
        return ended.out
