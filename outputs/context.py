"""The sentence before and after a quote, as they stand in the post."""

import re
from dataclasses import dataclass

# A full stop ends a sentence only before white space, so that "4.5 stars" stays whole.
_END = re.compile(r"[。！？!?…]+[”’」』\"')）]*|\.+[\"')]*(?=\s|$)|\n+")
_LETTER = re.compile(r"[^\W_]")
MAX_CONTEXT = 180
CUT = "…"


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a quote: `before + quote + after` stands so in the post, but for a cut mark."""

    before: str
    after: str


def context_of(text: str, start: int, end: int, *, limit: int = MAX_CONTEXT) -> Context:
    """The rest of the quote's own sentence and one more on either side, at most `limit` characters each."""
    before = text[max(0, start - 4 * limit) : start]
    pieces = _pieces(before)
    # when the quote begins its sentence, the piece before it is the whole neighbour; else the piece
    # before it is the beginning of its own sentence, and one more is the neighbour
    ends_there = bool(pieces) and _END.search(pieces[-1]) is not None
    kept = "".join(pieces[-1:] if ends_there else pieces[-2:])
    after = text[end : end + 4 * limit]
    following = _pieces(after)
    quote_ends = _END.search(text[start:end][-3:]) is not None
    ahead = "".join(following[:1] if quote_ends else following[:2])
    return Context(_cut_left(kept, limit), _cut_right(ahead, limit))


def _pieces(text: str) -> list[str]:
    """Sentences with their ends; a piece without a letter belongs to the one before it."""
    pieces: list[str] = []
    start = 0
    for match in _END.finditer(text):
        pieces.append(text[start : match.end()])
        start = match.end()
    if start < len(text):
        pieces.append(text[start:])
    joined: list[str] = []
    for piece in pieces:
        if joined and not _LETTER.search(piece):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _cut_left(text: str, limit: int) -> str:
    return text if len(text) <= limit else CUT + text[1 - limit :]


def _cut_right(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + CUT
