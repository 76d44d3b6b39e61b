"""Masking of personal data in texts, zh-Hans, zh-Hant and en: each find becomes a typed placeholder.

What is found: telephone numbers, e-mail addresses, identity card and bank card numbers (with their
check digits), Chinese number plates, account and order numbers where a word introduces them, @names.
What a pattern cannot know it leaves: names of people and addresses in running text.
Every pattern is bounded, so the time is linear in the length of the text.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.pii_gates import Gates, worth_a_look
from crawler.pii_numbers import digits_of, luhn_valid, plausible_phone, resident_id_valid, taiwan_id_valid
from crawler.pii_patterns import (
    ACCOUNTS as ACCOUNT_PATTERNS,
)
from crawler.pii_patterns import (
    AT_NAME,
    BANK_CARD,
    EMAIL_TAIL,
    ORDERS,
    PHONES,
    PLATE,
    REDDIT_NAME,
    RESIDENT_ID,
    SAID_ID,
    SAID_PHONE,
    TAIWAN_ID,
    fold,
    is_date,
)

KINDS = ("email", "id-card", "order", "account", "phone", "plate", "name")
_LOCAL_PART = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_MAX_LOCAL = 64  # RFC 5321, 4.5.3.1.1
_LONG_NAME = 15  # a run of letters longer than this after "@" is a name and the sentence behind it
_NAME_PART = 8
_PASSES = 4
_SHORT = 2_000  # characters of a text that is worth remembering

Span = tuple[int, int, str]

# which gate each of the account patterns stands behind, in their order
_ACCOUNT_GATES = ("five", "chats", "chats", "chats", "chats", "chats", "sites", "five", "five")
ACCOUNTS = tuple(zip(ACCOUNT_PATTERNS, _ACCOUNT_GATES, strict=True))


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what was found, and how often each kind was."""

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)


def mask(text: str) -> Masked:
    """Replace personal data by [phone], [email], [id-card], [plate], [account], [order], [name].

    Everything else stays as written. Masking a masked text changes nothing.
    """
    return _remembered(text) if len(text) <= _SHORT else _mask(text)


@lru_cache(maxsize=4096)  # a page says the same in its text, its data and its snapshot
def _remembered(text: str) -> Masked:
    return _mask(text)


def _mask(text: str) -> Masked:
    counts: Counter[str] = Counter()
    for _ in range(_PASSES):  # a placeholder may free what stood too close to something else
        spans = _chosen(_found(fold(text))) if worth_a_look(text) else []
        if not spans:
            break
        text = _replaced(text, spans)
        counts.update(kind for _, _, kind in spans)
    return Masked(text, counts)


def _replaced(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, kind in spans:
        parts += (text[position:start], f"[{kind}]")
        position = end
    return "".join((*parts, text[position:]))


def _chosen(found: Iterator[Span]) -> list[Span]:
    """Spans without overlap, in order; where two overlap the earlier kind of `_found` wins.

    Overlap is looked up by character, so that the cost does not grow with the number of finds.
    """
    taken: set[int] = set()
    kept: list[Span] = []
    for span in found:
        places = range(span[0], span[1])
        if span[0] not in taken and span[1] - 1 not in taken and taken.isdisjoint(places):
            taken.update(places)
            kept.append(span)
    return sorted(kept)


def _found(text: str) -> Iterator[Span]:
    """Everything found in a folded text, the surest kinds first; patterns behind a shut gate are spared."""
    gates = Gates(text)
    if gates.at:
        yield from _emails(text)
    yield from _identity_numbers(text, gates)
    for pattern, possible in zip(ORDERS, (gates.coded, gates.order, gates.seven), strict=True):
        if possible:
            yield from ((*m.span(1), "order") for m in pattern.finditer(text) if not is_date(m.group(1)))
    if gates.seven:
        yield from _cards(text)
    for pattern, needs in ACCOUNTS:
        if getattr(gates, needs):
            yield from ((*m.span(1), "account") for m in pattern.finditer(text))
    if gates.seven:
        yield from _phones(text)
    if gates.plate:
        yield from ((*m.span(), "plate") for m in PLATE.finditer(text) if len(digits_of(m.group())) >= 3)
    if gates.reddit:
        yield from ((*m.span(), "name") for m in REDDIT_NAME.finditer(text))
    if gates.at:
        yield from _at_names(text)


def _phones(text: str) -> Iterator[Span]:
    for pattern in (SAID_PHONE, *PHONES):
        for match in pattern.finditer(text):
            if plausible_phone(match.group(1)) and not is_date(match.group(1)):
                yield (*match.span(1), "phone")


def _emails(text: str) -> Iterator[Span]:
    for match in EMAIL_TAIL.finditer(text):
        start = match.start()
        while start > 0 and match.start() - start < _MAX_LOCAL and text[start - 1] in _LOCAL_PART:
            start -= 1
        if start < match.start():
            yield start, match.end(), "email"


def _identity_numbers(text: str, gates: Gates) -> Iterator[Span]:
    if gates.seven:
        valid = resident_id_valid
        yield from ((*m.span(), "id-card") for m in RESIDENT_ID.finditer(text) if valid(m.group()))
        yield from ((*m.span(), "id-card") for m in TAIWAN_ID.finditer(text) if taiwan_id_valid(m.group()))
    if gates.five:
        yield from ((*m.span(1), "id-card") for m in SAID_ID.finditer(text))


def _cards(text: str) -> Iterator[Span]:
    yield from ((*m.span(), "account") for m in BANK_CARD.finditer(text) if luhn_valid(m.group()))


def _at_names(text: str) -> Iterator[Span]:
    """@names as social sites link them; a Chinese sentence glued to the name is not swallowed whole."""
    for match in AT_NAME.finditer(text):
        start, end = match.span()
        if end - start - 1 > _LONG_NAME and not match.group(1).isascii():
            end = start + 1 + _NAME_PART
        yield start, end, "name"
