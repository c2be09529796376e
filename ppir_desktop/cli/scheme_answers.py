"""The answers of ``ppir scheme``."""

from __future__ import annotations

from pathlib import Path

import msgspec
from rich.text import Text

from ppir_desktop.cli.output import Output
from ppir_desktop.common.defaults import DEFAULT_SCHEME
from ppir_desktop.common.errors import InputError
from ppir_desktop.common.wording import Wording
from ppir_desktop.domain.scheme import Scheme
from ppir_desktop.domain.stage import Stage
from ppir_desktop.services import schemes
from ppir_desktop.services.rules import describe_rule, describe_scale

_NO = 1


def list_schemes(words: Wording, *, as_json: bool) -> None:
    """Write which schemes ship."""
    output = Output(words)
    found = schemes.shipped_schemes()
    if as_json:
        output.json(
            [
                {
                    "id": scheme.id,
                    "version": scheme.version,
                    "title": msgspec.to_builtins(scheme.title),
                    "legal_ref": msgspec.to_builtins(scheme.legal_ref),
                    "verified": scheme.verified,
                    "default": scheme.id == DEFAULT_SCHEME,
                    "stages": [
                        {"id": stage.id, "mode": stage.mode.value} for stage in scheme.stages
                    ],
                }
                for scheme in found
            ]
        )
        return
    key = "cli.scheme.list"
    headings = [words(f"{key}.{name}") for name in ("id", "name", "stages", "rule")]
    table = output.new_table(words(f"{key}.title"), [(heading, "left") for heading in headings])
    for scheme in found:
        name = Text(scheme.title.said_in(words.language))
        if scheme.id == DEFAULT_SCHEME:
            name.append(f" ({words(f'{key}.default')})", style="dim")
        if not scheme.verified:
            name.append(f" · {words('cli.example')}", style="yellow")
        ids = " → ".join(stage.id for stage in scheme.stages)
        table.add_row(scheme.id, name, ids, scheme.legal_ref.said_in(words.language))
    output.table(table)


def show_scheme(words: Wording, name: str, *, as_json: bool) -> None:
    """Write a scheme: its stages, criteria, rules, documents and conflicts of interest.

    Raises:
        PpirError: When there is no such scheme.
    """
    output, scheme = Output(words), schemes.load_scheme(name)
    if as_json:
        output.json(msgspec.to_builtins(scheme))
        return
    language = words.language
    badge = f" · {words('cli.example')}"
    title = f"{scheme.title.said_in(language)} ({scheme.id}, v{scheme.version})"
    output.line(title + badge * (not scheme.verified), "bold")
    output.line(scheme.legal_ref.said_in(language), "dim")
    if scheme.eligibility.note.said_in(language):
        note = scheme.eligibility.note.said_in(language)
        output.line(note + badge * scheme.is_example("eligibility"))
    for number, stage in enumerate(scheme.stages, start=1):
        output.line()
        _show_stage(output, scheme, stage, number)
    documents = [
        (d, "document", words(f"cli.scheme.show.{'required' if d.required else 'optional'}"))
        for d in scheme.documents
    ]
    conflicts = [(c, "conflict", words(f"effect.{c.effect}")) for c in scheme.conflicts]
    for key, entries in (("documents", documents), ("conflicts", conflicts)):
        if entries:
            output.line()
            output.line(words(f"cli.scheme.show.{key}"), "bold")
        for entry, kind, note in entries:
            example = badge * scheme.is_example(kind, entry.id)
            output.line(f"  {entry.title.said_in(language)} ({note}){example}")
    if scheme.examples:
        output.line()
        output.line(words("cli.scheme.show.examples"), "dim")


def _show_stage(output: Output, scheme: Scheme, stage: Stage, number: int) -> None:
    words, language = output.words, output.words.language
    key = "cli.scheme.show"
    mode = words(f"mode.{stage.mode}")
    title = f"{number}. {stage.title.said_in(language)} ({stage.id}, {mode})"
    if stage.criteria:
        columns = [
            (words(f"{key}.criterion"), "left"),
            (words(f"{key}.max"), "left"),
            (words(f"{key}.guidance"), "left"),
        ]
        table = output.new_table(title, columns)
        for criterion in stage.criteria:
            name = Text(f"{criterion.title.said_in(language)} ({criterion.id})")
            if scheme.is_example("stage", stage.id, "criterion", criterion.id):
                name.append(f" · {words('cli.example')}", style="yellow")
            allowed = describe_scale(words, stage, criterion)
            table.add_row(name, allowed, criterion.guidance.said_in(language))
        output.table(table)
    else:
        output.line(title, "bold")
    badge = f" · {words('cli.example')}" * scheme.has_example_rule(stage.id)
    output.line(f"{words(f'{key}.rule')}: {describe_rule(words, stage)}{badge}")


def copy_scheme(words: Wording, name: str, file: Path) -> None:
    """Write a scheme that ships to a new file.

    Raises:
        PpirError: When there is no such scheme, or the file cannot be written.
    """
    schemes.copy_scheme(name, file)
    Output(words).line(words("cli.scheme.copy.done", file=file))


def check_scheme(words: Wording, file: Path, *, as_json: bool) -> int:
    """Write whether a file is a scheme, and every problem of it; gives the exit status.

    Raises:
        PpirError: When the file cannot be read at all.
    """
    output = Output(words)
    try:
        scheme = schemes.read_scheme_file(file)
    except InputError as error:
        if as_json:
            listed = [_located(output.problem_json(problem)) for problem in error.problems]
            output.json({"file": str(file), "valid": False, "problems": listed})
        else:
            output.line(words("cli.scheme.check.bad", file=file), "bold")
            output.problems(error.problems)
            output.line(words.choose("cli.problems", len(error.problems)))
        return _NO
    if as_json:
        output.json({"file": str(file), "valid": True, "id": scheme.id, "problems": []})
    else:
        output.line(words.choose("cli.scheme.check.good", len(scheme.stages), file=file))
    return 0


def _located(problem: dict[str, object]) -> dict[str, object]:
    """A problem of a scheme file: it has lines and keys where a table has rows and columns."""
    names = {"row": "line", "column": "key"}
    left_out = ("panellist", "criterion")
    return {names.get(name, name): value for name, value in problem.items() if name not in left_out}
