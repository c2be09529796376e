"""Makes all that is handed out: the wheel, a build in one folder, and installers of it.

Runs in ``.venv-package``, which holds what ships and the tools, and nothing else; ``make package``
sees to it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from layout import ROOT, Build, this_build


def make_wheel(build: Build) -> Path:
    """Make the wheel, and install it here, so that what is frozen is what the wheel holds."""
    _python(build, "hatchling", "build", "-t", "wheel", "-d", str(build.dist))
    (wheel,) = build.dist.glob("*.whl")
    manners = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore")
    fresh = ("--no-index", "--no-deps", "--force-reinstall")
    _python(build, "pip", "install", *manners, *fresh, str(wheel))
    return wheel


def freeze(build: Build) -> None:
    """Make the build in one folder."""
    import pictures  # noqa: PLC0415 -- this and others below need what was installed just now

    pictures.draw(build.pictures)
    places = (f"--distpath={build.dist}", f"--workpath={build.work / 'frozen'}")
    spec = str(ROOT / "packaging" / "frozen" / "ppir.spec")
    options = ("--noconfirm", "--clean", "--log-level=WARN")
    _python(build, "PyInstaller", *options, *places, spec)
    if sys.platform == "linux":
        import libraries  # noqa: PLC0415 -- as above

        libraries.settle(build)


def describe(build: Build) -> None:
    """Write what the build holds and under which licences, and the manual pages."""
    import bill  # noqa: PLC0415 -- as above
    import inventory  # noqa: PLC0415 -- as above
    import licences  # noqa: PLC0415 -- as above
    import man_pages  # noqa: PLC0415 -- as above

    parts = inventory.parts(set(build.owners.values()))
    licences.write(build.licences, parts, inventory.libraries(build))
    bill.write(build.bill, inventory.own(), parts, build.when)
    man_pages.write_pages(build.manuals, build.when)


def make_installers(build: Build) -> list[Path]:
    """Make what this system installs."""
    if sys.platform != "linux":
        return []  # Windows and macOS: docs/installing.md
    import deb  # noqa: PLC0415 -- as above
    import deb_checks  # noqa: PLC0415 -- as above

    packages = deb.make(build)
    deb_checks.check(packages, build)
    return packages


def _python(build: Build, *arguments: str) -> None:
    # Without -P the checkout would come before what was installed from the wheel.
    command = [sys.executable, "-P", "-m", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, env=build.environment)


def _megabytes(path: Path) -> str:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    size = sum(one.stat().st_size for one in files if not one.is_symlink())
    return f"{path.relative_to(ROOT)}: {size / 1e6:,.1f} MB"


def main() -> None:
    """Make all of it anew."""
    build = this_build()
    for folder in (build.dist, build.work):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    wheel = make_wheel(build)
    freeze(build)
    describe(build)
    for made in (wheel, build.folder, *make_installers(build)):
        print(_megabytes(made))


if __name__ == "__main__":
    main()
