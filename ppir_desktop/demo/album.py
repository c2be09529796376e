"""The pictures and papers that a tour leaves, and the page that tells its story."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Final, NamedTuple

from ppir_desktop.common.durable import write_durably
from ppir_desktop.common.wording import Wording

INDEX: Final = "index.html"
_KEY: Final = "demo.page"
_STYLE: Final = """
body{margin:0;background:#f3f5f8;color:#16202c;
font:16px/1.6 Pretendard,"Noto Sans KR","Malgun Gothic","Apple SD Gothic Neo",sans-serif}
main{max-width:1080px;margin:0 auto;padding:40px 20px 80px}
h1{font-size:30px;margin:0 0 4px}h2{font-size:20px;margin:0}
.en{color:#55616f;font-size:15px}p{margin:4px 0}
section{background:#fff;border:1px solid #d9dfe7;border-radius:10px;margin:28px 0;padding:20px}
.head{display:flex;gap:12px;align-items:baseline}
.no{color:#1f4e9e;font-weight:600;font-variant-numeric:tabular-nums}
section>a img{width:100%;height:auto;border:1px solid #d9dfe7;border-radius:6px;margin-top:12px}
.papers{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:18px;
margin-top:14px}
.papers img{width:100%;border:1px solid #d9dfe7}a{color:#1f4e9e}
"""


class Paper(NamedTuple):
    """A PDF file that was left: its name in the messages, its file, a picture of its page."""

    name: str
    file: str
    picture: str


class Album:
    """Numbered pictures in a folder, and what they are of."""

    def __init__(self, folder: Path) -> None:
        """Have none yet."""
        self.folder = folder
        self.scenes: list[tuple[str, str]] = []
        self.papers: list[Paper] = []

    def next(self, scene: str) -> Path:
        """Where the picture of the next scene goes."""
        file = f"{len(self.scenes) + 1:02}-{scene}.png"
        self.scenes.append((scene, file))
        return self.folder / file

    def write_page(self) -> Path:
        """Write the page that shows all; it needs nothing beside the files of its folder."""
        page = self.folder / INDEX
        write_durably(page, self._html().encode())
        return page

    def _html(self) -> str:
        parts = [_scene(at, *one) for at, one in enumerate(self.scenes, start=1)]
        papers = "".join(
            f'<div><a href="{one.file}"><img src="{one.picture}" alt="{_both_plain(one.name)}">'
            f"</a>{_both(one.name)}"
            f'<p><a href="{one.file}">{one.file}</a></p></div>'
            for one in self.papers
        )
        return (
            '<!doctype html><html lang="ko"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{_text('title', 'ko')}</title><style>{_STYLE}</style></head><body><main>"
            f"<h1>{_text('title', 'ko')}</h1><p class=en>{_text('title', 'en')}</p>"
            f"{_both('lead')}{''.join(parts)}"
            f"<section><h2>{_text('papers', 'ko')}</h2><p class=en>{_text('papers', 'en')}</p>"
            f"{_both('check')}<div class=papers>{papers}</div></section></main></body></html>\n"
        )


def _scene(at: int, scene: str, file: str) -> str:
    title = _both_plain(f"scene.{scene}")
    return (
        f"<section><div class=head><span class=no>{at:02}</span>"
        f"<h2>{_text(f'scene.{scene}', 'ko')}</h2>"
        f"<span class=en>{_text(f'scene.{scene}', 'en')}</span></div>"
        f"{_both(f'scene.{scene}_text')}"
        f'<a href="{file}"><img src="{file}" alt="{title}" loading="lazy"></a></section>'
    )


def _text(name: str, language: str) -> str:
    return html.escape(Wording(language)(f"{_KEY}.{name}"))


def _both(name: str) -> str:
    return f'<p>{_text(name, "ko")}</p><p class=en lang="en">{_text(name, "en")}</p>'


def _both_plain(name: str) -> str:
    return f"{_text(name, 'ko')} / {_text(name, 'en')}"
