"""What macOS is told of the program: its name, and the files that it opens. Not run by us yet."""

from __future__ import annotations

from typing import Any, Final

from ppir_desktop import __version__

IDENTIFIER: Final = "kr.ppir.desktop"
_FILES: Final = {
    "bundle": ("PPIR bundle", "ppirb"),
    "invitation": ("PPIR invitation", "ppirinvitation"),
}


def information() -> dict[str, Any]:
    """The keys of its ``Info.plist``."""
    return {
        "CFBundleDisplayName": "PPIR Desktop",
        "CFBundleShortVersionString": __version__,
        "CFBundleDevelopmentRegion": "ko",
        "CFBundleLocalizations": ["ko", "en"],
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": name,
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [f"{IDENTIFIER}.{kind}"],
            }
            for kind, (name, _) in _FILES.items()
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": f"{IDENTIFIER}.{kind}",
                "UTTypeDescription": name,
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {"public.filename-extension": [ending]},
            }
            for kind, (name, ending) in _FILES.items()
        ],
    }
