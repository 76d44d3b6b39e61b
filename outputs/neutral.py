"""Making text that strangers wrote harmless for the program that will open it."""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Characters that reorder or overrule the direction of what follows (Unicode bidi controls).
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]#|~$>])")
_MARKDOWN_START = re.compile(r"^(\d+)([.)])|^([-+=:])")


def guard_formula(text: str) -> str:
    """A leading ' where a spreadsheet would take the text for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def visible(text: str) -> str:
    """Direction overrides and control characters shown as their numbers, so that they act on nothing."""
    named = _BIDI.sub(lambda m: f"[U+{ord(m.group()):04X}]", text)
    return _CONTROL.sub(lambda m: f"[U+{ord(m.group()):04X}]", named)


def markdown(text: str) -> str:
    """One line of Markdown that shows the text as it is: no link, no heading, no list, no HTML."""
    flat = " ".join(visible(text).split())
    escaped = _MARKDOWN_START.sub(_escape_start, _MARKDOWN.sub(r"\\\1", flat))
    inert = escaped.replace("&", "&amp;").replace("<", "&lt;")
    return inert.replace("://", "&#58;//").replace("www.", "www&#46;")


def _escape_start(match: re.Match[str]) -> str:
    number, sign, other = match.groups()
    return f"{number}\\{sign}" if number else f"\\{other}"


def cut(text: str, longest: int) -> str:
    """The text, or its beginning and a mark where it is longer."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
