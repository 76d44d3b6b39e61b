"""Why a crawl ended where it did, in the words of the reader; crawler.outcome writes it in English."""

import re

from outputs.web.words import PageWords

# What crawler.outcome says, as it begins; a part that is not known here is shown as it stands.
_SAID = (
    (r"complete", "complete"),
    (r"short: the source states (?P<of>\d+), its pages gave (?P<n>\d+)", "short"),
    (r"stopped by hand; the next crawl goes on from here", "by_hand"),
    (r"stopped: (?P<why>.*)", "stopped"),
    (r"incomplete: (?P<why>.*)", "incomplete"),
    (r"interrupted \((?P<why>.*)\)", "interrupted"),
    (r"found nothing to keep", "nothing_kept"),
    (r"found nothing: (?P<why>.*)", "nothing"),
    (r"left out on purpose: (?P<why>.*)", "left_out"),
    (r"(?P<n>\d+) posts stand from earlier crawls, on pages that show nothing new", "stand"),
    (r"links not followed: (?P<why>.*)", "not_followed"),
    (r"cannot be honoured here: (?P<why>.*)", "ignored"),
)
_KNOWN = tuple((re.compile(pattern), key) for pattern, key in _SAID)
_BY_HAND = "stopped by hand; the next crawl goes on from here"


def reason_text(reason: str, words: PageWords) -> str:
    """A reason of the ledger, part by part, translated where it is known."""
    parts = [_BY_HAND] if reason.startswith(_BY_HAND) else []
    rest = reason[len(_BY_HAND) :].lstrip("; ") if parts else reason
    return words("ledger.and").join(_part(one, words) for one in (*parts, *rest.split("; ")) if one)


def _part(said: str, words: PageWords) -> str:
    for pattern, key in _KNOWN:
        if found := pattern.fullmatch(said):
            return words(f"ledger.{key}", **found.groupdict())
    return said
