"""Dates as people and sites write them, in zh and en, as ISO 8601 with a stated precision.

Common forms are read by a few patterns; what is left goes to dateparser. "05/06/2023" means two
dates: the caller says which order the source writes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

from crawler.records import Precision

Order = Literal["MDY", "DMY"]

EARLIEST_YEAR = 1990  # before there was anything to crawl
_LONGEST = 120

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_CLOCK = (
    r"(?:[T ,]{1,3}(?:at )?(?P<half>上午|下午|晚上|早上|中午|凌晨)?"
    r"(?P<h>[0-2]?[0-9])[:：时點点](?P<mi>[0-5][0-9])分?(?:[:：](?P<s>[0-5][0-9])(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<ap>[ap])\.?m\b\.?)?(?: ?(?P<tz>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_FREE, _END = r"(?<![0-9])", r"(?![0-9])"
_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_SHORT_YEAR = r"(?P<y>(?:19|20)[0-9]{2}|[0-9]{2})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_NAME = r"(?P<mon>[A-Z]{3,9})"
_FORMS = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"{_FREE}{_YEAR}[-/.年] ?{_MONTH}[-/.月] ?{_DAY}{_END}[日号號]?",
        rf"\b{_NAME}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}{_END}",
        rf"{_FREE}{_DAY}(?:st|nd|rd|th)?[- /](?:of )?{_NAME}\.?[-, /]{{1,2}}{_SHORT_YEAR}{_END}",
        rf"{_FREE}(?P<a>[0-3]?[0-9])(?P<sep>[-/.])(?P<b>[0-3]?[0-9])(?P=sep){_SHORT_YEAR}{_END}",
        rf"{_FREE}{_YEAR}(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12][0-9]|0[1-9]){_END}",
        rf"\b{_NAME}\.?,? {_YEAR}{_END}",
        rf"^{_YEAR}[-/.年] ?{_MONTH}月?份?$",
        rf"^{_YEAR}年?$",
    )
)
_CTIME = re.compile(  # of C's ctime, with an offset where Twitter and Weibo put it
    r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +([0-9]{1,2}) ([0-9]{2}(?::[0-9]{2}){2})"
    r"(?: ([+-][0-9]{4}|UTC|GMT))? ([0-9]{4})$"
)
_CTIME_ORDER = r"\1 \2, \5 \3 \4"
_EPOCH = re.compile(r"^[0-9]{10}(?:\.[0-9]+)?$|^[0-9]{13}$")
_RELATIVE = re.compile(
    r"\bago\b|yesterday|today|now\b|last |前$|前[^年月日]|刚刚|剛剛|昨天|前天|今天", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: ISO 8601 (in UTC where an offset was stated) and how exact that is."""

    iso: str
    precision: Precision


def parse_date(text: str, *, order: Order = "MDY", base: datetime | None = None) -> Moment | None:
    """The moment that a text states, or None.

    A day is "2024-03-05"; a month or a year stands as its first day, with its precision; a time
    without offset stays without. "3 hours ago" and "昨天" need `base`, the time of reading; without
    one they are None, because a file does not say when it was written.
    """
    trimmed = text.strip()
    if not trimmed or len(trimmed) > _LONGEST:
        return None
    return _by_forms(trimmed, order) or _fallback(_CTIME.sub(_CTIME_ORDER, trimmed).strip(), order, base)


@lru_cache(maxsize=1024)  # a parser reads what the intake reads again, and posts of a day say the same
def _by_forms(text: str, order: Order) -> Moment | None:
    """The moment that one of the common forms states, or None; it never depends on the time of reading."""
    if _EPOCH.match(text):
        return _epoch(text)
    text = _CTIME.sub(_CTIME_ORDER, text).strip()
    for form in _FORMS:
        match = form.search(text)
        found = _moment(match.groupdict(), order) if match else None
        if found:
            return found
    return None


def guess_order(samples: list[str]) -> tuple[Order, bool]:
    """Whether a column of "05/06/2023" writes the month or the day first, and whether the data show it."""
    first = second = 0
    for text in samples:
        match = _FORMS[3].search(text.strip()[:_LONGEST])
        if match:
            first, second = max(first, int(match["a"])), max(second, int(match["b"]))
    if first > 12:
        return "DMY", True
    return "MDY", second > 12 or not first


def is_relative(text: str) -> bool:
    """Whether a date counts from the time of reading ("3 hours ago", "昨天"): it changes from day to day."""
    return bool(_RELATIVE.search(text))


