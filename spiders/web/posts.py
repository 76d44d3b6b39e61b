"""Blocks -> posts: fields read, replies tied to what they answer."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timezone
from typing import Any

from bs4 import BeautifulSoup, Tag

from crawler.dates import Order, guess_order, is_relative
from crawler.ids import digest
from crawler.pages import Fetched
from crawler.records import PostKind, RawPost
from spiders.common.dates import Stated
from spiders.common.local_dates import read_local
from spiders.common.numbers import Rating
from spiders.common.places import absolute, host_of, stable
from spiders.web.blocks import Found, Group
from spiders.web.body import bodies, mark_units
from spiders.web.fields import Own, chosen, first_name, likes_of, only_counted, own_of, site_id, title_of
from spiders.web.groups import quotes_in
from spiders.web.marks import LONGEST_NAME, Mark, is_byline
from spiders.web.paging import thread_address
from spiders.web.tree import Span
from spiders.web.words import means, only_page_words, words

_ANSWERED = re.compile(
    r"(?:回复|回覆|引用|答|@|re:?|reply(?:ing)? to|in reply to|quote from)\s*(?:第)?\s*"
    r"(?:#\s?(\d{1,6})|(\d{1,6})\s?(?:楼|樓|F\b|#))", re.IGNORECASE
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A post as read, before it is tied to others."""

    block: Own
    sure: float
    body: str
    author: str | None
    posted: Stated | None
    edited: Stated | None
    rating: Rating | None
    title: str | None
    likes: int | None
    floor: str | None
    own_id: str | None
    kind: PostKind
    native_id: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What all posts of a page share."""

    fetched: Fetched
    thread: str
    subject: str | None
    zone: timezone | None
    numbered: int  # which page of its list this is


def place_of(fetched: Fetched, soup: BeautifulSoup, zone: timezone | None) -> Place:
    """Where the posts of this page stand."""
    address, number = thread_address(fetched.url)
    return Place(fetched, stable(address), page_title(soup), zone, number)


def page_title(soup: BeautifulSoup) -> str | None:
    """The page's heading; else its title without the site's name."""
    heading = soup.find("h1")
    said = " ".join(heading.get_text(" ").split()) if heading else ""
    if 1 < len(said) <= 200:
        return said
    meta = soup.find("meta", attrs={"property": "og:title"})
    said = str(meta.get("content") or "").strip() if isinstance(meta, Tag) else ""
    if said:
        return said
    title = " ".join(soup.title.get_text(" ").split()) if soup.title else ""
    return re.split(r"\s+[|–—_-]\s+|_", title)[0].strip() or None


def posts_of(found: Found, place: Place) -> tuple[list[RawPost], dict[str, str]]:
    """The posts of all groups in the order of the page, and names by which other pages may call them."""
    drafts: list[Draft] = []
    mark_units(unit for group in found.groups for unit in group.units)
    for group in found.groups:
        drafts += _drafts(found, group, place)
    drafts.sort(key=lambda draft: draft.block.unit.span[0])
    drafts = [draft for draft in drafts if draft.body or draft.rating]
    _tie(drafts, place)
    aliases = {
        f"{place.thread}#{draft.floor}": draft.native_id
        for draft in drafts
        if draft.floor and draft.native_id
    }
    return [_post(draft, place, first=number == 0) for number, draft in enumerate(drafts)], aliases


def _drafts(found: Found, group: Group, place: Place) -> list[Draft]:
    blocks = [own_of(found.tree, unit, found.judge.own(unit, found.spans)) for unit in group.units]
    authors = _authors(blocks)
    dates = chosen(blocks, "date")
    ratings = [_rating(block) for block in blocks]
    titles = [
        title_of(block, [*([author[1]] if author else []), *([date.tag] if date else [])])
        for block, author, date in zip(blocks, authors, dates, strict=True)
    ]
    likes = [likes_of(block) for block in blocks]
    signs = [
        _sign_tags(block, author, date, title)
        for block, author, date, title in zip(blocks, authors, dates, titles, strict=True)
    ]
    texts = bodies(found.tree, blocks, signs)
    order, _ = guess_order([date.value for date in dates if date])
    ids = [site_id(block) for block in blocks]
    if only_counted(ids):
        ids = [None] * len(ids)
    kind = _kind(blocks, [mark is not None for mark in ratings])
    return [
        Draft(
            block=block,
            sure=group.sure,
            body=_without_byline(text, author[0] if author else None),
            author=author[0] if author else None,
            posted=_read(date, place, order),
            edited=_read(next(iter(block.of("edited")), None), place, order),
            rating=rating,
            title=title[0] if title else None,
            likes=liked,
            floor=_floor(block),
            own_id=own_id,
            kind=kind,
        )
        for block, author, date, rating, title, liked, text, own_id in zip(
            blocks, authors, dates, ratings, titles, likes, texts, ids, strict=True
        )
    ]


def _authors(blocks: Sequence[Own]) -> list[tuple[str, Tag] | None]:
    """Named authors; where the page names none, a name's usual place, if most blocks have one there."""
    marks = chosen(blocks, "author")
    if any(marks):
        return [(mark.value, mark.tag) if mark else None for mark in marks]
    guessed = [first_name(block) for block in blocks]
    names = [name[0] for name in guessed if name]
    some = len(names) >= 0.6 * len(blocks) and (len(set(names)) > 1 or len(names) == 1)
    return guessed if some else [None] * len(blocks)


