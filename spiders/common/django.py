"""Dates as Django prints them in a sentence: "… on Feb. 3, 2026, midnight", "…在2026年2月3日 00:00评论了"."""

import re
from datetime import datetime

from spiders.common.dates import Stated
from spiders.common.local_dates import read_local

_BEGIN = re.compile(r"(?:\d{1,2} )?[A-Z][a-z]{2,8}\.? \d|\d{4}年|\d{4}-|\d")
_END = re.compile(r"[^0-9A-Za-z.]+$")
_HOUR = re.compile(r"(?<![\d:])(\d{1,2}) ([ap]\.m\.)")
_NAMED = {"midnight": "12:00 a.m.", "noon": "12:00 p.m."}


def read_django_date(text: str | None, now: datetime) -> Stated | None:
    """The date in a sentence, on the site's own clock: Django's pages name no zone. None where there is none.

    Django's format "P" leaves out minutes that are 0 ("3 p.m.") and calls two hours by their names.
    """
    found = _BEGIN.search(text or "")
    if text is None or not found:
        return None
    raw = _END.sub("", text[found.start() :].split(" |")[0].split(", edited")[0])
    full = _HOUR.sub(r"\1:00 \2", raw)
    for name, clock in _NAMED.items():
        full = full.replace(name, clock)
    read = read_local(full, now)
    return Stated(read.iso, raw, read.precision) if read else None
