"""`python -m tests.bench.bertopic_baseline CORPUS…`: our grouping beside BERTopic's plain default pipeline.

The same clauses of the same kind with the same vectors, in the same process. BERTopic as its documentation
begins: UMAP (15 neighbours, 5 components, cosine) and HDBSCAN (10 at least); its words come from jieba,
since by default each Chinese sentence would be one word; and a seed, which it does not have by default
and which can only make it more stable. Both are measured by the same functions. JSON lines.
"""

import argparse
import json
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from crawler.store import Store
from mining.discover.corpus import Corpus, Rows, corpus_of
from mining.discover.groups import find_groups, shelves
from mining.discover.items import gather
from mining.discover.stability import _best_overlaps, _subsamples, stabilities
from mining.discover.terms import tokens
from mining.embed.registry import load_embedder
from mining.evaluation.coherence import Reference, diversity, mean_coherence, topic_words
from mining.evaluation.scorecard import _POSTS, FIRM
from mining.people import load_census
from mining.stages.discover import _vectors
from tests.bench.studies import mined_study

CORPORA = {"shopping_zh/手机": None, "shopping_zh/酒店": 1_500, "coffee_chain_en": None}
REFITS = 5  # of BERTopic; ours are as many as the stage makes
SEED = 7
MIN_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One way of grouping the clauses of one kind. `unassigned`: their share in none of these groups."""

    corpus: str
    kind: str
    way: str
    clauses: int
    groups: int
    unassigned: float
    coherence: float | None
    diversity: float | None
    stability: float | None
    firm_share: float | None
    median_size: float
    seconds: float | None


def compare(store: Store, corpus_name: str) -> Iterator[Row]:
    """All rows of one mined study, kind by kind."""
    census = load_census(store)
    everyone = census.people(row[0] for row in store.conn.execute("SELECT id FROM posts"))
    reference = Reference(tokens(row["text"]) for row in store.rows(_POSTS))
    embedder = load_embedder("use")
    for kind, gathered in gather(store, census).items():
        corpus = corpus_of(kind, gathered.items, _vectors(gathered.items, store, embedder), len(everyone))
        bench = Bench(corpus_name, corpus, reference)
        ours, theirs = bench.ours(), bench.bertopic()
        yield from [*ours, theirs, *bench.as_many(theirs.groups)]


class Bench:
    """The two ways on one kind of clauses, and what they are measured by."""

    def __init__(self, name: str, corpus: Corpus, reference: Reference) -> None:
        self.name, self.corpus, self.reference = name, corpus, reference
        self.words = [tokens(item.clause.text) for item in corpus.items]
        self.texts = [item.clause.text for item in corpus.items]
        self.shown: list[Rows] = []

    def ours(self) -> list[Row]:
        """Our groups: those on the main shelf, and all."""
        began = time.perf_counter()
        groups = find_groups(self.corpus, min_people=MIN_PEOPLE, seed=SEED)
        seconds = time.perf_counter() - began
        known = stabilities(self.corpus, groups, min_people=MIN_PEOPLE, seed=SEED)
        stable = {id(group): value for group, value in zip(groups, known, strict=True)}
        firm, _ = shelves(self.corpus, groups, known)
        firm.sort(key=lambda group: -len(group.rows))
        self.shown = [group.rows for group in firm]
        return [
            self.row("caifeng, shown", self.shown, [stable[id(group)] for group in firm], seconds),
            self.row(
                "caifeng, all shelves", [group.rows for group in groups], list(stable.values()), seconds
            ),
        ]

    def bertopic(self) -> Row:
        """BERTopic's topics, its outliers left out."""
        everything = np.ones(len(self.texts), dtype=bool)
        began = time.perf_counter()
        topics = self.fit(everything, SEED)
        seconds = time.perf_counter() - began
        stable = np.zeros((REFITS, len(topics)))
        for step, kept in enumerate(islice(_subsamples(self.corpus, SEED), REFITS)):
            again = self.fit(kept, SEED + step)
            stable[step] = _best_overlaps([rows[kept[rows]] for rows in topics], again, len(self.texts))
        return self.row("BERTopic, defaults", topics, stable.mean(axis=0).tolist(), seconds)

    def as_many(self, count: int) -> list[Row]:
        """Our largest groups, as many as BERTopic has topics: diversity falls with the number of groups."""
        chosen = self.shown[:count]
        return [self.row("caifeng, as many of the largest", chosen, [], None)] if chosen else []

    def fit(self, kept: np.ndarray, seed: int) -> list[Rows]:
        """Topics of the rows kept, as rows of the whole corpus."""
        rows = np.flatnonzero(kept)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            labels = np.array(
                _model(seed).fit_transform([self.texts[row] for row in rows], self.corpus.vectors[rows])[0]
            )
        return [rows[labels == label] for label in sorted(set(labels.tolist()) - {-1})]

    def row(self, way: str, groups: Sequence[Rows], stable: Sequence[float], seconds: float | None) -> Row:
        """The figures of one way."""
        topics = {str(at): [self.words[row] for row in rows] for at, rows in enumerate(groups)}
        words = topic_words(topics, self.reference)
        total = len(self.texts)
        inside = len(np.unique(np.concatenate(groups))) if groups else 0
        return Row(
            corpus=self.name,
            kind=self.corpus.kind,
            way=way,
            clauses=total,
            groups=len(groups),
            unassigned=round(1 - inside / total, 4),
            coherence=_rounded(mean_coherence(words, self.reference)),
            diversity=_rounded(diversity(words)),
            stability=_rounded(float(np.mean(stable))) if len(stable) else None,
            firm_share=_rounded(float(np.mean(np.array(stable) >= FIRM))) if len(stable) else None,
            median_size=float(np.median([len(rows) for rows in groups])) if groups else 0.0,
            seconds=_rounded(seconds),
        )


def _model(seed: int) -> Any:
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    return BERTopic(
        language="multilingual",
        umap_model=UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1
        ),
        vectorizer_model=CountVectorizer(tokenizer=tokens, token_pattern=None, lowercase=False),
    )


def warm_up() -> None:
    """One small fit, so that what numba compiles once (about a minute) is in nobody's time."""
    vectors = np.random.default_rng(SEED).normal(size=(200, 16)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _model(SEED).fit_transform([f"word{n % 7} other{n % 5}" for n in range(200)], vectors)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="*", default=list(CORPORA))
    parser.add_argument("--studies", type=Path, required=True, help="folder of the mined studies; made there")
    parser.add_argument("--posts", type=int, help="at most so many posts of each corpus")
    given = parser.parse_args()
    warm_up()
    for name in given.corpora:
        study, _ = mined_study(given.studies, name, given.posts or CORPORA.get(name))
        with study.open() as store:
            for row in compare(store, name):
                print(json.dumps(asdict(row), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
