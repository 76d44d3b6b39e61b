"""Is there a font with Chinese characters? Asked of the renderer itself, once."""

import io
import os
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any
from unicodedata import category

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
    return {ord(sign) for sign in PROBE} <= _held(css, PROBE)


def drawable(text: str) -> str:
    """The text with what no font of this machine draws (an emoji, a rare script) shown by its number."""
    odd = "".join(sorted({sign for sign in text if _odd(sign)}))
    held = _held(font_css(), odd) if odd else frozenset()
    missing = {sign for sign in odd if ord(sign) not in held}
    return "".join(f"[U+{ord(sign):04X}]" if sign in missing else sign for sign in text) if missing else text


_COMMON = ((0x0, 0x24F), (0x2010, 0x2027), (0x3000, 0x303F), (0x4E00, 0x9FA5), (0xFF00, 0xFFEF))


def _odd(sign: str) -> bool:
    """Whether a font with Latin and Chinese need not have it; joiners and selectors draw nothing."""
    code = ord(sign)
    return not any(low <= code <= high for low, high in _COMMON) and category(sign) not in ("Cf", "Mn", "Cc")


@lru_cache(maxsize=256)
def _held(css: str, text: str) -> frozenset[int]:
    """The characters of the fonts that the renderer picks for a text."""
    from fontTools.ttLib import TTFont

    found: list[Any] = []
    page = f"<style>{css}</style><p>{escape(text)}</p>"
    html = weasyprint().HTML(string=page, url_fetcher=only_fonts())
    html.render().write_pdf(finisher=lambda document, _pdf: found.extend(document.fonts.values()))
    held: set[int] = set()
    for font in found:
        file = io.BytesIO(font.file_content)
        held |= set(TTFont(file, fontNumber=font.index, lazy=True).getBestCmap() or {})
    return frozenset(held)


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
