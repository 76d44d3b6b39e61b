"""The only way into the store: a raw post is cleaned, masked, keyed and numbered, then saved.

Nothing unmasked and no author's name goes past this module, neither into posts nor into rejects.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.cleaning import (
    MAX_DATE,
    Attributes,
    clean_count,
    clean_id,
    clean_language,
    clean_rating,
    clean_text,
)
from crawler.clock import now_iso
from crawler.config import StudyConfig
from crawler.dates import Moment, Order, is_relative, parse_date
from crawler.ids import content_hash, content_post_id, native_post_id
from crawler.pii import mask
from crawler.privacy import pseudonymiser_for
from crawler.records import POST_KINDS, Post, RawPost
from crawler.store import Store
from crawler.store.ledger import SAMPLE_LENGTH, Reject, save_rejects
from crawler.store.posts import SaveCounts, save_posts
from crawler.store.tombstones import Buried
from crawler.urls import checked_url

MAX_TITLE = 500
_HOW_READ = "read."  # attributes that tell how a page was read are no part of what a post is
MAX_BODY = 100_000  # characters: thirty times the longest review that we have met
_TOLERANCE = timedelta(days=1)  # a local date without offset may be a day ahead of UTC


@dataclass(frozen=True, slots=True)
class Rules:
    """How posts of one origin are read.

    `order` of "05/06/2023". `relative`: "3 hours ago" counts from the time of collection.
    `rows`: each raw post is a row of a file, so equal ones are distinct posts, and two that share an
    id but not their words are both kept; where pages overlap (a crawl) they are one post.
    `live`: what is read is there at this moment, so posts that were gone are back.
    """

    order: Order = "MDY"
    relative: bool = True
    rows: bool = False
    live: bool = True


CRAWLED = Rules()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A post with its source's own id or none yet; `said_at` is the date as far as it tells posts apart."""

    post: Post
    said_at: str | None


