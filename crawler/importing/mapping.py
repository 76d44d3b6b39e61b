"""Which column becomes which field of a post: said by the user, or guessed from headings and data."""

import tomllib
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.cleaning import plain_name
from crawler.dates import parse_date
from crawler.errors import ImportProblem, UsageProblem
from crawler.importing.profiles import Profile, columns_of
from crawler.importing.ratings import parse_count, parse_rating
from crawler.pii import mask

FIELDS = (
    "text", "title", "rating", "date", "edited", "author", "id", "url", "likes", "language", "subject",
    "thread", "parent",
)  # fmt: skip
ATTRIBUTE = "attr."
SCALE = "scale"
NOWHERE = ("", "-")
_AMBIGUOUS_NAMES = ("name", "名称", "名字", "名稱")
_LONGEST_HEADING = 60
_SHORTEST_TEXT = 8  # mean characters of a column that may be the text when no heading says so


@dataclass(frozen=True, slots=True)
class Mapping:
    """Field -> heading, and attribute name -> heading. `scale` is the user's own word on the ratings.

    `also`: headings that are read where a field's first one is empty; `left_out`: columns of a recognised
    tool that say nothing of the post, or too much of its author.
    """

    fields: Map[str, str]
    attributes: Map[str, str]
    scale: tuple[float, float] | None = None
    guessed: frozenset[str] = field(default_factory=frozenset)
    also: Map[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    profile: Profile | None = None

    def lines(self) -> list[str]:
        """The mapping as a person reads it, one line a column."""
        how = "profile" if self.profile else "guessed"
        known = [
            f"{name} <- {heading}{f' ({how})' if name in self.guessed else ''}"
            for name, heading in self.fields.items()
        ]
        return known + [f"attributes[{name}] <- {heading}" for name, heading in self.attributes.items()]


def parse_map(spec: str | None) -> dict[str, str]:
    """`text=COL,rating=COL,attr.age=COL,scale=1-5` as field -> column; "author=" leaves a field without one.

    A column name with a comma is quoted: text="how was it, really". Raises UsageProblem.
    """
    found: dict[str, str] = {}
    for part in _parts(spec or ""):
        name, equals, column = part.strip().partition("=")
        name = name.strip()
        if not equals or not (
            name in FIELDS or name == SCALE or (name.startswith(ATTRIBUTE) and name != ATTRIBUTE)
        ):
            raise UsageProblem(
                f"cannot be understood at {part.strip()!r}", where="--map",
                hint=f"FIELD=COLUMN,…  with {', '.join(FIELDS)}, attr.NAME or scale=1-5",
            )  # fmt: skip
        found[name] = column.strip().strip('"')
    return found


def _parts(spec: str) -> list[str]:
    """Cut at commas outside quotes; csv knows quotes only at the beginning of a field."""
    parts, inside, current = [], False, ""
    for character in spec:
        inside ^= character == '"'
        if character == "," and not inside:
            parts.append(current)
            current = ""
        else:
            current += character
    return [part for part in (*parts, current) if part.strip()]


def make_mapping(
    headings: Sequence[str],
    rows: Sequence[Map[str, Any]],
    spec: str | Map[str, str] | None,
    profile: Profile | None = None,
) -> Mapping:
    """The user's mapping over that of the profile, or over the guessed one.

    Raises UsageProblem for a column that is not there, ImportProblem when none holds text.
    """
    wanted = parse_map(spec) if spec is None or isinstance(spec, str) else dict(spec)
    scale = _scale(wanted.pop(SCALE, None))
    taken = {column for column in wanted.values() if column not in NOWHERE}
    for column in taken:
        if column not in headings:
            raise UsageProblem(
                f"there is no column {column!r}", where="--map", hint="one of: " + ", ".join(headings)
            )
    fields = {name: column for name, column in wanted.items() if name in FIELDS}
    free = [heading for heading in headings if heading not in taken]
    guess = by_profile(profile, free) if profile else guess_mapping(free, rows, without=frozenset(fields))
    merged = {name: fields.get(name) or guess.fields.get(name, "") for name in FIELDS}
    chosen = {name: column for name, column in merged.items() if column not in NOWHERE}
    if "text" not in chosen and "title" not in chosen:
        raise ImportProblem(
            "no column looks like the text of a post",
            where="columns " + ", ".join(headings[:40]),
            hint="--map text=COLUMN",
        )
    named = {
        name.removeprefix(ATTRIBUTE): column for name, column in wanted.items() if name.startswith(ATTRIBUTE)
    }
    used = {*chosen.values(), *named.values()}
    rest = {name: heading for name, heading in guess.attributes.items() if heading not in used}
    left = [heading for heading in guess.left_out if heading not in used]
    known = {*rest.values(), *left, *(h for places in guess.also.values() for h in places)}
    returned = {h: h for h in headings if h not in used and h not in known}
    also = {name: places for name, places in guess.also.items() if name not in fields}
    return Mapping(
        chosen, {**rest, **returned, **named}, scale, frozenset(chosen) - frozenset(fields), also,
        tuple(left), profile,
    )  # fmt: skip


def by_profile(profile: Profile, headings: Sequence[str]) -> Mapping:
    """The mapping that a profile gives for these headings."""
    found = columns_of(profile, headings)
    return Mapping(
        found.fields, found.attributes, None, frozenset(found.fields), found.also, found.left_out, profile
    )


def _scale(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    low, _, high = text.replace("–", "-").partition("-")
    try:
        found = (float(low), float(high))
    except ValueError:
        found = (0.0, 0.0)
    if found[0] >= found[1]:
        raise UsageProblem(f"no scale of ratings: {text!r}", where="--map scale", hint="scale=1-5")
    return found


def guess_mapping(
    headings: Sequence[str], rows: Sequence[Map[str, Any]], *, without: frozenset[str] = frozenset()
) -> Mapping:
    """Guess from headings (zh, en) what the data do not contradict; every other column is an attribute."""
    plain = {heading: plain_name(heading) for heading in headings}
    last = {heading: plain_name(heading.rpartition(".")[2]) for heading in headings}
    fields: dict[str, str] = {}
    for name in FIELDS:
        if name in without:
            continue
        free = [heading for heading in headings if heading not in fields.values()]
        for names in (plain, last) if name not in ("id", "parent", "thread") else (plain,):
            candidates = [h for alias in _aliases()[name] for h in free if names[h] == alias]
            fitting = next((h for h in candidates if _fits(name, [row.get(h) for row in rows])), None)
            if fitting:
                fields[name] = fitting
                break
    if "text" not in fields and "text" not in without:
        _longest(headings, rows, fields)
    attributes = {h: h for h in headings if h not in fields.values()}
    _name_column(rows, plain, fields, attributes, without)
    return Mapping(
        {name: fields[name] for name in FIELDS if name in fields}, attributes, None, frozenset(fields)
    )


def _fits(name: str, cells: Sequence[Any]) -> bool:
    """Whether the data of a column can be what its heading promises."""
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    if not filled:
        return name != "text"
    if name == "rating":
        return _share(filled, lambda cell: parse_rating(cell) is not None) >= 0.8
    if name == "likes":
        return _share(filled, lambda cell: parse_count(cell) is not None) >= 0.8
    if name in ("date", "edited"):
        return _share(filled[:50], lambda cell: _dated(str(cell))) >= 0.5
    if name == "url":
        return _share(filled, lambda cell: "://" in str(cell) or ":" in str(cell)[:12]) >= 0.5
    if name == "id":
        return len({str(cell) for cell in filled}) == len(filled) == len(cells)
    if name == "text":
        return (
            _share(filled, lambda cell: parse_rating(cell) is None or not isinstance(cell, int | float))
            >= 0.5
        )
    return True


def _dated(text: str) -> bool:
    return parse_date(text) is not None or any(
        mark in text for mark in ("前", "ago", "昨", "yesterday", "今天", "today")
    )


def _share(cells: Sequence[Any], test: Any) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells)


def _longest(headings: Sequence[str], rows: Sequence[Map[str, Any]], fields: dict[str, str]) -> None:
    """Where no heading says "text": the column of the longest strings, if they are long enough."""
    means = {
        heading: sum(len(str(row.get(heading) or "")) for row in rows) / max(len(rows), 1)
        for heading in headings
        if heading not in fields.values() and any(isinstance(row.get(heading), str) for row in rows)
    }
    best = max(means, key=lambda heading: means[heading], default=None)
    if best is None or means[best] < _SHORTEST_TEXT:
        return
    if len(best) > _LONGEST_HEADING or any(mark in best for mark in "。！？，；!?;"):
        raise ImportProblem(
            f"the first row should hold the headings, but it reads like a post: {mask(best[:60]).text!r}",
            where="row 1",
            hint="put a line with the names of the columns before it, such as: text",
        )
    fields["text"] = best


def _name_column(
    rows: Sequence[Map[str, Any]],
    plain: Map[str, str],
    fields: dict[str, str],
    attributes: dict[str, str],
    without: frozenset[str],
) -> None:
    """A column "name" is people when its values differ from row to row, else the thing spoken of."""
    for heading in [h for h in attributes if plain[h] in _AMBIGUOUS_NAMES]:
        values = [str(row[heading]) for row in rows if row.get(heading)]
        people = bool(values) and len(set(values)) > len(values) / 2
        target = "author" if people else "subject"
        if target not in fields and target not in without:
            fields[target] = attributes.pop(heading)
        elif people:  # a second name of the author: under this name its values are hidden
            attributes["author name"] = attributes.pop(heading)


@cache
def _aliases() -> dict[str, list[str]]:
    data = tomllib.loads(files("crawler.importing").joinpath("headings.toml").read_text(encoding="utf-8"))
    return {name: list(dict.fromkeys(plain_name(alias) for alias in names)) for name, names in data.items()}
