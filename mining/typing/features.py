"""What the heads see of a sentence: hashed n-grams, cues, a few simple marks, and a polarity score."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from mining.normalise import HAN_PATTERN, shadow
from mining.typing.cues import cue_book
from mining.typing.hashing import char_ngrams, unit_rows, word_ngrams

CHAR_BITS, WORD_BITS, NEIGHBOUR_BITS = 17, 16, 15
CHAR_SIZES, NEIGHBOUR_SIZES = (1, 2, 3, 4), (1, 2, 3)
NEIGHBOUR_WEIGHT = 0.4
CUE_WEIGHT, GROUP_WEIGHT, MARK_WEIGHT = 0.6, 0.6, 0.4
POLARITY_SCALE = 3.0
_MARKS = 12

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parts:
    """Texts of a batch: the sentences themselves, those before and those after ("" where none)."""

    texts: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True, slots=True)
class Features:
    """A row per sentence: `sparse` for the linear heads, `dense` (groups, marks, polarity) for the net."""

    sparse: sparse.csr_matrix
    dense: Floats


def features(parts: Parts, polarity: Mapping[str, Floats]) -> Features:
    """The features of a batch; columns are fixed, whatever the texts are. `polarity`: see train_polarity."""
    texts = list(dict.fromkeys([*parts.texts, *parts.before, *parts.after]))
    place = {text: index for index, text in enumerate(texts)}
    own, before, after = ([place[text] for text in some] for some in (parts.texts, parts.before, parts.after))
    single = text_features(texts)
    sign = single.sparse @ polarity["polarity.weight"] + polarity["polarity.bias"]
    sign = np.tanh(sign / POLARITY_SCALE)[:, None].astype(np.float32)
    neighbours = unit_rows(char_ngrams(_shadows(texts), NEIGHBOUR_SIZES, NEIGHBOUR_BITS)) * NEIGHBOUR_WEIGHT
    simple = marks(parts)
    signs = np.hstack([sign[own], sign[before], sign[after]])
    blocks = [
        single.sparse[own],
        neighbours[before],
        neighbours[after],
        sparse.csr_matrix(np.hstack([simple * MARK_WEIGHT, signs])),
    ]
    joined = sparse.csr_matrix(sparse.hstack(blocks, format="csr"))
    return Features(joined, np.hstack([single.dense[own], simple, signs]))


def text_features(texts: Sequence[str]) -> Features:
    """What can be seen of single texts: n-grams, cues and cue groups (dense: the cue groups)."""
    shadows = _shadows(texts)
    single, groups = cue_features(shadows)
    blocks = [
        unit_rows(char_ngrams(shadows, CHAR_SIZES, CHAR_BITS)),
        unit_rows(word_ngrams(shadows, WORD_BITS)),
        single * CUE_WEIGHT,
        sparse.csr_matrix(groups * GROUP_WEIGHT),
    ]
    return Features(sparse.csr_matrix(sparse.hstack(blocks, format="csr")), groups)


def cue_features(shadows: Sequence[str]) -> tuple[sparse.csr_matrix, Floats]:
    """A column per cue (1 where it occurs), and per cue group log(1 + count), plain and then negated."""
    book = cue_book()
    hits = [book.find(text) for text in shadows]
    owner = np.repeat(np.arange(len(hits)), [len(hit.cues) for hit in hits])
    columns = np.fromiter((cue for hit in hits for cue in hit.cues), dtype=np.int64)
    shape = (len(hits), len(book.cues))
    single = sparse.csr_matrix((np.ones(len(columns), np.float32), (owner, columns)), shape=shape)
    counts = np.zeros((len(hits), 2 * len(book.groups)), dtype=np.float32)
    for row, hit in zip(counts, hits, strict=True):
        for cue, negated in zip(hit.cues, hit.negated, strict=True):
            row[book.cues[cue].group + negated * len(book.groups)] += 1
    return single, np.log1p(counts)


def marks(parts: Parts) -> Floats:
    """Length, script, marks, digits and place in the post, each between 0 and about 3."""
    rows = [
        _mark_row(text, shadow(text).text, before, after)
        for text, before, after in zip(parts.texts, parts.before, parts.after, strict=True)
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), _MARKS)


def _mark_row(text: str, simple: str, before: str, after: str) -> list[float]:
    size = max(1, len(simple))
    han = len(HAN_PATTERN.findall(simple))
    words = simple.count(" ") + 1
    return [
        1.0 if han * 3 > size else 0.0,
        float(np.log1p(han)) / 2,
        float(np.log1p(words)) / 2,
        1.0 if size <= 8 else 0.0,
        float("?" in simple),
        float("!" in simple),
        float(simple.count("!") > 1),
        float("..." in simple),
        float(re.search(r"\d", simple) is not None),
        3.0 * sum(map(str.isupper, text)) / len(text) if text else 0.0,
        float(before == ""),
        float(after == ""),
    ]


def _shadows(texts: Sequence[str]) -> list[str]:
    return [shadow(text).text for text in texts]
