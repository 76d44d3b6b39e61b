"""What alarms of a crawl say to a person."""

from collections.abc import Iterable

from crawler.store.coverage import Alarm
from outputs.text import Words


def alarm_texts(alarms: Iterable[Alarm], words: Words) -> list[str]:
    """One sentence for each alarm, with the figures that it rests on."""
    return [f"{alarm.url}: {_said(alarm, words)}" for alarm in alarms]


def _said(alarm: Alarm, words: Words) -> str:
    if alarm.kind == "empty":
        key = "alarms.empty_now" if alarm.before else "alarms.empty_ever"
        return words(key, before=round(alarm.before or 0))
    if alarm.kind == "length":
        return words(
            "alarms.length", now=round(alarm.now), before=round(alarm.before or 0), posts=alarm.posts
        )
    return words(
        "alarms.field",
        field=words(f"alarms.{alarm.field}_field"),
        now=_missing(alarm.now),
        before=_missing(alarm.before or 0.0),
        posts=alarm.posts,
        posts_before=alarm.posts_before or 0,
    )


def _missing(share: float) -> str:
    """The share that lacks it; what is left below one half percent is not called nothing."""
    percent = 100 * (1 - share)
    return f"{percent:.1f} %" if 0 < percent < 0.95 else f"{percent:.0f} %"