def _rating(block: Own) -> Rating | None:
    found = [mark.rating for mark in block.of("rating") if mark.rating]
    return found[0] if found else None


def _sign_tags(
    block: Own, author: tuple[str, Tag] | None, date: Mark | None, title: tuple[str, Tag] | None
) -> list[Tag]:
    """Tags that hold nothing but signs; signs amid other words are taken out of those at once."""
    tags = [title[1]] if title else []
    if author and _is_short(author[1], author[0]):
        tags.append(author[1])
    amid: dict[int, list[Mark]] = defaultdict(list)
    for mark in block.marks:
        text_only = mark.words is not None
        if text_only and (mark is date or mark.kind in ("edited", "floor", "author")):
            amid[id(mark.words)].append(mark)
        elif not text_only and _holds_only(mark):
            tags.append(mark.tag)
    for marks in amid.values():
        _take_out(marks)
    return tags


def _holds_only(mark: Mark) -> bool:
    """Whether a tag shows a sign and hardly anything else."""
    if mark.kind == "rating":
        return len(mark.tag.get_text(strip=True)) <= 30
    return mark.kind in ("date", "edited", "author") and _is_short(mark.tag, mark.value)


def _take_out(marks: Sequence[Mark]) -> None:
    """Leave signs out of the words that they stand amid, and all of these if only the page's own remain."""
    words_of = marks[0].words
    if words_of is None or words_of.parent is None:
        return
    rest = str(words_of)
    for mark in marks:
        rest = rest.replace(mark.value, " ", 1)
    gone = only_page_words(rest) or any(map(is_byline, marks))
    words_of.replace_with("" if gone else rest)


def _is_short(tag: Tag, value: str) -> bool:
    return (
        len(tag.get_text(strip=True)) <= len(value) + 25 and len(tag.get_text(strip=True)) <= LONGEST_NAME * 2
    )


def _without_byline(text: str, author: str | None) -> str:
    """The text without a name and colon (or "says") before its first words, or the letter of its picture."""
    if not author:
        return text
    first, _, rest = text.partition("\n")
    text = rest if first == author[0] and rest else text
    says = "|".join(map(re.escape, words("text", "says")))
    return re.sub(
        rf"^\s*{re.escape(author)}\s*(?:(?:{says})\s*)?[:：]\s*", "", text, count=1, flags=re.IGNORECASE
    )


def _read(mark: Mark | None, place: Place, order: Order) -> Stated | None:
    return read_local(mark.value, place.fetched.now, place.zone, order=order) if mark else None


def _floor(block: Own) -> str | None:
    names = {"楼主": "1", "樓主": "1", "沙发": "2", "板凳": "3", "地板": "4"}
    for mark in block.of("floor"):
        said = mark.value.strip()
        number = re.search(r"\d+", said)
        if number:
            return number.group()
        return next((floor for name, floor in names.items() if name in said), None)
    return None


def _kind(blocks: Sequence[Own], rated: Sequence[bool]) -> PostKind:
    names = [node.tag for block in blocks for node in [*block.unit.nodes, *list(node_above(block))]]
    if sum(rated) * 3 >= len(blocks) or any(means(tag, "review") for tag in names):
        return "review"
    own = " ".join(name for block in blocks for node in block.unit.nodes for name in node.names).lower()
    if "answer" in own:
        return "answer"
    if "question" in own and "comment" not in own:
        return "question"
    forum = any(block.of("floor") for block in blocks) or any(
        means(node.tag, "maybe") and not means(node.tag, "post")
        for block in blocks
        for node in block.unit.nodes
    )
    return "post" if forum else "comment"