class Intake:
    """Saves the raw posts of one run. `counts` sum over all its calls.

    counts: new, changed, same, rejected, forgotten (not taken again), cut (texts), cut.attributes,
    masked.<kind>, dropped.url, dropped.rating, dropped.likes, dropped.date (stated, but unreadable
    or later than its collection).
    Raises StudyProblem when the author key is not the study's, StoreProblem when the disk refuses.
    """

    def __init__(
        self,
        store: Store,
        config: StudyConfig,
        *,
        run_id: str,
        parser_version: str,
        fetched_at: str | None = None,
        rules: Rules = CRAWLED,
    ) -> None:
        self._store = store
        self._masking = config.privacy.mask
        self._authors = pseudonymiser_for(store)
        self._run_id = run_id
        self._parser_version = parser_version
        self._fetched_at = fetched_at
        self._rules = rules
        self._buried = Buried(store)
        self._counts: Counter[str] = Counter(new=0, changed=0, same=0, rejected=0)
        self._repeats: dict[str, int] = {}
        self._unwritten: dict[str, str] = {}  # posts of the batch under way, with their content hashes

    @property
    def counts(self) -> dict[str, int]:
        """What happened so far, only what is committed."""
        return dict(self._counts)

    def save(
        self, raws: Iterable[RawPost], *, places: Iterable[str] | None = None, snapshot_id: str | None = None
    ) -> SaveCounts:
        """Save a batch and what was refused of it, in one transaction.

        `snapshot_id` names the page that all of it was read from.

        `places` say where each raw post stood ("row 12"); without them a reject names its url.
        """
        batch = _Batch(self._fetched_at or now_iso(), Attributes(masking=self._masking), snapshot_id)
        spots = iter(places) if places is not None else None
        for raw in raws:
            self._draft(raw, next(spots) if spots else None, batch)
        try:
            with self._store.writing():
                saved = save_posts(
                    self._store, self._numbered(batch.drafts), self._run_id, live=self._rules.live
                )
                save_rejects(self._store, self._run_id, batch.rejects)
        except BaseException:
            self._repeats.clear()  # they speak of posts that were rolled back
            raise
        finally:
            self._unwritten.clear()
        self._counts.update(new=saved.new, changed=saved.changed, same=saved.same)
        self._counts.update(batch.all_counts())
        return saved

    def refuse(self, rejects: Iterable[Reject]) -> None:
        """Keep what a reader could not even turn into a raw post; samples are cleaned and masked here."""
        kept = [replace(item, sample=self._sample(item.sample)) for item in rejects]
        save_rejects(self._store, self._run_id, kept)
        self._counts["rejected"] += len(kept)

    def _sample(self, text: str) -> str:
        """The beginning of a refused text; masked whatever the study says, for nobody asked to keep it."""
        return mask(clean_text(text[: 4 * SAMPLE_LENGTH])).text[:SAMPLE_LENGTH]

    def _draft(self, raw: RawPost, spot: str | None, batch: "_Batch") -> None:
        title, body = (None if part is None else self._text(part, batch) for part in (raw.title, raw.body))
        reason = _refusal(raw, title, body or "")
        if reason:
            place = spot or _place(raw)
            batch.rejects.append(Reject(place, reason, self._sample(f"{raw.title or ''} {raw.body}".strip())))
            batch.counts["rejected"] += 1
            return
        title, body = self._fitting(title, body or "", spot or raw, batch)
        batch.drafts.append(self._built(raw, title, body, batch))

    def _text(self, text: str, batch: "_Batch") -> str:
        """Cleaned and masked, whole: a cut before masking could halve a number and let it through."""
        found = clean_text(text)
        if not self._masking:
            return found
        masked = mask(found)
        batch.attributes.masked.update(masked.counts)
        return masked.text

    def _fitting(
        self, title: str | None, body: str, spot: str | RawPost, batch: "_Batch"
    ) -> tuple[str | None, str]:
        """Title and body within their limits; what is cut leaves a line in the rejects."""
        for name, text, limit in (("title", title or "", MAX_TITLE), ("text", body, MAX_BODY)):
            if len(text) > limit:
                place = spot if isinstance(spot, str) else _place(spot)
                reason = f"the {name} has {len(text):,} characters; the first {limit:,} were kept"
                batch.rejects.append(Reject(place, reason, self._sample(text[limit:])))
                batch.counts["cut"] += 1
        return (None if title is None else title[:MAX_TITLE]), body[:MAX_BODY]

    def _built(self, raw: RawPost, title: str | None, body: str, batch: "_Batch") -> _Draft:
        attributes = batch.attributes
        moment = self._moment(raw.posted_at, raw.posted_at_raw, raw, batch)
        edited = self._moment(raw.edited_at, None, None, batch)
        (rating, low, high), dropped = clean_rating(raw.rating, raw.rating_min, raw.rating_max)
        batch.counts["dropped.rating"] += dropped
        url, likes = checked_url(raw.url), clean_count(raw.likes)
        batch.counts["dropped.url"] += url is None and bool(raw.url and raw.url.strip())
        batch.counts["dropped.likes"] += likes is None and raw.likes is not None
        stated = raw.posted_at_raw if raw.posted_at_raw is not None else raw.posted_at
        native_id = clean_id(raw.native_id)
        post = Post(
            id="" if native_id is None else native_post_id(raw.source, native_id),
            source=raw.source,
            native_id=native_id,
            url=url,
            thread_id=clean_id(raw.thread_id),
            parent_id=clean_id(raw.parent_id),
            kind=raw.kind,
            subject=None if raw.subject is None else attributes.text(raw.subject, MAX_TITLE),
            brand_role=raw.brand_role,
            title=title,
            body=body,
            text="\n".join(part for part in (title, body) if part),
            rating=rating,
            rating_min=low,
            rating_max=high,
            likes=likes,
            author_key=self._authors.author_key(raw.source, raw.author),
            posted_at=moment.iso if moment else None,
            posted_at_raw=None if stated is None else attributes.text(stated, MAX_DATE),
            posted_precision=moment.precision if moment else None,
            edited_at=edited.iso if edited else None,
            fetched_at=batch.fetched_at,
            language=clean_language(raw.language),
            attributes=attributes.clean(raw.attributes),
            snapshot_id=batch.snapshot_id,
            parser_version=self._parser_version,
            version=1,
            content_hash=content_hash(title, body, None if rating is None else repr(rating)),
        )
        said = None if stated and is_relative(stated) else post.posted_at or post.posted_at_raw
        return _Draft(post, said)

    def _moment(
        self, iso: str | None, stated: str | None, raw: RawPost | None, batch: "_Batch"
    ) -> Moment | None:
        """The date, unless it cannot be read or lies after its collection; both are counted."""
        text = iso or stated
        if not text or not text.strip():
            return None
        base = batch.collected if self._rules.relative else None
        found = parse_date(text, order=self._rules.order, base=base)
        if found is None or found.iso[:10] > batch.last_day:
            batch.counts["dropped.date"] += 1
            return None
        exact = raw.posted_precision if raw and iso else None
        return Moment(found.iso, exact) if exact else found

    def _numbered(self, drafts: list[_Draft]) -> Iterator[Post]:
        """Posts with their ids; each look-up sees the posts before it, written or not."""
        for draft in drafts:
            post = draft.post
            if post.native_id is not None:
                name = self._native_id(post, post.native_id)
            else:
                name = self._content_id(draft)
            if self._buried.holds(name, post.author_key):
                self._counts["forgotten"] += 1
            else:
                self._unwritten[name] = post.content_hash
                yield post if post.id == name else replace(post, id=name)

    def _native_id(self, post: Post, native_id: str) -> str:
        """The source's own id; in a file, a second row that uses it for other words gets one of its own."""
        if self._rules.rows and self._hash_in_this_run(post.id) not in (None, post.content_hash):
            return native_post_id(post.source, f"{native_id}\x1f{post.content_hash}")
        return post.id

    def _content_id(self, draft: _Draft) -> str:
        """Identity by content; equal posts of one run are told apart by their occurrence number."""
        post = draft.post
        also = {
            "\x1fthread": post.thread_id,
            "\x1fsubject": post.subject,
            "\x1fauthor": post.author_key,
            "\x1frating": post.rating,
        }
        said = {name: value for name, value in post.attributes.items() if not name.startswith(_HOW_READ)}
        told = {**said, **{name: value for name, value in also.items() if value is not None}}
        first = content_post_id(post.source, post.text, draft.said_at, told, 1)
        if post.author_key is not None and not self._rules.rows:
            return first  # the same words by the same person, met again on the next page
        occurrence = self._repeats.get(first, 0) + 1
        found = first
        while True:
            if occurrence > 1:
                found = content_post_id(post.source, post.text, draft.said_at, told, occurrence)
            if self._hash_in_this_run(found) is None:
                break
            occurrence += 1
        if occurrence > 1:  # remembered for what repeats only: memory stays flat
            self._repeats[first] = occurrence
        return found

    def _hash_in_this_run(self, post_id: str) -> str | None:
        """Content hash of a post that this run has saved already, else None."""
        if post_id in self._unwritten:
            return self._unwritten[post_id]
        found = self._store.value(
            "SELECT content_hash FROM posts WHERE id = ? AND last_run_id = ?", (post_id, self._run_id)
        )
        return None if found is None else str(found)


class _Batch:
    """What one call of `save` gathers before it writes."""

    def __init__(self, fetched_at: str, attributes: Attributes, snapshot_id: str | None) -> None:
        self.fetched_at = fetched_at
        self.collected = datetime.fromisoformat(fetched_at)
        self.last_day = (self.collected + _TOLERANCE).date().isoformat()
        self.snapshot_id = snapshot_id
        self.attributes = attributes
        self.drafts: list[_Draft] = []
        self.rejects: list[Reject] = []
        self.counts: Counter[str] = Counter()

    def all_counts(self) -> dict[str, int]:
        """Counts of the batch that are not nought."""
        masked = {f"masked.{kind}": number for kind, number in self.attributes.masked.items()}
        found: dict[str, int] = {**self.counts, **masked, "cut.attributes": self.attributes.cut}
        return {name: number for name, number in found.items() if number}


def _refusal(raw: RawPost, title: str | None, body: str) -> str | None:
    if not (title or "").strip() and not body.strip():
        return "no words: text and title are empty"
    return None if raw.kind in POST_KINDS else f"unknown kind of post {raw.kind!r}"


def _place(raw: RawPost) -> str:
    return checked_url(raw.url) or (clean_id(raw.native_id) or "a post without address")
