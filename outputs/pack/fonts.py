"""Is there a font with Chinese characters? Asked of the renderer itself, once."""

import io
import os
from functools import cache
from pathlib import Path
from typing import Any

from crawler.errors import ExportProblem

VARIABLE = "CAIFENG_FONT"
FAMILY = "caifeng"
STACK = (
    '"caifeng", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB",'
    ' "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", sans-serif'
)
PROBE = "采风廳咖啡"
_HINT = (
    "install one (Debian, Ubuntu: apt-get install fonts-noto-cjk; Fedora: google-noto-sans-cjk-fonts;"
    f" macOS and Windows bring their own), or name a font file: {VARIABLE}=/path/to/font.otf"
)


def weasyprint() -> Any:
    """The renderer. Raises ExportProblem where its system library Pango is missing."""
    try:
        import weasyprint as module
    except OSError as error:  # cffi finds no libpango or libgobject
        raise ExportProblem(
            "PDF needs the system library Pango, which is not here",
            hint="Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0;"
            " macOS: brew install pango; Windows: see the WeasyPrint installation page",
        ) from error
    return module


def font_file() -> Path | None:
    """The font that CAIFENG_FONT names. Raises ExportProblem where it is not there."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    path = Path(named).expanduser()
    if not path.is_file():
        raise ExportProblem(f"{VARIABLE} names a file that is not there", where=named, hint=_HINT)
    return path.resolve()


def font_css() -> str:
    """The font rule of every page: the file that was named, else what the system has."""
    named = font_file()
    if named is None:
        return f":root {{ font-family: {STACK}; }}"
    return (
        f'@font-face {{ font-family: "{FAMILY}"; src: url("{named.as_uri()}"); }}'
        f' :root {{ font-family: "{FAMILY}", {STACK}; }}'
    )


def require_chinese() -> None:
    """Raises ExportProblem where Chinese would come out as boxes."""
    if not _draws_chinese(font_css()):
        raise ExportProblem("there is no font with Chinese characters on this machine", hint=_HINT)


@cache
def _draws_chinese(css: str) -> bool:
    """Whether the fonts that the renderer picks for the probe hold all of its characters."""
    from fontTools.ttLib import TTFont

    module = weasyprint()
    found: list[Any] = []
    html = module.HTML(string=f"<style>{css}</style><p>{PROBE}</p>", url_fetcher=only_fonts())
    html.render().write_pdf(finisher=lambda document, _pdf: found.extend(document.fonts.values()))
    held: set[int] = set()
    for font in found:
        file = io.BytesIO(font.file_content)
        held |= set(TTFont(file, fontNumber=font.index, lazy=True).getBestCmap() or {})
    return {ord(sign) for sign in PROBE} <= held


def only_fonts() -> Any:
    """What the renderer may open: the font that CAIFENG_FONT names; no other file, no network."""
    weasyprint()
    from weasyprint.urls import URLFetcher

    allowed = font_file()

    class Fetcher(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if allowed is not None and url == allowed.as_uri():
                return super().fetch(url, headers)
            raise ValueError(f"nothing is fetched for a pack: {url}")

    return Fetcher()
