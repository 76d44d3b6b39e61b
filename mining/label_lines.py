"""Labelling JSON lines, as `caifeng label` does: sentences of posts in, the same lines with labels out."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from crawler.errors import ImportProblem
from mining.label import BATCH, Labeller, Sentence
from mining.language import detect
from mining.records import Label

Line = dict[str, Any]
_SURROGATE = re.compile("[\ud800-\udfff]")


def label_text(lines: Iterable[str]) -> Iterator[str]:
    """`label_lines` on lines of JSON text; empty lines are passed over. Raises ImportProblem like it."""
    for line in label_lines(_parsed(lines)):
        text = json.dumps(line, ensure_ascii=False)
        # half a character is legal in JSON only as an escape
        yield text if text.isascii() or not _SURROGATE.search(text) else json.dumps(line)


def label_lines(lines: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """Each line again, in order, with `types`, `type_scores`, `phase` and `slots`.

    A line has `id` (post), `s` (its sentence number) and `text`. Lines of one post follow each other and
    are each other's context; a line's own `prev` and `next` go before that. Reads and writes as a stream.
    Raises ImportProblem naming the first line (counted from 1) that cannot be labelled.
    """
    labeller = Labeller.load()
    waiting: list[tuple[Line, Sentence]] = []
    for _, post in groupby(enumerate(lines, start=1), key=lambda item: _checked(*item)["id"]):
        waiting.extend(_with_context([dict(line) for _, line in post]))
        while len(waiting) >= BATCH:
            yield from _labelled(labeller, waiting[:BATCH])
            del waiting[:BATCH]
    yield from _labelled(labeller, waiting)


def _parsed(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise _problem(number, f"is not JSON: {error}") from error
        if not isinstance(data, dict):
            raise _problem(number, "is not a JSON object")
        yield _Numbered(data, number)


class _Numbered(dict[str, Any]):
    """A line that knows its number in the file, where empty lines were passed over."""

    def __init__(self, data: Line, number: int) -> None:
        super().__init__(data)
        self.number = number


def _checked(number: int, line: Mapping[str, Any]) -> Mapping[str, Any]:
    number = line.number if isinstance(line, _Numbered) else number
    if not isinstance(line.get("id"), str | int):
        raise _problem(number, '"id" (the post) is missing or neither text nor a whole number')
    if not isinstance(line.get("s"), int):
        raise _problem(number, '"s" (the number of the sentence in its post) is missing or no whole number')
    for name in ("text", "prev", "next"):
        if not isinstance(line.get(name, None if name == "text" else ""), str):
            raise _problem(number, f'"{name}" is missing or not text')
    return line


def _problem(number: int, what: str) -> ImportProblem:
    return ImportProblem(
        what, where=f"line {number}", hint='lines like {"id": "post 1", "s": 0, "text": "…"}'
    )


def _with_context(lines: list[Line]) -> Iterator[tuple[Line, Sentence]]:
    texts = ["", *(line["text"] for line in lines), ""]
    for index, line in enumerate(lines):
        before, after = line.get("prev", texts[index]), line.get("next", texts[index + 2])
        yield line, Sentence(line["text"], before, after, detect(line["text"]))


def _labelled(labeller: Labeller, waiting: list[tuple[Line, Sentence]]) -> Iterator[Line]:
    labels = labeller.label([sentence for _, sentence in waiting])
    for (line, _), label in zip(waiting, labels, strict=True):
        yield {**line, **_fields(label)}


def _fields(label: Label) -> Line:
    return {
        "types": list(label.types),
        "type_scores": dict(label.scores),
        "phase": label.phase,
        "slots": {
            name: {"text": slot.text, "start": slot.start, "end": slot.end, "concept": slot.concept}
            for name, slot in label.slots.items()
        },
    }
