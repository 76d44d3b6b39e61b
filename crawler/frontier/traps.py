"""Addresses that would keep a crawler busy for ever: made canonical where that is safe, else not followed.

A link is called a trap only where it can hold nothing that the page linking to it has not: the very
same page in another order, a calendar page outside of any date that people post on, a path that
repeats itself. Which names count is data (traps.toml).
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

ORDER = "the same page in another order"
CALENDAR = "a calendar far from any post"
CIRCLE = "a path that repeats itself"
BEGINS = "begins"  # meta of a request that a source itself begins with: it is no link of any page
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})(?:[-/.]?(0[1-9]|1[0-2]))?(?!\d{3})")
Pairs = list[tuple[str, str]]


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("traps.toml").read_text(encoding="utf-8"))


@cache
def _names(section: str) -> frozenset[str]:
    return frozenset(_words()[section]["names"])


@cache
def _token() -> re.Pattern[str]:
    return re.compile(str(_words()["sessions"]["token"]))


def canonical_url(url: str) -> str:
    """The address without session ids and campaign marks; everything else stays as it was."""
    if "?" not in url and ";" not in url:
        return url
    parts = urlsplit(url)
    path = _PATH_SESSION.sub("", parts.path)
    pieces = parts.query.split("&")
    kept = [piece for piece in pieces if not _is_noise(*_split(piece))]
    if path == parts.path and len(kept) == len(pieces):
        return url
    return urlunsplit((parts.scheme, parts.netloc, path, "&".join(kept), parts.fragment))


def _split(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote(name).lower(), unquote(value)


def _is_noise(name: str, value: str) -> bool:
    if name in _names("campaigns") or name.startswith(tuple(_words()["campaigns"]["prefixes"])):
        return True
    named = name in _names("sessions") or name.startswith("aspsessionid")
    return named and bool(_token().fullmatch(value)) and any(c.isdigit() for c in value)


def trap_of(url: str, parent: str | None, now: datetime) -> str | None:
    """Why a link is not worth following, or None. `parent` is the address of the page that has it."""
    if _repeats(urlsplit(url).path):
        return CIRCLE
    if parent is not None and _other_order(url, parent):
        return ORDER
    return CALENDAR if _far_calendar(url, now) else None


def _repeats(path: str) -> bool:
    """Whether some part of the path, one to three segments long, stands `same_part` times in a row."""
    segments = [segment for segment in path.split("/") if segment]
    least = int(_words()["paths"]["same_part"])
    for width in (1, 2, 3):
        run = 0
        for here in range(width, len(segments)):
            run = run + 1 if segments[here] == segments[here - width] else 0
            if run >= (least - 1) * width:
                return True
    return False


def _other_order(url: str, parent: str) -> bool:
    here, there = urlsplit(url), urlsplit(parent)
    if (here.netloc, here.path) != (there.netloc, there.path) or here.query == there.query:
        return False
    rest, order = _parted(here.query)
    parents_rest, parents_order = _parted(there.query)
    return rest == parents_rest and order != parents_order


def _parted(query: str) -> tuple[Pairs, Pairs]:
    """The parameters that choose a page, and those that only dress it; both sorted."""
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    dress = [(name, value) for name, value in pairs if name.lower().removesuffix("[]") in _names("orders")]
    return [pair for pair in pairs if pair not in dress], dress


def _far_calendar(url: str, now: datetime) -> bool:
    parts = urlsplit(url)
    segments = {unquote(segment).lower() for segment in parts.path.split("/")}
    dates = [value for name, value in parse_qsl(parts.query) if name.lower() in _names("calendar")]
    if segments & set(_words()["calendar"]["words"]):
        dates.append(unquote(parts.path))
        dates.append(urlencode(parse_qsl(parts.query)))
    return any(
        _is_far(int(year), int(month or 1), now)
        for text in dates
        for year, month in _YEAR_MONTH.findall(text)
    )


def _is_far(year: int, month: int, now: datetime) -> bool:
    calendar = _words()["calendar"]
    ahead = (year - now.year) * 12 + month - now.month
    return year < int(calendar["first_year"]) or ahead > int(calendar["months_ahead"])
