"""A polarity score learnt from whole reviews: clauses take the verdict (stars, or good/bad) of their review.

That is a weak label, but there are many thousands of them, in more words than any labelled set. The score is
linear in the hashed features of one sentence and goes into the linear heads as a feature.
"""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.errors import MiningProblem
from mining.segment import segment_text
from mining.typing.features import text_features

FILES = (
    "shopping_zh.jsonl.gz",
    "takeaway_zh.jsonl.gz",
    "restaurants_zh.jsonl.gz",
    "smart_speaker_en.jsonl.gz",
    "coffee_chain_en.jsonl.gz",
    "clothing_en.jsonl.gz",
)
CLAUSES_PER_REVIEW = 12
INVERSE_PENALTY = 0.5
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Weak:
    """A clause with the verdict of its review and the file that it is from."""

    text: str
    good: bool
    file: str


def read_reviews(folder: Path, without: Iterable[str]) -> list[Weak]:
    """Clauses of the reviews that have a verdict, leaving out the posts named in `without`.

    `without` holds the first 16 hex digits of the SHA-1 of a post's text: every labelled post and every
    held-back one, so that no figure is measured on a post that was seen here. Raises MiningProblem.
    """
    left_out = frozenset(without)
    found: list[Weak] = []
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise MiningProblem("the reviews for the polarity score are not here", where=str(path))
        found.extend(_clauses(path, left_out))
    return found


def _clauses(path: Path, left_out: frozenset[str]) -> Iterator[Weak]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            review = json.loads(line)
            text = review["text"]
            good = verdict(review)
            if (
                good is None
                or hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16] in left_out
            ):
                continue
            for span in segment_text(text)[:CLAUSES_PER_REVIEW]:
                yield Weak(text[span.start : span.end], good, path.name)


def verdict(review: dict[str, Any]) -> bool | None:
    """Good (label 1, four stars or more), bad (label 0, two stars or fewer), or None where neither."""
    if review.get("label") is not None:
        return bool(review["label"])
    star = review.get("star")
    return None if star is None or 2 < star < 4 else star >= 4


def train_polarity(clauses: list[Weak]) -> dict[str, npt.NDArray[np.float32]]:
    """Weights "polarity.weight" (columns,) and "polarity.bias" (1,) of a logistic regression."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    texts = [one.text for one in clauses]
    chunks = [text_features(texts[at : at + _CHUNK]).sparse for at in range(0, len(texts), _CHUNK)]
    good = np.array([one.good for one in clauses])
    model = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", random_state=0)
    model.fit(sparse.vstack(chunks, format="csr"), good, sample_weight=balance(clauses))
    return {
        "polarity.weight": model.coef_[0].astype(np.float32),
        "polarity.bias": model.intercept_.astype(np.float32),
    }


def balance(clauses: Sequence[Weak]) -> npt.NDArray[np.float64]:
    """Each file and verdict weighs as the square root of its size: the largest doesn't drown the rest."""
    keys = [(one.file, one.good) for one in clauses]
    sizes = Counter(keys)
    weights = np.array([sizes[key] ** -0.5 for key in keys], dtype=np.float64)
    weights *= len(weights) / float(weights.sum())
    return weights
