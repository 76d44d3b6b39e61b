"""Signs of a post: dates, authors, ratings, floors; and of what is none: prices, headlines, "read more"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bs4 import Tag
from bs4.element import NavigableString

from spiders.common.numbers import Rating
from spiders.web.stars import rating_of_tag
from spiders.web.words import means, only_page_words, speaks_of, words

Kind = Literal[
    "date", "edited", "author", "rating", "floor", "action", "link", "price", "headline", "more", "buy"
]  # fmt: skip
LONGEST_NAME = 40
_LONGEST_DATE_LINE = 90

_CLOCK = (
    r"(?:[T ,，]{1,3}(?:at )?(?:上午|下午|晚上|早上|中午|凌晨)?"
    r"(?:midnight|noon|\d{1,2} [ap]\.m\.|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?)"
    r"(?: ?[ap]\.?m\.?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?"
DATE = re.compile(
    rf"(?<!\d)(?:19|20)\d{{2}} ?[-/.年] ?\d{{1,2}} ?(?:[-/.月] ?\d{{1,2}}(?!\d)(?: ?[日号號])?{_CLOCK}|月)|"
    rf"(?<!\d)\d{{1,2}}([-/.])\d{{1,2}}\1(?:20)?\d{{2}}(?!\d){_CLOCK}|"
    rf"\b{_DAY_NAME}{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}{_CLOCK}|"
    rf"(?:\b{_DAY_NAME})?(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?[- ](?:of )?{_MONTH}\.?,?[- ](?:19|20)\d{{2}}"
    rf"{_CLOCK}|"
    r"(?<!\d)\d{1,2} ?月 ?\d{1,2} ?[日号號](?: ?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?|"
    r"(?<![\d-])\d{1,2}[-/]\d{1,2} \d{1,2}[:：]\d{2}(?!\d)|"
    r"(?:\b(?:\d+|an?|one|two|three|few) (?:second|sec|minute|min|hour|hr|day|week|month|year)s? ago\b)|"
    r"(?:\d+|几|一|两|半) ?(?:秒钟?|分钟|分鐘|个?小时|個?小時|天|日|周|週|个?星期|个?月|個月|年)(?:以)?前|"
    r"(?:昨天|前天|今天|昨日|今日)(?: ?(?:上午|下午|晚上)? ?\d{1,2}[:：]\d{2})?|刚刚|剛剛|"
    r"\b(?:yesterday|today)(?: at)?(?:,? \d{1,2}:\d{2}(?: ?[ap]m)?)?",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"powered by|(?:theme|designed?|hosted|made) by|©|\(c\) \d|copyright|all rights|版权|版權|processed in",
    re.IGNORECASE,
)
# words that are dates when nothing else stands beside them
_ONLY_ALONE = ("昨天", "前天", "今天", "昨日", "今日", "刚刚", "剛剛", "yesterday", "today")
_ISO = re.compile(r"^\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}.*)?$|^\d{10}(?:\d{3})?$")
FLOOR = re.compile(
    r"^\s*(?:#\s?\d{1,6}|(?:第\s?)?\d{1,6}\s?(?:楼|樓|F|#|层)|no\.\s?\d{1,6}|沙发|板凳|地板|楼主|樓主)(?:\s*[:：.]?\s*$|\s+(?=\S.{0,60}$))",
    re.IGNORECASE,
)
_PRICE = re.compile(r"(?:[¥￥$€£]|RMB|NT\$|HK\$|US\$)\s?\d|\d\s?(?:元|€|USD|EUR)(?!\w)")
_PROFILE = re.compile(
    r"/(?:u|users?|members?|profiles?|people|authors?|space|home|account|customers?|reviewers?|@[^/]+)(?:/|$|\?|\.|-)|/~|"
    r"[?&](?:uid|userid|user_?name|user|author|member|u)=|space-uid|user\.\w+\?", re.IGNORECASE
)  # fmt: skip
_SENTENCE = re.compile(r"[。！？!?;；\n]|(?:(?<!\b[A-Z])\.|[,，、])(?:\s|$)\S")
_BY = "|".join(sorted(map(re.escape, words("text", "by")), key=len, reverse=True))
_SAYS = "|".join(sorted(map(re.escape, words("text", "says")), key=len, reverse=True))
_ENDS_BY = re.compile(rf"(?:^|[\s|·•(（-])(?:{_BY})\s*[:：]?\s*$", re.IGNORECASE)
_BY_NAME = re.compile(
    rf"(?:^|[|·•(（—–-]\s*)(?:{_BY})(?:\s*[:：]\s*|\s+)(?P<n>[^|·•,，()（）:：]{{1,40}}?)\s*"
    r"(?:$|[|·•,，()（）—–]|\s(?:on|at|in|from)\s)",
    re.IGNORECASE,
)
_NAME_SAYS = re.compile(
    rf"^(?P<n>[^\s:：。！？][^:：。！？]{{0,30}}?)\s*(?<![a-z])(?:{_SAYS})(?![a-z])(?P<rest>.*)$",
    re.IGNORECASE,
)
_STARTS_SAYS = re.compile(rf"^(?:{_SAYS})(?![a-z])", re.IGNORECASE)
_ON_DATE = re.compile(rf"(?:on|at|在|于|於)\s*(?:{DATE.pattern})", re.IGNORECASE)
_INTRODUCES = re.compile(r"(?:\b(?:on|at|posted|asked|answered|since)|于|於|[:：·|,，-])\s*$", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A sign at a place. `value` is what it says; `explicit`: 2 where the page names it, 1 on a hint."""

    kind: Kind
    at: int
    tag: Tag
    value: str
    explicit: int = 0
    rating: Rating | None = None
    words: NavigableString | None = None  # the text node that holds it, where it is no tag's


