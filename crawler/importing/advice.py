"""What to do about rows that were refused: reasons counted together, each with advice."""

import re
from collections import Counter
from collections.abc import Iterable

_NUMBER = re.compile(r"[0-9][0-9,]*")
_ADVICE = (
    ("fields where the headings are", "a text holds a separator or a line break: quote it, or save as .xlsx"),
    ("a quote is opened", "a quote inside a text has to be written twice, or save as .xlsx"),
    ("does not parse as JSON", "each line has to be one whole JSON object"),
    ("where a post is an object", "each line has to be one JSON object, not a list or a word"),
    ("the array is not closed", "the file was cut; get it again"),
    ("no words", "if the words stand in another column: --map text=COLUMN"),
    ("characters", "that is no single post: the quotes or line ends of the file are broken"),
    ("unknown kind", "--kind review, post, reply, question, answer or comment"),
)  # fmt: skip


def reason_kind(reason: str) -> str:
    """A reason without its numbers, so that equal ones can be counted together."""
    return _NUMBER.sub("N", reason)


def advice_for(reason: str) -> str | None:
    """What the user can do about rows refused for this reason, or None."""
    return next((words for mark, words in _ADVICE if mark in reason), None)


def grouped(refused: Iterable[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """Reason -> how often, and the first place; of (place, reason), the commonest first."""
    counts: Counter[str] = Counter()
    places: dict[str, str] = {}
    for place, reason in refused:
        kind = reason_kind(reason)
        counts[kind] += 1
        places.setdefault(kind, place)
    return {kind: (count, places[kind]) for kind, count in counts.most_common()}
