"""When something was posted, from a field of a page: as it stood there, and as ISO 8601."""

from dataclasses import dataclass
from datetime import datetime

from crawler.dates import parse_date
from crawler.records import Precision


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as stated. `iso` and `precision` are None where the words were not understood."""

    iso: str | None
    raw: str
    precision: Precision | None


def read_date(value: object, now: datetime) -> Stated | None:
    """The date in a field; None when the field is absent or empty. "3小时前" counts from `now`."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    raw = str(value).strip()
    if not raw:
        return None
    found = parse_date(raw, base=now)
    return Stated(found.iso if found else None, raw, found.precision if found else None)