def _is_feed(block: Own) -> bool:
    """Whether posts stand side by side, each for itself, as microformats' h-entry says."""
    return any({"h-entry", "hentry"} & node.names for node in block.unit.nodes)


def node_above(block: Own) -> list[Any]:
    """The two nodes above a block."""
    return list(block.unit.nodes[0].ancestors())[:2]


def _tie(drafts: Sequence[Draft], place: Place) -> None:
    """Ids for all where some answer others, and the id of what each answers."""
    spans = {draft.block.unit.span: draft for draft in drafts}
    parents = {id(draft): _enclosing(draft, spans) for draft in drafts}
    floors = {draft.floor: draft for draft in drafts if draft.floor}
    threaded = any(parents.values()) or bool(floors)
    counts: Counter[str] = Counter()
    for draft in drafts:
        draft.native_id = f"{place.thread}#{draft.own_id}" if draft.own_id else None
        if draft.native_id is None and threaded:
            draft.native_id = _made_id(draft, place, counts)
    anchors = {draft.own_id: draft for draft in drafts if draft.own_id}
    for draft in drafts:
        above = parents[id(draft)] or _linked(draft, anchors)
        answered = _answered_floor(draft)
        if above is not None:
            draft.parent = above.native_id
        elif answered and answered != draft.floor:
            known = floors.get(answered)
            draft.parent = known.native_id if known else f"{place.thread}#{answered}"


def _enclosing(draft: Draft, spans: dict[Span, Draft]) -> Draft | None:
    start, end = draft.block.unit.span
    around = [span for span in spans if span[0] <= start and end <= span[1] and span != (start, end)]
    return spans[min(around, key=lambda span: span[1] - span[0])] if around else None


def _linked(draft: Draft, anchors: dict[str, Draft]) -> Draft | None:
    """What a link in a quotation, or one that says "in reply to", points at."""
    for node in draft.block.unit.nodes:
        for link in node.tag.find_all("a", href=True):
            target = anchors.get(str(link["href"]).partition("#")[2])
            if target is None or target is draft:
                continue
            said = (str(link.previous_sibling or "") + link.get_text()).lower()
            quoted = any(link in quote.tag.find_all("a") for quote in quotes_in(draft.block.unit))
            if quoted or re.search(r"reply|repl|回复|回覆|@|»|^\s*[>#]", said):
                return target
    return None


def _answered_floor(draft: Draft) -> str | None:
    for node in draft.block.unit.nodes:
        own = [node.tag.get_text(" ", strip=True)[:2_000]]
        found = _ANSWERED.search(own[0])
        if found:
            return found[1] or found[2]
    return None


def _made_id(draft: Draft, place: Place, counts: Counter[str]) -> str:
    """A name by floor, else by the moment, else by the words: what stays the same when the page grows."""
    posted = draft.posted
    if draft.floor:
        name = f"{place.thread}/floor/{draft.floor}"
    elif posted and posted.iso and "T" in posted.iso and not is_relative(posted.raw):
        name = f"{place.thread}@{posted.iso}"
    else:
        name = f"{place.thread}~{digest(draft.title or '', draft.body)}"
    counts[name] += 1
    return name if counts[name] == 1 else f"{name}~{counts[name]}"


def _post(draft: Draft, place: Place, *, first: bool) -> RawPost:
    kind = draft.kind
    if (draft.parent and kind in ("comment", "review")) or (
        kind == "post" and not (first and place.numbered == 1) and not _is_feed(draft.block)
    ):
        kind = "reply"
    posted, edited, rating = draft.posted, draft.edited, draft.rating
    anchor = (
        f"#{draft.own_id}" if draft.own_id and draft.block.unit.nodes[0].tag.get("id") == draft.own_id else ""
    )
    return RawPost(
        source=f"web:{host_of(place.fetched.url)}",
        kind=kind,
        body=draft.body,
        native_id=draft.native_id,
        url=absolute(place.fetched.url, anchor) if anchor else place.fetched.url,
        thread_id=place.thread,
        parent_id=draft.parent,
        subject=place.subject,
        title=draft.title,
        rating=rating.value if rating else None,
        rating_min=rating.low if rating else None,
        rating_max=rating.high if rating else None,
        likes=draft.likes,
        author=draft.author,
        posted_at=posted.iso if posted else None,
        posted_at_raw=posted.raw if posted else None,
        posted_precision=posted.precision if posted else None,
        edited_at=edited.iso if edited else None,
    )
