"""The figures behind the opportunity views, from reviews with the polarity of the tags they mention."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mining.intervals import wilson
from mining.kano.controls import control_columns
from mining.kano.ols import Matrix, bootstrap_coefficients, cluster_draws, fit_ols
from mining.kano.reviews import RatedReview, unique_reviews
from mining.opportunities.model import LEAST_BLAME, LEAST_MENTIONS, LEAST_PEOPLE, Estimate, Opportunity
from mining.segments.proportions import difference_interval

DRAWS = 400
SEED = 7
_TAILS = (0.025, 0.975)
_HELD = 20_000_000  # numbers that are held at once, 160 MB


def opportunities(
    reviews: Sequence[RatedReview], labels: Mapping[str, tuple[str, str]], *, seed: int = SEED
) -> list[Opportunity]:
    """All tags that anybody mentions, those with most discontented people beyond the usual first.

    Copies count once. `labels` are tag -> (zh, en); a tag without one keeps its id for a name.
    """
    unique = unique_reviews(reviews)
    everybody = frozenset[str]().union(*(review.people for review in unique))
    said = _said(unique)
    sums = {tag: (len(content), len(content | blaming)) for tag, (_, content, blaming) in said.items()}
    rated = [review for review in unique if review.rating is not None]
    clusters = _Clusters(rated, seed)
    weights = importance(rated, clusters)
    lifts = without(rated, clusters)
    found = []
    for tag in sorted(said):
        zh, en = labels.get(tag, (tag, tag))
        content, judging = sums[tag]
        mentioned = len(said[tag][0])
        found.append(
            Opportunity(
                tag, zh, en, mentioned, len(everybody), _share(mentioned, len(everybody)), content, judging,
                _share(content, judging) if judging >= LEAST_PEOPLE else None, _gap(tag, sums),
                weights.get(tag), sum(_blames(r, tag) for r in rated), len(rated), lifts.get(tag),
            )
        )  # fmt: skip
    return sorted(found, key=lambda o: (-_excess(o), -o.people, o.tag))


class _Clusters:
    """The people behind rated reviews, and how often each bootstrap draw takes each of them."""

    def __init__(self, rated: Sequence[RatedReview], seed: int) -> None:
        keys = sorted({review.cluster for review in rated})
        index = {key: number for number, key in enumerate(keys)}
        self.of = np.array([index[review.cluster] for review in rated], dtype=np.int64)
        self.taken = cluster_draws(len(keys), DRAWS, seed) if keys else np.zeros((DRAWS, 0), dtype=np.uint16)

    def sums(self, columns: Matrix) -> Matrix:
        """Sums of columns (n, c) in every draw: (draws, c)."""
        totals = np.zeros((self.taken.shape[1], columns.shape[1]))
        np.add.at(totals, self.of, columns)
        result = np.zeros((len(self.taken), columns.shape[1]))
        step = max(1, _HELD // len(self.taken))
        for start in range(0, len(totals), step):
            result += self.taken[:, start : start + step].astype(np.float64) @ totals[start : start + step]
        return result


def importance(rated: Sequence[RatedReview], clusters: _Clusters) -> dict[str, Estimate]:
    """Derived importance: least squares of the stars on blamed -1, praised +1 of all tags and controls.

    Unstandardised; interval from a bootstrap over people. Tags with fewer than LEAST_MENTIONS judging posts
    are left out; empty where the ratings do not vary.
    """
    tags = sorted({tag for review in rated for tag in review.aspects})
    signs = {tag: np.array([_sign(review, tag) for review in rated], dtype=np.float64) for tag in tags}
    kept = [tag for tag in tags if np.abs(signs[tag]).sum() >= LEAST_MENTIONS and np.ptp(signs[tag]) > 0]
    outcome = np.array([review.rating for review in rated], dtype=np.float64)
    if not kept or np.ptp(outcome) == 0:
        return {}
    _, controls = control_columns(rated)
    design = np.column_stack([np.ones(len(rated)), controls, *(signs[tag] for tag in kept)])
    if len(outcome) <= design.shape[1] + 1:
        return {}
    first = design.shape[1] - len(kept)
    fit = fit_ols(design, outcome)
    drawn = bootstrap_coefficients(design, outcome, clusters.of, clusters.taken)
    return {
        tag: _estimate(float(fit.coefficients[first + n]), drawn[:, first + n]) for n, tag in enumerate(kept)
    }


def without(rated: Sequence[RatedReview], clusters: _Clusters) -> dict[str, Estimate]:
    """For each tag: the mean stars of the posts that do not blame it, less the mean of all."""
    tags = sorted({tag for review in rated for tag in review.aspects})
    kept = [tag for tag in tags if LEAST_BLAME <= sum(_blames(r, tag) for r in rated) < len(rated)]
    stars = np.array([review.rating for review in rated], dtype=np.float64)
    if not kept or np.ptp(stars) == 0:
        return {}
    rest = np.array([[not _blames(review, tag) for tag in kept] for review in rated], dtype=np.float64)
    columns = np.column_stack([np.ones(len(rated)), stars, rest, rest * stars[:, None]])
    own, drawn = _lifts(columns.sum(axis=0)[None, :]), _lifts(clusters.sums(columns))
    return {tag: _estimate(float(own[0, n]), drawn[:, n]) for n, tag in enumerate(kept)}


def _lifts(sums: Matrix) -> Matrix:
    """(draws, tags) from sums of one, stars, and both of the posts that do not blame each tag."""
    tags = (sums.shape[1] - 2) // 2
    counts, stars = sums[:, 2 : 2 + tags], sums[:, 2 + tags :]
    overall = sums[:, 1:2] / sums[:, 0:1]
    means = np.divide(stars, counts, out=np.broadcast_to(overall, stars.shape).copy(), where=counts > 0)
    return np.asarray(means - overall)


def _said(
    reviews: Sequence[RatedReview],
) -> dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """tag -> who mentions it, who only praises it, who blames it."""
    mention: dict[str, set[str]] = defaultdict(set)
    praise: dict[str, set[str]] = defaultdict(set)
    blame: dict[str, set[str]] = defaultdict(set)
    for review in reviews:
        for tag, polarity in review.aspects.items():
            mention[tag] |= review.people
            if polarity in ("negative", "mixed"):
                blame[tag] |= review.people
            elif polarity == "positive":
                praise[tag] |= review.people
    return {
        tag: (frozenset(who), frozenset(praise[tag] - blame[tag]), frozenset(blame[tag]))
        for tag, who in mention.items()
    }


def _gap(tag: str, sums: Mapping[str, tuple[int, int]]) -> Estimate | None:
    content, judging = sums[tag]
    others = [pair for key, pair in sums.items() if key != tag]
    usual, all_judging = sum(pair[0] for pair in others), sum(pair[1] for pair in others)
    if min(judging, all_judging) < LEAST_PEOPLE:
        return None
    low, high = difference_interval(usual, all_judging, content, judging)
    return Estimate(usual / all_judging - content / judging, low, high)


def _excess(one: Opportunity) -> float:
    """How many more people are discontented than would be at the usual satisfaction."""
    return one.judging * one.gap.value if one.gap is not None else -float("inf")


def _share(k: int, n: int) -> Estimate:
    return Estimate(k / n if n else 0.0, *wilson(k, n))


def _sign(review: RatedReview, tag: str) -> int:
    return {"positive": 1, "negative": -1}.get(review.aspects.get(tag, "neutral"), 0)


def _blames(review: RatedReview, tag: str) -> bool:
    return review.aspects.get(tag) in ("negative", "mixed")


def _estimate(value: float, drawn: NDArray[np.float64]) -> Estimate:
    low, high = np.quantile(drawn, _TAILS)
    return Estimate(value, float(low), float(high))
