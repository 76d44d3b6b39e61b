"""The text of a page's bytes, also where server and page contradict each other.

The standard gives the header the last word, but servers state charsets that their pages are not in:
"charset=utf-8" over GBK, "iso-8859-1" over everything. So what is stated has to fit the bytes.
"""

import re
from contextlib import suppress

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

_LATIN = ("cp1252", "iso8859-1", "latin-1", "ascii")
_HIGH = re.compile(rb"[\x80-\xff]")
_RUNS = re.compile(rb"[\x80-\xff]{2,}")
_BAD_SHARE = 0.02  # of the bytes beyond ASCII: a page may have a broken character, or end inside one
_LOOK = 200_000
_COMMON = frozenset(
    "的一是不了在人有我他这這个個们們来來到时時大地为為子中你说說上国國年着就那和要她出也得里裡后後自以会會"
    "家可下而过過天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用样樣想作种種开開很太再，。！？、：；"
)


def decoded(body: bytes, content_type: str = "") -> str:
    """BOM, then UTF-8 where the bytes are UTF-8, then header or <meta> where they fit, then a guess."""
    header = http_content_type_encoding(content_type)
    has_escapes = header is not None and header.startswith("iso2022")  # a charset in 7 bits
    if not has_escapes and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        with suppress(UnicodeDecodeError):
            return body.decode("utf-8").removeprefix("\ufeff")
    stated = [name for name in (header, html_body_declared_encoding(body)) if name]
    chosen = _chosen([name for name in stated if _fits(body, name)], body)
    if chosen is None:
        guess = _guess(body)
        chosen = guess if guess and (not stated or _fits(body, guess)) else None
    said = f"text/html; charset={chosen}" if chosen else content_type or None
    return html_to_unicode(said, body, default_encoding="utf-8", auto_detect_fun=_guess)[1]


def _chosen(fitting: list[str], body: bytes) -> str | None:
    """The only one; of two that both fit, the one that makes more of the commonest characters."""
    if len(set(fitting)) < 2:
        return fitting[0] if fitting else None
    return max(fitting, key=lambda name: sum(c in _COMMON for c in body[:_LOOK].decode(name, "ignore")))


def _fits(body: bytes, name: str) -> bool:
    """Whether the bytes can be text in this charset. Latin ones hold any, but Chinese is none of them."""
    part = body[:_LOOK]
    high = len(_HIGH.findall(part))
    if name in _LATIN:
        return 2 * sum(map(len, _RUNS.findall(part))) <= high  # accents stand among ASCII letters
    try:
        return part.decode(name, "replace").count("\ufffd") <= _BAD_SHARE * high + 1
    except LookupError:
        return False


def _guess(body: bytes) -> str | None:
    best = from_bytes(body[:20_000]).best()
    return best.encoding if best else None
