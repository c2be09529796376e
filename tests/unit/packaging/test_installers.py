"""What goes into an installer, and what it says of itself."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import deb_depends
import layout
import man_pages
import pytest
from frozen import contents, distributions, macos_bundle, programs
from inventory import Part, own
from licences import text_of

from ppir_desktop import __version__
from ppir_desktop.common.own_processes import PROGRAMS
from ppir_desktop.common.paths import HOME_VARIABLE
from ppir_desktop.common.wording import LANGUAGES, Wording
from ppir_desktop.signing.device_secrets import OFF_VARIABLE
from tests.support.programs import needs

WHEN = datetime(2026, 11, 30, tzinfo=UTC)
_PLUGINS = "PySide6/Qt/plugins"


@pytest.mark.parametrize(("name", "is_kept"), [
    (f"{_PLUGINS}/platforms/libqxcb.so", True),
    (f"{_PLUGINS}/platforms/libqwayland.so", True),
    (f"{_PLUGINS}/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
    ("PySide6/plugins/platforms/qwindows.dll", True),
    (f"{_PLUGINS}/platforms/libqeglfs.so", False),
    (f"{_PLUGINS}/sqldrivers/libqsqlite.so", False),
    ("PySide6/Qt/lib/libQt6Quick.so.6", False),
    ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
    ("PySide6/Qt/translations/qtbase_ko.qm", False),
    ("numpy/linalg/tests/data.txt", False),
    ("ppir_desktop/store/migrations/__pycache__/env.pyc", False),
    ("ppir_desktop/resources/fonts/Pretendard-Regular.ttf", True),
])  # fmt: skip
def test_what_is_never_loaded_is_left_out(name: str, *, is_kept: bool) -> None:
    assert contents.is_kept((name, f"somewhere/{name}", "DATA")) is is_kept


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's own libraries")
def test_what_debian_brings_is_left_to_debian() -> None:
    system = "/usr/lib/x86_64-linux-gnu/libz.so.1"
    ours = "somewhere/lib/libpython3.11.so.1.0"
    found = contents.kept([("libz.so.1", system, "BINARY"), ("libpython", ours, "BINARY")])
    assert [source for _, source, _ in found] == [ours]


def test_whatever_is_started_by_name_is_a_program(tmp_path: Path) -> None:
    named = {program.name: program for program in programs.ALL}
    assert set(PROGRAMS.values()) < named.keys()
    scripts = [
        *((f"pyi_rth_{hook}", "", "PYSOURCE") for hook in ("pyside6", "multiprocessing")),
        *((programs.write_entry(one, tmp_path).stem, "", "PYSOURCE") for one in programs.ALL),
    ]
    run = {
        name: [entry for entry, _, _ in programs.scripts_of(program, scripts)]
        for name, program in named.items()
    }
    assert run["ppir"] == ["ppir_entry"]
    assert run["ppir-desktop"] == ["pyi_rth_pyside6", "ppir_desktop_entry"]
    # A worker of the hub is told by its arguments that it is one.
    assert run["ppir-hub"] == ["pyi_rth_multiprocessing", "ppir_hub_entry"]
    assert "freeze_support()" in (tmp_path / "ppir_hub_entry.py").read_text(encoding="utf-8")


def test_a_panellist_needs_neither_the_web_server_nor_numpy() -> None:
    needed = distributions.needed(layout.DESK_EXTRAS)
    assert {"typer", "cryptography", "ppir-desktop"} <= needed
    assert not {"numpy", "scipy", "litestar", "pytest"} & needed


@pytest.mark.skipif(sys.platform == "win32", reason="a script of a shell stands in for a tool")
def test_why_a_tool_of_debian_failed_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tool = tmp_path / "dpkg-shlibdeps"
    tool.write_text("#!/bin/sh\necho 'no library of that name' >&2\nexit 2\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    build = layout.Build(0, dist=tmp_path, work=tmp_path)
    build.folder.mkdir()
    with pytest.raises(subprocess.CalledProcessError):
        deb_depends.of([], build)
    assert "no library of that name" in capsys.readouterr().err


def test_macos_is_told_of_both_kinds_of_files() -> None:
    said = macos_bundle.information()
    endings = [
        one["UTTypeTagSpecification"]["public.filename-extension"]
        for one in said["UTExportedTypeDeclarations"]
    ]
    assert endings == [["ppirb"], ["ppirinvitation"]]
    assert len(said["CFBundleDocumentTypes"]) == 2


@needs("man")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", man_pages.PROGRAMS)
def test_a_manual_page_is_read_without_a_warning(
    tmp_path: Path, language: str, program: str
) -> None:
    page = tmp_path / f"{program}.1"
    page.write_text(man_pages.page(program, Wording(language), WHEN), encoding="utf-8")
    command = ["man", "--warnings", "--encoding=UTF-8", "--local-file", str(page)]
    env = {"LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=True)
    assert not done.stderr
    assert f"PPIR Desktop {__version__}" in page.read_text(encoding="utf-8")


def test_the_manual_names_every_command() -> None:
    page = man_pages.page("ppir", Wording("en"), WHEN).replace("\\-", "-")
    for command in ("ppir round publish", "ppir chair sign", "ppir verify-round", "ppir demo"):
        assert f'.SS "{command}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hubs_page_says_how_it_ends_and_what_it_reads(language: str) -> None:
    words = Wording(language)
    page = man_pages.page("ppir-hub", words, WHEN).replace("\\-", "-")
    _, _, ending = page.partition(words("manual.exit").upper())
    for entry in (
        "0", "1", "2", "PPIR_HUB_DATABASE", "PPIR_HUB_BLOBS",
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", "AWS_REGION, AWS_ENDPOINT", "AWS_ALLOW_HTTP",
    ):  # fmt: skip
        assert f".TP\n.B {entry}\n" in ending
    assert words("manual.hub_exit_1") in ending
    # A hub has neither a profile nor a keyring.
    assert HOME_VARIABLE not in page
    assert OFF_VARIABLE not in page
    assert HOME_VARIABLE in man_pages.page("ppir-desktop", words, WHEN)


def _made_up() -> list[Part]:
    inner = Part("inner", "", "Zlib", "The inner text.", purl="pkg:generic/inner@1")
    return [
        Part("outer", "2.0", "MIT", "The outer text.", inside=[inner]),
        Part("other", "1", "Dual License", ""),
    ]


def test_the_list_of_licences_holds_the_texts_and_how_qt_is_replaced() -> None:
    text = text_of(_made_up(), ["_internal/libouter.so: outer"])
    said = " ".join(text.split())
    assert "You may put other versions of them in their place" in said
    # What packaging/libraries.py does to them.
    assert "unchanged but for their symbols and the folders in which they look for" in said
    for part in ("outer 2.0: MIT", "The inner text.", "_internal/libouter.so: outer"):
        assert part in text
    assert "GNU GENERAL PUBLIC LICENSE" in text


def test_the_bill_keeps_to_its_schema_and_is_the_same_each_time(tmp_path: Path) -> None:
    bill = pytest.importorskip("bill", reason="only where installers are made")
    for name in ("one", "two"):
        bill.write(tmp_path / name, own(), _made_up(), WHEN)
    text = (tmp_path / "one").read_text(encoding="utf-8")
    assert text == (tmp_path / "two").read_text(encoding="utf-8")
    outer = next(one for one in json.loads(text)["components"] if one["name"] == "outer")
    assert outer["components"][0]["purl"] == "pkg:generic/inner@1"
