"""Two groups side by side: shares of people, their difference with its interval, corrected for many looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import Response

from crawler.study import load_study
from mining.segments.compare import FALSE_DISCOVERIES, LEAST_PEOPLE, Comparison, Difference, Topic
from mining.segments.counted import compare_counted
from mining.segments.voices import STATED
from outputs.web.counting import found_state
from outputs.web.desk import Desk
from outputs.web.page import Page

ROWS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One topic; `link` leads to what it is, where there is a page. Positions are per cent of the bar."""

    name: str
    link: str
    row: Difference
    at: float
    low: float
    high: float


def compare(desk: Desk) -> Response:
    """The choice of groups, and the comparison; "counting" while a large study is first counted."""
    counted = desk.shared.derived.get(desk.store, "groups", found_state(desk.store), count_voices)
    data: dict[str, Any] = counted.data if counted else {}
    name = desk.query("field") if desk.query("field") in data else next(iter(data), "")
    groups = data[name]["groups"] if name else []
    values = [group["value"] for group in groups]
    first = desk.query("first") if desk.query("first") in values else next(iter(values), "")
    second = desk.query("second") if desk.query("second") in values and desk.query("second") != first else ""
    of = "mentions" if desk.query("of") == "mentions" else "people"
    kind = "finding" if desk.query("kind") == "finding" else "tag"
    found = (
        compare_counted(
            data, name, first, second or None,
            of="people" if kind == "finding" or of == "people" else "mentions",
            kind="finding" if kind == "finding" else "tag",
        )
        if first
        else None
    )  # fmt: skip
    rows = _rows(desk, found) if found else []
    return desk.render(
        "compare.html.j2",
        counted=counted,
        fields=[(key, field_name(desk, key)) for key in data],
        chosen=name,
        values=[(one, value_name(desk, name, one)) for one in values],
        first=first,
        second=second,
        names=(value_name(desk, name, first), value_name(desk, name, second) if second else ""),
        of=of,
        kind=kind,
        found=found,
        rows=rows[:ROWS],
        left_out=max(0, len(rows) - ROWS),
        differing=sum(one.row.verdict == "differs" for one in rows),
        least=LEAST_PEOPLE,
        level=FALSE_DISCOVERIES,
    )


def count_voices(folder: Path) -> dict[str, Any]:
    """What any two groups of a study need to be compared; see mining.segments.counted."""
    from mining.segments.counted import count_groups
    from mining.segments.study import voices_of

    return count_groups(voices_of(load_study(folder)))


def field_name(desk: Desk, name: str) -> str:
    """A field in words; an attribute that sources state keeps its own name."""
    if name.startswith(STATED):
        return name.removeprefix(STATED)
    return desk.words.get(f"compare.field_{name}", name)


def value_name(desk: Desk, field: str, value: str) -> str:
    """A group in words, where we have them."""
    key = {"language": f"language.{value}", "brand": f"jobs.choice_{value}"}.get(field, "")
    return desk.words.get(key, value)


def _rows(desk: Desk, found: Comparison) -> list[Row]:
    kept: list[tuple[str, str, Difference]] = []
    places = desk.overlay.places()
    for row in found.rows:
        named = _named(desk, row.topic, places)
        if named is not None:
            kept.append((*named, row))
    return [_row(*one) for one in kept]


def _row(name: str, link: str, row: Difference) -> Row:
    return Row(name, link, row, _place(row.difference), _place(row.low), _place(row.high))


def _place(difference: float) -> float:
    return round(100 + 100 * max(-1.0, min(1.0, difference)), 1)


def _named(desk: Desk, topic: Topic, places: Mapping[str, str]) -> tuple[str, str] | None:
    """What a topic is called and where it leads; None for a finding that is shown no more."""
    if topic.kind == "finding":
        item = desk.by_id.get(places.get(topic.key, ""))
        if item is None or item.hidden:
            return None
        return desk.title(item), f"/finding/{item.id}"
    sign = desk.words(f"compare.sign_{topic.sign}")
    return f"{desk.label('tag', topic.key)} · {sign}", ""


PAGE = Page("compare", reads={"/compare": compare}, nav=65, home="/compare")