def marks_of_tag(tag: Tag, at: int) -> Iterator[Mark]:
    """Marks that the tag itself bears by its name, classes and attributes."""
    name = author_in(tag)
    if name:
        yield Mark("author", at, tag, name, explicit=2 if means(tag, "author_surely") else 1)
    stated = stated_date(tag)
    if stated:
        kind: Kind = (
            "edited"
            if speaks_of(_before(tag) + " ".join(map(str, tag.get("class") or [])), "text", "edited")
            else "date"
        )
        if not speaks_of(_before(tag), "text", "not_posted"):
            yield Mark(kind, at, tag, stated, explicit=2)
    found = rating_of_tag(tag)
    if found:
        yield Mark("rating", at, tag, tag.get_text(" ", strip=True)[:30], explicit=1, rating=found)
    if tag.name == "a" and _leads_away(tag):
        yield Mark("link", at, tag, tag.get_text(" ", strip=True))
    if _is_headline(tag):
        yield Mark("headline", at, tag, "")


def marks_of_text(said: str, text: NavigableString, at: int) -> Iterator[Mark]:
    """Marks in the words of one text node."""
    tag = text.parent
    if tag is None or len(said) > _LONGEST_DATE_LINE or _IMPRINT.search(said):
        return
    floor = FLOOR.match(said)
    if floor and (floor.end() == len(said) or DATE.search(said)):
        yield Mark("floor", at, tag, floor.group().strip(), words=text)
    yield from _dates(said, text, tag, at)
    yield from _names(said, text, tag, at)
    if len(said) <= 20 and said.lower().strip(" 0123456789.,()（）万[]|·") in words("text", "action"):
        yield Mark("action", at, tag, said)
    if _PRICE.search(said) and len(said) <= 40:
        yield Mark("price", at, tag, said)
    if len(said) <= 30 and said.lower().strip(" .›»>→…[]()（）") in words("text", "more"):
        yield Mark("more", at, tag, said)
    if len(said) <= 40 and speaks_of(said, "text", "buy"):
        yield Mark("buy", at, tag, said)


def _dates(said: str, text: NavigableString, tag: Tag, at: int) -> Iterator[Mark]:
    found = DATE.search(said)
    if not found or tag.name == "time" or stated_date(tag):
        return
    rest = DATE.sub("", said)
    if rest.strip(" ,，·|") and found.group().lower() in _ONLY_ALONE:
        return
    before = said[: found.start()] or _before(text)
    if (
        speaks_of(before, "text", "not_posted")
        or len(rest) > 60
        or (len(rest) > 25 and _SENTENCE.search(rest))
    ):
        return
    kind: Kind = "edited" if speaks_of(before + rest, "text", "edited") else "date"
    yield Mark(kind, at, tag, found.group().strip(), words=text)


def _follows_name(said: str) -> bool:
    return bool(_STARTS_SAYS.match(said) or _ON_DATE.match(said))


def is_byline(mark: Mark) -> bool:
    """Whether the words that a date stands amid only introduce it: "Reviewed in Norway on 3 May 2026"."""
    if mark.words is None or mark.kind not in ("date", "edited"):
        return False
    before, _, after = str(mark.words).partition(mark.value)
    rest = f"{before} {after}".strip()
    if len(rest) > 40 or re.search(r"[.!?。！？]", rest):
        return False
    return only_page_words(after) and (only_page_words(before) or bool(_INTRODUCES.search(before)))


def _names(said: str, text: NavigableString, tag: Tag, at: int) -> Iterator[Mark]:
    """A name that stands before "says", after "by", or before a date; the first of these that fits."""
    following, before = text.next_sibling, text.previous_sibling
    if _ENDS_BY.search(said) and isinstance(following, Tag) and (name := _short(following)):
        yield Mark("author", at, following, name, explicit=1)
    elif _follows_name(said) and isinstance(before, Tag) and (name := _short(before)):
        yield Mark("author", at, before, name, explicit=1)
    elif name := _name_in_words(said):
        yield Mark("author", at, tag, name, explicit=1, words=text)
    elif name := _name_and_date(said):
        yield Mark("author", at, tag, name, words=text)


