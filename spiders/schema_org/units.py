"""schema.org nodes -> posts: reviews, discussions with their replies, questions with their answers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.pages import Fetched
from crawler.records import PostKind, RawPost
from spiders.common.dates import read_date
from spiders.common.json import as_list
from spiders.common.places import absolute, host_of, stable
from spiders.schema_org.fields import (
    author_of,
    expected_of,
    first_text,
    likes_of,
    name_of,
    native_id_of,
    notes_of,
    rating_of,
)
from spiders.schema_org.jsonld import MAX_DEPTH, Markup, types_of

REVIEWS = frozenset({"Review", "UserReview", "CriticReview", "EmployerReview", "Recommendation"})
POSTS = frozenset({"DiscussionForumPosting", "SocialMediaPosting"})
KINDS: tuple[tuple[frozenset[str], PostKind], ...] = (
    (REVIEWS, "review"),
    (POSTS, "post"),
    (frozenset({"Question"}), "question"),
    (frozenset({"Answer"}), "answer"),
    (frozenset({"Comment", "CorrectionComment"}), "comment"),
)
_CHILDREN = ("comment", "acceptedAnswer", "suggestedAnswer")
_BODIES = ("reviewBody", "text", "articleBody", "description")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: whose subject it inherits, which thread and post it answers."""

    subject: str | None = None
    thing: str | None = None
    thread: str | None = None
    parent: str | None = None
    depth: int = MAX_DEPTH


@dataclass(slots=True)
class Units:
    """The posts of one page's markup, and how many each thing states to have."""

    markup: Markup
    fetched: Fetched
    posts: list[RawPost] = field(default_factory=list)
    expected: dict[str, int] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    _done: set[int] = field(default_factory=set)
    _dates: Counter[str] = field(default_factory=Counter)

    def collect(self) -> "Units":
        """Read all nodes; those that hold others first, so that each post knows what it belongs to."""
        for node in sorted(self.markup.roots, key=lambda node: kind_of(node) is not None):
            self._walk(node, _Place())
        return self

    def _walk(self, value: Any, place: _Place) -> None:
        value = self.markup.resolve(value)
        if place.depth <= 0:
            return
        if isinstance(value, list):
            for item in value:
                self._walk(item, place)
        elif isinstance(value, dict) and id(value) not in self._done:
            self._done.add(id(value))
            kind = kind_of(value)
            if kind:
                self._take(value, kind, place)
            else:
                self._enter(value, place)

    def _enter(self, node: Mapping[str, Any], place: _Place) -> None:
        """A thing that is no post itself: a product, a page, a list."""
        inner = replace(place, depth=place.depth - 1)
        if "review" in node or "reviews" in node or "aggregateRating" in node:
            address = absolute(self.fetched.url, node.get("url")) or absolute(
                self.fetched.url, node.get("@id")
            )
            thing = stable(address or self.fetched.url).split("#")[0]
            inner = replace(inner, subject=name_of([node]) or place.subject, thing=thing)
            stated = expected_of(node)
            if stated is not None:
                self.expected[thing] = max(stated, self.expected.get(thing, 0))
        for name, value in node.items():
            if isinstance(value, dict | list) and name not in (
                "author",
                "isPartOf",
                "itemReviewed",
                "aggregateRating",
            ):
                self._walk(value, inner)

    def _take(self, node: Mapping[str, Any], kind: PostKind, place: _Place) -> None:
        post = self._post(node, kind, place)
        thread = place.thread or (post.native_id if kind in ("post", "question") else None)
        if str(node.get("creativeWorkStatus")).lower() == "deleted":
            self.skipped["deleted"] += 1
        elif not post.body and not post.title and post.rating is None:
            self.skipped["without text"] += 1
        else:
            self.posts.append(replace(post, thread_id=thread or place.thing))
        subject = place.subject or (post.title if kind in ("post", "question") else None)
        inner = _Place(subject, place.thing, thread, post.native_id, place.depth - 1)
        for name in _CHILDREN:
            for child in as_list(node.get(name)):
                self._walk(child, inner)

    def _post(self, node: Mapping[str, Any], kind: PostKind, place: _Place) -> RawPost:
        reviewed = self.markup.resolve(next(iter(as_list(node.get("itemReviewed"))), None))
        posted = read_date(_first(node, "datePublished", "dateCreated", "uploadDate"), self.fetched.now)
        edited = read_date(_first(node, "dateModified"), self.fetched.now)
        rating = (
            rating_of(self.markup.resolve(_first(node, "reviewRating", "rating")))
            if kind == "review"
            else None
        )
        title = first_text(node, "headline", "name") if kind in ("review", "post", "question") else None
        body = "\n".join(filter(None, [first_text(node, *_BODIES), notes_of(node)]))
        author = self.markup.resolve(next(iter(as_list(node.get("author"))), None))
        own_url = absolute(self.fetched.url, node.get("url")) or absolute(self.fetched.url, node.get("@id"))
        return RawPost(
            source=f"schema_org:{host_of(self.fetched.url)}",
            kind="reply" if kind == "comment" and place.thread else kind,
            body=body,
            native_id=native_id_of(node, self.fetched.url)
            or self._dated_id(kind, posted.iso if posted else None),
            url=own_url or self.fetched.url,
            parent_id=place.parent,
            subject=name_of([reviewed]) or place.subject or (title if kind in ("post", "question") else None),
            title=None if title == body else title,
            rating=rating.value if rating else None,
            rating_min=rating.low if rating else None,
            rating_max=rating.high if rating else None,
            likes=likes_of(node),
            author=author_of(author),
            posted_at=posted.iso if posted else None,
            posted_at_raw=posted.raw if posted else None,
            posted_precision=posted.precision if posted else None,
            edited_at=edited.iso if edited and (not posted or edited.iso != posted.iso) else None,
            language=first_text(node, "inLanguage"),
        )

    def _dated_id(self, kind: PostKind, iso: str | None) -> str | None:
        """Discussions need names for what is answered; a time to the minute names a post of a thread well."""
        if kind == "review" or iso is None or "T" not in iso:
            return None
        self._dates[iso] += 1
        count = f"~{self._dates[iso]}" if self._dates[iso] > 1 else ""
        return f"{stable(self.fetched.url)}@{iso}{count}"


def kind_of(node: Any) -> PostKind | None:
    """What kind of post a node is, None when it is none."""
    types = types_of(node)
    return next((kind for names, kind in KINDS if names & types), None)


def _first(node: Mapping[str, Any], *names: str) -> Any:
    for name in names:
        values = as_list(node.get(name))
        if values:
            return values[0]
    return None
