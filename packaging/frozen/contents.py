"""What of all that a build could hold it does hold: nothing that the program never loads."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Final

Entry = tuple[str, str, str]
"""What PyInstaller collects: its name in the build, where it comes from, of which kind it is."""

MODULES_LEFT_OUT: Final = (
    # Of the standard library: other windows, tests, installers, consoles. What Python's readline
    # is linked with is under the GPL.
    "_pyrepl", "curses", "distutils", "doctest", "ensurepip", "idlelib", "lib2to3",
    "pydoc_data", "readline", "test", "tkinter", "turtledemo", "venv", "xmlrpc",
    # What libraries import if it is there, and do without.
    "IPython", "PIL.ImageQt", "PIL.ImageTk", "PIL._avif", "PIL._imagingft", "PIL._webp", "cffi",
    "faker", "httpx", "lxml.html", "lxml.isoschematron", "lxml.objectify", "matplotlib", "pip",
    "pkg_resources", "polyfactory", "pycparser", "pydantic.mypy", "pygments.lexers", "setuptools",
    "watchfiles", "wheel",
    # A hub on PostgreSQL runs from the wheel.
    "psycopg", "psycopg_binary",
)  # fmt: skip

QT_PLUGINS: Final = frozenset({
    # Windows, and none.
    "platforms/xcb", "platforms/wayland", "platforms/offscreen", "platforms/minimal",
    "platforms/windows", "platforms/cocoa", "styles/modernwindowsstyle", "styles/macstyle",
    "xcbglintegrations/xcb-egl-integration", "xcbglintegrations/xcb-glx-integration",
    "wayland-shell-integration/xdg-shell", "wayland-decoration-client/adwaita",
    "wayland-decoration-client/bradient",
    "wayland-graphics-integration-client/qt-plugin-wayland-egl",
    "wayland-graphics-integration-client/dmabuf-server",
    "platformthemes/xdgdesktopportal",
    # Typing Korean: ibus, whose protocol fcitx5 speaks too, and dead keys.
    "platforminputcontexts/ibusplatforminputcontextplugin",
    "platforminputcontexts/composeplatforminputcontextplugin",
    "iconengines/svgicon", "imageformats/svg", "imageformats/jpeg", "imageformats/ico",
    "printsupport/cupsprintersupport", "printsupport/windowsprintersupport",
    "printsupport/cocoaprintersupport",
    "networkinformation/glib", "networkinformation/networkmanager",
    "networkinformation/networklistmanager", "networkinformation/scnetworkreachability",
})  # fmt: skip
"""Qt's plugins that are used, on any system, as ``kind/name`` without what systems put around."""

_PLUGIN: Final = re.compile(r"PySide6/(?:Qt/)?plugins/(?P<kind>[^/]+)/(?:lib)?q?(?P<name>[^/.]+)\.")
_LEFT_OUT: Final = re.compile(
    r"PySide6/(Qt/)?(translations|qml|resources|libexec|metatypes)/"
    # Encodings of other countries, and letters that papers never use: they bring their own.
    r"|/_codecs_(cn|hk|iso2022|jp|tw)\."
    r"|reportlab/fonts/"
    r"|PySide6/QtDBus\."
    # What plugins that are left out were linked with.
    r"|libQt6(EglF|Qml|Quick|VirtualKeyboard|WaylandCompositor)"
    r"|pillow\.libs/lib(avif|freetype|harfbuzz|brotli|webp|sharpyuv)"
    r"|/__pycache__/"
    # SciPy asks for the tests' helpers of NumPy.
    r"|/tests/|(?<!numpy)/testing/"
    # Added once it is known whose files are here.
    r"|\.dist-info/"
    r"|\.(pyi|pxd|pyx|h|hpp|c|cpp|a|lib|cmake|prl)$"
    r"|(^|/)py\.typed$"
)


def is_kept(entry: Entry) -> bool:
    """Whether something that was collected goes into the build."""
    name, source, _ = entry
    name = Path(name).as_posix()
    plugin = _PLUGIN.search(name)
    if plugin is not None:
        return f"{plugin['kind']}/{plugin['name']}" in QT_PLUGINS
    return _LEFT_OUT.search(name) is None and not _is_of_the_system(source)


def _is_of_the_system(source: str) -> bool:
    """Whether a shared library comes from a package of the system, which then brings it.

    So the system's updates reach it. Python's own libraries are ours to bring, also where Python
    is itself a package of the system: the programs run no other.
    """
    if sys.platform != "linux":
        return False
    place = Path(source)
    is_below = place.is_relative_to("/usr/lib") or place.is_relative_to("/lib")
    return is_below and not _is_of_python(place)


def _is_of_python(place: Path) -> bool:
    """Whether a shared library is Python itself or a module of its standard library."""
    if place.name == sysconfig.get_config_var("INSTSONAME"):
        return True
    return any(place.is_relative_to(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """What goes into the build."""
    return [entry for entry in entries if is_kept(entry)]
