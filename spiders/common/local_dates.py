"""Dates on a forum's page: written in the site's own time, which the page may name elsewhere."""

import re
from datetime import UTC, datetime, timedelta, timezone

from crawler.dates import Order, parse_date
from spiders.common.dates import Stated

_ZONE = re.compile(r"\b(?:GMT|UTC)\s*(?:([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?)?(?![\d:])", re.IGNORECASE)
_COUNTED = re.compile(r"hour|minute|second|moment|\bnow\b|小时|小時|分钟|分鐘|秒|刚刚|剛剛", re.IGNORECASE)
_WIDEST = 14 * 60  # minutes; Kiribati


def zone_in(text: str) -> timezone | None:
    """The zone that a footer names ("All times are UTC+08:00", "GMT+8, 2026-3-5 10:11"), or None."""
    found = _ZONE.search(text)
    if not found:
        return None
    sign, hours, minutes = found.groups()
    offset = int(hours or 0) * 60 + int(minutes or 0)
    if offset > _WIDEST:
        return None
    return timezone(timedelta(minutes=offset if sign in ("+", None) else -offset))


def read_local(
    value: object, now: datetime, zone: timezone | None = None, *, order: Order = "MDY"
) -> Stated | None:
    """The date in a field, in UTC where its offset or the site's `zone` is known; None for no field.

    "3小时前" counts from `now`; "昨天 10:11" and a missing year are read on the site's own calendar.
    """
    if not isinstance(value, str) or not value.strip():
        return None
    raw = value.strip()
    base = now.astimezone(UTC) if _COUNTED.search(raw) else now.astimezone(zone or UTC)
    found = parse_date(raw, order=order, base=base)
    if found is None:
        return Stated(None, raw, None)
    return Stated(_in_utc(found.iso, zone), raw, found.precision)


def _in_utc(iso: str, zone: timezone | None) -> str:
    if zone is None or "T" not in iso:
        return iso
    moment = datetime.fromisoformat(iso)
    return iso if moment.tzinfo else moment.replace(tzinfo=zone).astimezone(UTC).isoformat()


def zone_by_clock(said: str, now: datetime, *, order: Order = "MDY") -> timezone | None:
    """The zone of a page that prints its present time without one, by comparing it with ours.

    Zones differ by quarters of an hour. A clock more than two minutes beside one is an old copy of a
    page, and tells nothing.
    """
    found = parse_date(said, order=order)
    if found is None or found.precision not in ("second", "minute") or found.iso.endswith("+00:00"):
        return None
    wall = datetime.fromisoformat(found.iso).replace(tzinfo=UTC)
    minutes = (wall - now.astimezone(UTC)).total_seconds() / 60
    offset = round(minutes / 15) * 15
    if abs(minutes - offset) > 2 or not -12 * 60 <= offset <= _WIDEST:
        return None
    return timezone(timedelta(minutes=offset))
