"""Reading and addressing JSON APIs: queries changed and read, times for them, languages as codes."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from spiders.common.dates import Stated

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEADER_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_WISHES = ("query", "tag", "since", "until")


def root_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address; of one that stands twice, the last. None for what is no address."""
    try:
        return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    except ValueError:
        return {}


def with_query(url: str, changes: Mapping[str, str | None]) -> str:
    """The address with other parameters; None takes one away."""
    parts = urlsplit(url)
    query = {name: value for name, value in {**query_of(url), **changes}.items() if value is not None}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, errors="replace"), ""))


def next_in_header(headers: Mapping[str, str], rel: str = "next") -> str | None:
    """The address that a Link header (RFC 8288) names for a relation."""
    for address, parameters in _HEADER_LINK.findall(headers.get("link", "")):
        if re.search(rf";\s*rel=\"?{rel}\b", parameters):
            return str(address)
    return None


def wishes_of(spec: Any) -> dict[str, str]:
    """What a study wishes, as hints that travel with links."""
    return {name: value for name in _WISHES if (value := getattr(spec, name))}


def first_second(day: str | None) -> int | None:
    """Seconds since 1970 when a day begins in UTC; of "2026" or "2026-05" its first day; None if absent."""
    if not day:
        return None
    full = (day[:10] + "-01-01")[:10] if len(day) < 10 else day[:10]
    if not _DAY.fullmatch(full):
        return None
    try:
        return int(datetime.fromisoformat(full).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def after_last_second(day: str | None) -> int | None:
    """Seconds since 1970 when the day (month, year) after this one begins in UTC; None if absent."""
    start = first_second(day)
    if start is None or day is None:
        return None
    begun = datetime.fromtimestamp(start, UTC)
    if len(day) >= 10:
        return start + 86_400
    months = begun.year * 12 + begun.month - 1 + (1 if len(day) >= 7 else 12)
    return int(datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC).timestamp())


def older_than(posted_at: str | None, since: str | None) -> bool:
    """Whether a date (ISO 8601) lies before the study's first day; an absent one does not."""
    if not posted_at or not since:
        return False
    day = posted_at[:10]
    return day[: len(since[:10])] < since[: len(day)]


def dated(posted: Stated | None) -> dict[str, Any]:
    """The three fields of a post that say when it was written."""
    if posted is None:
        return {}
    return {"posted_at": posted.iso, "posted_at_raw": posted.raw, "posted_precision": posted.precision}


def language_code(tag: object) -> str | None:
    """The language of a tag such as "zh-CN" ("zh"), None where there is none."""
    found = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", tag) if isinstance(tag, str) else None
    return found.group().lower() if found else None
