"""Entry point of ``ppir``: finds the language, runs the command, words what goes wrong.

Exit status: 0 done, 1 the answer is no, 2 the call or its input is wrong.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from ppir_desktop.cli.language import OPTION, take_language
from ppir_desktop.common.errors import PpirError
from ppir_desktop.common.wording import LANGUAGES, Wording, language_of_locale

WRONG = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``ppir``.

    Args:
        arguments: What follows the command's name; by default what this process was called with.

    Raises:
        SystemExit: Always, with the exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter gets a question mark, not a traceback.
            stream.reconfigure(errors="replace")
    asked, others = take_language(list(sys.argv[1:] if arguments is None else arguments))
    language = language_of_locale(os.environ) if asked is None else asked
    if language not in LANGUAGES:
        sys.stderr.write(f"ppir: {OPTION}: {' | '.join(LANGUAGES)}\n")
        raise SystemExit(WRONG)
    words = Wording(language)
    # Loaded here, since the help of every command is written in the language when it is made.
    from ppir_desktop.cli.app import run

    try:
        status = run(words, others)
    except PpirError as error:
        from ppir_desktop.cli.output import Output

        Output(words).error(error)
        status = WRONG
    raise SystemExit(status)


if __name__ == "__main__":
    main()
