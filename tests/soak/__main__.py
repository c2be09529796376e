"""``python -m tests.soak``: play a round at random until time is up or something breaks."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.soak import campaign
from tests.soak.campaign import Budget, Run


def main() -> int:
    """Run, replay or shrink; 0 when all held, 1 when something did not."""
    asked = _arguments()
    seed = asked.seed if asked.seed is not None else int.from_bytes(os.urandom(4))
    folder = (asked.to or Path(tempfile.mkdtemp(prefix=f"ppir-soak-{seed}-"))).resolve()
    if asked.shrink:
        _say(f"shrunk to {campaign.shrunk(folder, asked.shrink, _say)}")
        return 0
    if asked.replay:
        operations = campaign.replayed(*campaign.listed(asked.replay))
    else:
        operations = campaign.drawn(seed, Budget(asked.steps, asked.minutes))
    _say(f"seed {operations.seed}, in {folder}")
    ended = campaign.run(folder, operations)
    _say(story(ended, operations.seed))
    return 0 if ended.broken is None else 1


def story(ended: Run, seed: int) -> str:
    """How a run ended, in words, and how it is played again."""
    pace = ended.steps / ended.seconds if ended.seconds else 0.0
    lines = [f"seed {seed}: {ended.steps} steps in {ended.seconds:.0f} s, {pace:.2f} a second"]
    if ended.broken is not None:
        lines += [
            f"broken at step {ended.steps}: {ended.last}",
            f"  what must hold: {ended.broken.check}",
            f"  expected: {ended.broken.expected}",
            f"  found:    {ended.broken.found}",
            f"again:  python -m tests.soak --replay {ended.list}",
            f"less:   python -m tests.soak --shrink {ended.list}",
        ]
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seed", type=int, help="what operations are drawn from")
    parser.add_argument("--steps", type=int, help="stop after so many operations")
    parser.add_argument("--minutes", type=float, help="stop after so many minutes")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="play the operations of a list")
    parser.add_argument(
        "--shrink", type=Path, metavar="FILE", help="find a shorter list that fails"
    )
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where the list is left")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
