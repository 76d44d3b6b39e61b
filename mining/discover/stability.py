"""How firmly a group stands: what becomes of it when a fifth of the posts is left out.

Ten fits from nothing, each on another 80 % of the posts. Of each fit the group is taken that has
most in common with the group in question, both reduced to the posts that were there; the Jaccard
index of the two, averaged over the fits, is the stability (Hennig 2007, cluster-wise stability).
As a fifth of the people is missing, a fifth fewer are asked for, too: else a group of three would
count as unstable only because one of its three did not come.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mining.discover.corpus import Corpus
from mining.discover.groups import Group, fit, together

Rows = NDArray[np.intp]

REFITS = 10
SHARE = 0.8  # of the posts
FEWEST = 2  # people of a group, in any refit
SAMPLE = 2_500  # rows compared with one another in each refit
MOST = 20_000  # rows in each refit


def stabilities(corpus: Corpus, groups: Sequence[Group], *, min_people: int, seed: int) -> list[float]:
    """Stability of each group in [0, 1], in their order."""
    found = np.zeros((REFITS, len(groups)))
    least = max(FEWEST, int(SHARE * min_people))
    for step, kept in enumerate(_subsamples(corpus, seed)):
        own = [group.membership.members[kept[group.membership.members]] for group in groups]
        started = fit(corpus, kept, min_people=least, seed=seed + step, sample=SAMPLE)
        others = [rows for _, rows in together(corpus, started)]
        found[step] = _best_overlaps(own, others, len(corpus.items))
    return [round(float(value), 4) for value in found.mean(axis=0)] if groups else []


def _subsamples(corpus: Corpus, seed: int) -> Iterator[NDArray[np.bool_]]:
    posts = np.unique([item.clause.post_id for item in corpus.items], return_inverse=True)[1]
    count = int(posts.max(initial=-1)) + 1
    share = min(SHARE, MOST / max(1, len(corpus.items)))
    for step in range(REFITS if count else 0):
        chosen = np.zeros(count, dtype=bool)
        drawn = np.random.default_rng([seed, step]).choice(count, max(1, round(share * count)), replace=False)
        chosen[drawn] = True
        yield chosen[posts]


def _best_overlaps(own: Sequence[Rows], others: Sequence[Rows], total: int) -> list[float]:
    """For each group the highest Jaccard index with any of the others; 0 where nothing of it was there."""
    home = np.full(total, -1)
    sizes = np.array([len(rows) for rows in others], dtype=np.float64)
    for at, rows in enumerate(others):
        home[rows] = at
    best = []
    for rows in own:
        homes = home[rows]
        shared = np.bincount(homes[homes >= 0], minlength=len(others)) if len(others) else np.zeros(0)
        unions = len(rows) + sizes - shared
        best.append(float(np.max(shared / np.maximum(1.0, unions), initial=0.0)))
    return best
