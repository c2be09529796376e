"""Entry point of ``ppir``: finds the language, runs the command, words what goes wrong.

Exit status: 0 done, 1 the answer is no or nobody read it to its end, 2 the call or its input is
wrong, 70 a fault of ours.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from ppir_desktop.cli.language import OPTION, take_language
from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.wording import LANGUAGES, Wording, language_of_locale

UNREAD, WRONG, FAULT = 1, 2, 70


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``ppir``.

    Args:
        arguments: What follows the command's name; by default what this process was called with.

    Raises:
        SystemExit: Always, with the exit status.
    """
    _prepare_streams()
    asked, others = take_language(list(sys.argv[1:] if arguments is None else arguments))
    language = language_of_locale(os.environ) if asked is None else asked
    if language not in LANGUAGES:
        sys.stderr.write(f"ppir: {OPTION}: {' | '.join(LANGUAGES)}\n")
        raise SystemExit(WRONG)
    raise SystemExit(_run(Wording(language), others))


def _run(words: Wording, arguments: list[str]) -> int:
    """Run the command and word what it could not do."""
    # Loaded here, since the help of every command is written in the language when it is made.
    from ppir_desktop.cli.app import run

    try:
        try:
            status = run(words, arguments)
        except PpirError as error:
            from ppir_desktop.cli.output import Output

            Output(words).error(error, as_json="--json" in arguments)
            status = WRONG
        sys.stdout.flush()
    except BrokenPipeError:
        # A reader who has seen enough, such as ``head``. The signal stays ignored all the same: it
        # would also end us when a worker process or a server goes away in the middle of our work.
        _write_nowhere()
        return UNREAD
    except OSError as error:
        sys.stderr.write(
            words("cli.output_failed", reason=words.reason(error.strerror or "")) + "\n"
        )
        _write_nowhere()
        return WRONG
    except Exception as error:  # noqa: BLE001 -- whatever it is, a traceback could show a mark
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
        sys.stderr.write(words("cli.fault", place=place) + "\n")
        return FAULT
    return status


def _prepare_streams() -> None:
    """Make the streams such that an answer can always be written, or quietly not."""
    if sys.stdout is None:  # closed by whoever started us
        _write_nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter gets a question mark, not a traceback.
            stream.reconfigure(errors="replace")


def _write_nowhere() -> None:
    """Let what is still written go nowhere, so that it cannot fail, or fail once more."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 -- until the end


if __name__ == "__main__":
    main()