def _epoch(text: str) -> Moment | None:
    seconds = float(text) / (1000 if len(text) == 13 and "." not in text else 1)
    moment = datetime.fromtimestamp(int(seconds), UTC)
    return Moment(moment.isoformat(), "second") if moment.year >= EARLIEST_YEAR else None


def _moment(parts: dict[str, str | None], order: Order) -> Moment | None:
    year, month, day = _calendar(parts, order)
    if month is None or year < EARLIEST_YEAR:
        return None
    precision: Precision = "year" if month == 0 else "month" if day == 0 else "day"
    try:
        moment = datetime(year, month or 1, day or 1)  # noqa: DTZ001 - an offset is added where one is stated
        if precision == "day" and parts.get("h"):
            moment, precision = _with_clock(moment, parts)
    except ValueError:
        return None
    iso = moment.date().isoformat() if precision in ("day", "month", "year") else moment.isoformat()
    return Moment(iso, precision)


def _calendar(parts: dict[str, str | None], order: Order) -> tuple[int, int | None, int]:
    """Year, month (0 when not stated, None when it is no month) and day (0 when not stated)."""
    year = int(parts.get("y") or 0)
    if year < 100:
        year += 2000 if year < 70 else 1900
    day = int(parts.get("d") or 0)
    if parts.get("mon"):
        return year, _MONTHS.get(str(parts["mon"]).lower()), day
    if parts.get("a"):
        first, second = int(str(parts["a"])), int(str(parts["b"]))
        if (first > 12) or (order == "DMY" and second <= 12):
            first, second = second, first
        return year, first, second
    return year, int(parts.get("m") or 0), day


def _with_clock(day: datetime, parts: dict[str, str | None]) -> tuple[datetime, Precision]:
    hour, half = int(str(parts["h"])), parts.get("half")
    afternoon = (
        (parts.get("ap") or "").lower() == "p" or half in ("下午", "晚上") or (half == "中午" and hour < 3)
    )
    if afternoon and hour < 12:
        hour += 12
    elif hour == 12 and ((parts.get("ap") or "").lower() == "a" or half == "凌晨"):
        hour = 0
    second = parts.get("s")
    moment = day.replace(hour=hour, minute=int(str(parts["mi"])), second=int(second or 0))
    zone = parts.get("tz")
    if zone:
        moment = moment.replace(tzinfo=_zone(zone)).astimezone(UTC)
    return moment, "second" if second is not None else "minute"


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


@lru_cache(maxsize=4_096)
def _fallback(text: str, order: Order, base: datetime | None) -> Moment | None:
    """dateparser, for the forms that are rare here (it takes milliseconds, hence the memory)."""
    relative = is_relative(text)
    if re.fullmatch(r"[0-9.,]*", text):
        return None
    if (relative and base is None) or not re.search(
        r"[0-9]|yesterday|today|[昨今前刚剛]", text, re.IGNORECASE
    ):
        return None
    if not relative and not re.search(r"(?:19|20)[0-9]{2}", text) and base is None:
        return None  # no year: it would be guessed
    import dateparser

    settings = {
        "DATE_ORDER": order,
        "RELATIVE_BASE": (base or datetime(2000, 1, 1, tzinfo=UTC)).replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "TO_TIMEZONE": None,
        "REQUIRE_PARTS": [] if relative else ["month", "year"] if base is None else ["month"],
    }
    settings = {key: value for key, value in settings.items() if value is not None}
    try:
        found = dateparser.parse(text, languages=["en", "zh", "zh-Hant"], settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    return _from_dateparser(found, text, relative=relative) if found else None


def _from_dateparser(found: datetime, text: str, *, relative: bool) -> Moment | None:
    if found.year < EARLIEST_YEAR:
        return None
    if re.search(r"[0-9][:：点點时][0-9]|second|minute|秒|分钟|分鐘", text, re.IGNORECASE):
        stated = bool(
            re.search(r"[0-9][:：点點时][0-9]", text)
        )  # a clock on the site's wall: no offset known
        exact = found.replace(microsecond=0, second=0, tzinfo=None if stated else UTC)
        return Moment(exact.isoformat(), "minute")
    if relative and re.search(r"hour|小时|小時", text, re.IGNORECASE):
        return Moment(found.replace(microsecond=0, second=0, minute=0, tzinfo=UTC).isoformat(), "hour")
    return Moment(found.date().isoformat(), "day")
