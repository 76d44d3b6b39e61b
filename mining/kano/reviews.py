"""The input of PRCA: rated reviews with the polarity of the aspects that they mention."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Literal

Polarity = Literal["negative", "positive", "mixed", "neutral"]

BALANCE = 0.5


@dataclass(frozen=True, slots=True)
class RatedReview:
    """One review of one subject. `rating` is on 1 to 5, None where it has none.

    `people` are the keys of who speaks: "a:…" for authors, "g:…" for a duplicate group where the source
    names no author. `group` is the duplicate group: of one group one review counts. `controls` are what
    the rating may depend on besides the aspects: words are levels, numbers are taken as they are. `at`
    is when it was posted (ISO 8601), None where that is not known.
    """

    id: str
    rating: float | None
    aspects: Mapping[str, Polarity]
    people: frozenset[str]
    group: str
    source: str = ""
    controls: Mapping[str, str | float] = field(default_factory=dict)
    at: str | None = None

    @property
    def cluster(self) -> str:
        """Whose the review is in the bootstrap."""
        return min(self.people, default=f"g:{self.group}")


def unique_reviews(reviews: Iterable[RatedReview]) -> list[RatedReview]:
    """One review of each duplicate group, that with the smallest id; sorted by id."""
    kept: dict[str, RatedReview] = {}
    for review in sorted(reviews, key=lambda item: item.id):
        kept.setdefault(review.group, review)
    return list(kept.values())


def sides(reviews: Sequence[RatedReview], aspect: str) -> tuple[list[RatedReview], list[RatedReview]]:
    """The reviews that blame an aspect and those that praise it; a mixed one is among both."""
    blame = [review for review in reviews if review.aspects.get(aspect) in ("negative", "mixed")]
    praise = [review for review in reviews if review.aspects.get(aspect) in ("positive", "mixed")]
    return blame, praise


def merged(polarities: Iterable[Polarity]) -> Polarity:
    """What several mentions of one aspect in one review come to: praise and blame make it mixed."""
    seen = set(polarities)
    if "mixed" in seen or {"negative", "positive"} <= seen:
        return "mixed"
    if "negative" in seen:
        return "negative"
    return "positive" if "positive" in seen else "neutral"


def weighed(polarities: Iterable[float], *, band: float, balance: float = BALANCE) -> Polarity:
    """What several clauses on one aspect come to, by the strength of their polarity in [-1, 1].

    Clauses inside the neutral band say nothing. The stronger side names the polarity; it is mixed where
    the weaker has at least `balance` of its strength, so that one weak misreading among clear words
    does not turn praise into praise and blame.
    """
    values = list(polarities)
    praise = fsum(value for value in values if value >= band)
    blame = -fsum(value for value in values if value <= -band)
    if praise == blame == 0:
        return "neutral"
    if min(praise, blame) >= balance * max(praise, blame):
        return "mixed"
    return "positive" if praise > blame else "negative"
