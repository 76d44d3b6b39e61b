"""Alarms: a crawl whose posts lack what earlier crawls of the same seed had, more than chance explains.

A site that changes its pages does not answer with an error: titles, ratings or dates come out empty,
or no post comes at all. So each crawl counts what its posts had, and is compared with the ones before.

A share has fallen when the 99 % interval of the difference (Newcombe's hybrid score interval, method 10 in
Statistics in Medicine 17, 1998, 873-890) lies wholly above `LEAST_FALL`; lengths of texts differ when the
two-sample Kolmogorov-Smirnov distance exceeds its 1 % bound and `LEAST_DISTANCE`. Neither speaks of
fewer than `LEAST_POSTS` posts on either side.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt

from crawler.manners.book import CrawlBook
from crawler.pages import PostBatch
from crawler.store import Store
from crawler.store.coverage import (
    Alarm,
    Coverage,
    alarmed_fields,
    earlier_coverage,
    save_alarms,
    save_coverage,
)

FIELDS = ("title", "rating", "date", "author")
POSTS, UNCHANGED = "posts", "unchanged"
EARLIER_RUNS = 5
LEAST_POSTS = 20
LEAST_FALL = 0.10
LEAST_DISTANCE = 0.40
Z_99 = 2.5758
KS_99 = 1.6276  # c(0.01) of the Kolmogorov-Smirnov test


def count_fields(book: CrawlBook, batch: PostBatch) -> None:
    """Count into the book what each post has. A page that is as it was last time has no posts to count."""
    if batch.unchanged is not None:
        book.had[UNCHANGED] += 1
    for post in batch.posts:
        had = {
            "title": post.title, "rating": post.rating is not None, "date": post.posted_at,
            "author": post.author,
        }  # fmt: skip
        book.had.update([POSTS, *(name for name in FIELDS if had[name])])
        book.lengths[str(len(post.body.strip()).bit_length() - 1)] += 1


def save_alarms_of(store: Store, run_id: str, url: str, book: CrawlBook, *, ended: bool) -> list[Alarm]:
    """Keep the coverage of a crawl and what it differs in; returns that.

    `ended`: the crawl came to its end by itself, so that no posts at all mean something.
    """
    lengths = {int(size): count for size, count in book.lengths.items()}
    fields = {name: book.had[name] for name in FIELDS}
    found = Coverage(book.source, url, book.had[POSTS], fields, lengths)
    with store.writing():
        save_coverage(store, run_id, found)
        alarms = _field_alarms(store, run_id, found)
        if ended and not found.posts and not _explained(book):
            alarms.append(_empty(store, run_id, found))
        save_alarms(store, run_id, found.source, url, alarms)
    return alarms


def _explained(book: CrawlBook) -> bool:
    """Whether no posts are as they should be: all left out on purpose, nothing new, or a host at rest."""
    return bool(book.skipped or book.had[UNCHANGED] or book.unread or book.rests)


def _empty(store: Store, run_id: str, found: Coverage) -> Alarm:
    """`auto` may not even have known the page any more, so any source counts as earlier."""
    earlier = earlier_coverage(store, run_id, None, found.url, EARLIER_RUNS)
    mean = sum(c.posts for _, c in earlier) / len(earlier) if earlier else None
    return Alarm(found.source, found.url, "empty", None, 0.0, mean, 0, len(earlier) or None)


def _field_alarms(store: Store, run_id: str, found: Coverage) -> list[Alarm]:
    earlier = earlier_coverage(store, run_id, found.source, found.url, EARLIER_RUNS)
    marked = [(c, alarmed_fields(store, name, found.source, found.url)) for name, c in earlier]
    alarms = []
    for field in FIELDS:
        sound = [c for c, alarmed in marked if field not in alarmed]
        alarm = fallen(found, sound, field)
        alarms += [alarm] if alarm else []
    length = lengths_differ(found, [c for c, alarmed in marked if "length" not in alarmed])
    return alarms + ([length] if length else [])


def fallen(found: Coverage, earlier: Sequence[Coverage], field: str) -> Alarm | None:
    """An alarm when fewer posts have the field than in the earlier crawls together."""
    n, m = found.posts, sum(c.posts for c in earlier)
    if min(n, m) < LEAST_POSTS:
        return None
    now, before = found.fields.get(field, 0), sum(c.fields.get(field, 0) for c in earlier)
    if least_fall(before, m, now, n) < LEAST_FALL:
        return None
    return Alarm(found.source, found.url, "field", field, now / n, before / m, n, m)


def least_fall(before: int, m: int, now: int, n: int) -> float:
    """Lower end of the 99 % interval of before/m - now/n."""
    first, second = before / m, now / n
    low = first - _wilson(before, m)[0]
    high = _wilson(now, n)[1] - second
    return first - second - sqrt(low * low + high * high)


def _wilson(k: int, n: int) -> tuple[float, float]:
    share, z2 = k / n, Z_99 * Z_99
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_99 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return centre - half, centre + half


def lengths_differ(found: Coverage, earlier: Sequence[Coverage]) -> Alarm | None:
    """An alarm when texts are much shorter or longer than in the earlier crawls together."""
    before: Counter[int] = Counter()
    for coverage in earlier:
        before.update(coverage.lengths)
    n, m = sum(found.lengths.values()), sum(before.values())
    if min(n, m) < LEAST_POSTS:
        return None
    distance, now_sum, before_sum = 0.0, 0, 0
    for size in sorted({*found.lengths, *before}):
        now_sum += found.lengths.get(size, 0)
        before_sum += before[size]
        distance = max(distance, abs(now_sum / n - before_sum / m))
    if distance < max(LEAST_DISTANCE, KS_99 * sqrt((n + m) / (n * m))):
        return None
    return Alarm(
        found.source, found.url, "length", None, _median(found.lengths), _median(before), n, m
    )  # fmt: skip


def _median(lengths: Mapping[int, int]) -> float:
    """About the middle length in characters: the middle of the power of two that holds it."""
    half, seen = sum(lengths.values()) / 2, 0
    for size in sorted(lengths):
        seen += lengths[size]
        if seen >= half:
            return 0.0 if size < 0 else 1.5 * 2**size
    return 0.0