def _name_in_words(said: str) -> str | None:
    """The name in "Reviewed by Ann on 3 May 2026" and in "Ann wrote:"."""
    found = _BY_NAME.search(said)
    if found and not DATE.fullmatch(found["n"]) and (name := clean_name(found["n"])):
        return name
    found = _NAME_SAYS.match(said)
    return clean_name(found["n"]) if found and _is_byline(found["rest"]) else None


def _name_and_date(said: str) -> str | None:
    """The name in "Ann from Leeds, 3 May 2026"."""
    found = DATE.search(said)
    if not found or re.search(r"\w", said[found.end() :]):
        return None
    before = said[: found.start()].rstrip()
    return clean_name(before[:-1]) if before.endswith((",", "，", "(", "（", "|", "-", "–", "·")) else None


def _is_byline(rest: str) -> bool:
    """What follows "Ann wrote" is a date or nothing: else it is a sentence."""
    left = DATE.sub("", rest).strip(" :：,，()（）|·-")
    return left.lower() in ("", "on", "at") and (
        bool(DATE.search(rest)) or rest.rstrip().endswith((":", "：")) or not rest.strip()
    )


def author_in(tag: Tag) -> str | None:
    """The name that a tag gives as an author's: by its class, its link to a profile, or its rel."""
    if tag.name in ("ul", "ol", "table", "form", "body", "main", "label", "img", "i", "svg", "input", "h1"):
        return None
    if tag.name == "cite":
        return clean_name(re.split(r"[,，(（]", tag.get_text(" ", strip=True))[0])
    href = tag.get("href")
    linked = tag.name == "a" and isinstance(href, str) and bool(_PROFILE.search(href))
    if not linked and (not means(tag, "author") or means(tag, "not_author")):
        return None
    return _short(tag)


def _short(tag: Tag) -> str | None:
    if len(tag.find_all(True, limit=5)) > 4:
        return None
    return clean_name(tag.get_text(" ", strip=True))


def clean_name(text: str) -> str | None:
    """A name without "by" and colon; None for what is none: a sentence, a date, a word of the page's."""
    name = " ".join(text.split())
    name = re.sub(rf"^(?:{_BY})(?:\s*[:：]\s*|\s+)(?=\S)", "", name, flags=re.IGNORECASE).strip(
        " :：,，|·•-–—"
    )
    if not name or len(name) > LONGEST_NAME or len(name.split()) > 6 or _SENTENCE.search(name):
        return None
    if (
        DATE.search(name)
        or FLOOR.match(name)
        or (only_page_words(name) and not name.isalnum())
        or name.lower() in words("text", "ours") | words("text", "by")
    ):
        return None
    return name if re.search(r"[^\W_]", name) else None


def stated_date(tag: Tag) -> str | None:
    """The date that a tag states by its attributes, or in its few words under a name like "date"."""
    for name in ("datetime", "data-time", "data-timestamp", "data-date", "data-created"):
        value = tag.get(name)
        if isinstance(value, str) and _ISO.match(value.strip()):
            return value.strip()
    if tag.name not in ("time", "abbr") and not means(tag, "date"):
        return None
    title = tag.get("title") or tag.get("content")
    if isinstance(title, str) and (_ISO.match(title.strip()) or DATE.search(title)):
        return title.strip()
    if len(tag.find_all(True, limit=3)) > 2:
        return None
    said = tag.get_text(" ", strip=True)
    found = DATE.search(said) if len(said) <= _LONGEST_DATE_LINE else None
    return found.group().strip() if found else None


def _before(item: Tag | NavigableString) -> str:
    """The few words right before, in the same line."""
    previous = item.previous_sibling
    said = previous.get_text(" ", strip=True) if isinstance(previous, Tag) else str(previous or "").strip()
    return said[-30:] + " "


def _is_headline(tag: Tag) -> bool:
    """Whether a tag is a heading that is a link to another page, as those of teasers are."""
    if tag.name == "a":
        return tag.find(_HEADINGS) is not None and _leads_away(tag)
    if tag.name not in _HEADINGS and not means(tag, "title"):
        return False
    link = tag.find("a", href=True)
    if link is None or len(tag.find_all(True, limit=9)) > 8 or not _leads_away(link):
        return False
    said = len(tag.get_text(strip=True))
    return said > 0 and len(link.get_text(strip=True)) >= said * 0.6


def leads_to_profile(link: Tag) -> bool:
    """Whether a link leads to somebody's profile, as far as its address tells."""
    return bool(_PROFILE.search(str(link.get("href") or "")))


def _leads_away(link: Tag) -> bool:
    href = str(link.get("href") or "")
    return bool(href) and "#" not in href and not href.startswith("javascript:") and not _PROFILE.search(href)
