"""No secret reaches a log, whatever field, message or exception it travels in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.logs import (
    SAFE_FIELDS,
    EventLogger,
    RedactingFormatter,
    start_logging,
    stop_logging,
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that all logging goes to."""
    handler = start_logging(tmp_path / "logs")
    yield tmp_path / "logs"
    stop_logging(handler)


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "ppir.log").read_text().splitlines()]


def test_an_event_is_logged_with_its_fields_and_its_place(folder: Path) -> None:
    EventLogger("ppir.test").info("sheet_signed", stage="paper", count=3, seconds=2)
    EventLogger("ppir.test").warning("retried", attempt=2)
    signed, retried = lines(folder)
    assert signed["event"] == "sheet_signed"
    assert (signed["stage"], signed["count"], signed["level"]) == ("paper", 3, "INFO")
    assert str(signed["at"]).startswith("test_logs.py:")
    assert str(signed["time"]).endswith("Z")
    assert (retried["event"], retried["attempt"], retried["level"]) == ("retried", 2, "WARNING")


def test_a_failure_says_what_kinds_of_errors_and_where_but_never_what_they_say(
    folder: Path,
) -> None:
    try:
        try:
            raise ValueError("canary-in-the-cause")
        except ValueError as error:
            raise InputError("table_invalid", value="canary-in-a-parameter") from error
    except InputError as error:
        EventLogger("ppir.test").failure("import_failed", error, code=error.code)
    (line,) = lines(folder)
    assert line["code"] == "table_invalid"
    assert isinstance(line["errors"], list)
    assert [str(kind).split()[0] for kind in line["errors"]] == ["InputError", "ValueError"]
    assert "canary" not in (folder / "ppir.log").read_text()


CANARIES = [f"canary-{n:03d}-비밀" for n in range(200)]


def test_none_of_200_canaries_in_fields_messages_arguments_and_exceptions_gets_through(
    folder: Path,
) -> None:
    foreign = logging.getLogger("some.library")
    for number, canary in enumerate(CANARIES):
        way = number % 8
        if way == 0:
            EventLogger("ppir.test").info("event", comment=canary)
        elif way == 1:
            EventLogger("ppir.test").info("event", stage=canary)
        elif way == 2:
            foreign.warning("parameters: %s", canary)
        elif way == 3:
            foreign.error(f"opened {canary}")
        elif way == 4:
            EventLogger(canary).info("event")
        elif way == 5:
            EventLogger("ppir.test").info(canary)
        elif way == 6:
            foreign.info("extra", extra={"ppir_event": "event", "ppir_fields": {"code": canary}})
        else:
            try:
                raise RuntimeError(canary)
            except RuntimeError:
                foreign.exception("failed with %r", canary, stack_info=True)
    written = (folder / "ppir.log").read_text()
    assert len(written.splitlines()) == len(CANARIES)
    assert "canary" not in written
    assert "비밀" not in written
    assert "\\ube44" not in written


def test_a_record_that_cannot_be_formatted_is_not_printed_either(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("some.library").info("%d", "canary")
    assert "canary" not in (folder / "ppir.log").read_text() + capsys.readouterr().err


@given(
    st.text(max_size=30),
    st.dictionaries(st.text(max_size=10) | st.sampled_from(sorted(SAFE_FIELDS)), st.text()),
)
def test_whatever_is_logged_is_one_line_of_json_with_allowed_names_only(
    event: str, fields: dict[str, str]
) -> None:
    record = logging.LogRecord("n", logging.INFO, "f.py", 1, "text", None, None)
    record.ppir_event, record.ppir_fields = event, fields
    line = RedactingFormatter().format(record)
    assert "\n" not in line
    names = {"time", "level", "logger", "at", "event", "redacted"}
    assert set(json.loads(line)) <= names | SAFE_FIELDS


def test_an_error_that_names_itself_as_its_cause_is_cut_short() -> None:
    error = RuntimeError("canary")
    for _ in range(20):
        try:
            raise RuntimeError("canary") from error
        except RuntimeError as caught:
            error = caught
    record = logging.LogRecord(
        "n", logging.ERROR, "f.py", 1, "text", None, (RuntimeError, error, None)
    )
    assert len(json.loads(RedactingFormatter().format(record))["errors"]) == 10


def test_fields_that_are_no_table_are_left_out() -> None:
    record = logging.LogRecord("n", logging.INFO, "f.py", 1, "text", None, None)
    record.ppir_event, record.ppir_fields = "event", "canary"
    assert "canary" not in RedactingFormatter().format(record)
