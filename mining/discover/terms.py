"""Terms that set each group apart: BERTopic in its manual mode, for representation only.

BERTopic never sees ids, quotes or assignments; it gets the groups as given labels
(BaseDimensionalityReduction and BaseCluster) and returns class-based TF-IDF terms
(Grootendorst 2022).
"""

import logging
import re
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any

from mining.embed.base import Vectors
from mining.normalise import shadow

_TOKEN = re.compile(r"[a-z][a-z']+|[\u3400-\u9fff]+")
TOP_TERMS = 20
MIN_GROUPS = 2
MIN_WORDS = 2


def tokens(text: str) -> list[str]:
    """Words of a text in lower case: jieba for Chinese (simplified), runs of letters for the rest."""
    found: list[str] = []
    for run in _TOKEN.findall(shadow(text).text):
        found.extend(_cut(run) if run[0] >= "\u3400" else [run])
    return [word for word in found if len(word) > 1]


def group_terms(texts: Sequence[str], labels: Sequence[int], vectors: Vectors) -> dict[int, dict[str, float]]:
    """For each label its terms with their weights, the heaviest first. Labels are 0 … K-1, all used.

    With one group, or with hardly a word in all of them (marks only, scripts that `tokens` does not
    read), there is nothing to set apart; the most frequent terms are returned.
    """
    if len(set(labels)) < MIN_GROUPS or _hardly_a_word(texts):
        return {
            label: _frequent([text for text, own in zip(texts, labels, strict=True) if own == label])
            for label in sorted(set(labels))
        }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = _manual_model()
        model.fit_transform(list(texts), embeddings=vectors, y=list(labels))
    # BERTopic renumbers topics by size; topics_ holds its number for each text
    number = dict(zip(labels, model.topics_, strict=True))
    found = {label: dict(model.get_topic(topic) or ()) for label, topic in number.items()}
    return {
        label: {term: float(weight) for term, weight in terms.items() if term}
        for label, terms in found.items()
    }


def _manual_model() -> Any:
    from bertopic import BERTopic  # noqa: PLC0415 - heavy
    from bertopic.cluster import BaseCluster  # noqa: PLC0415
    from bertopic.dimensionality import BaseDimensionalityReduction  # noqa: PLC0415
    from bertopic.vectorizers import ClassTfidfTransformer  # noqa: PLC0415
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    return BERTopic(
        language="multilingual",  # "english" would strip every Chinese character
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(tokenizer=tokens, token_pattern=None, lowercase=False),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True, bm25_weighting=True),
        top_n_words=TOP_TERMS,
        calculate_probabilities=False,
        verbose=False,
    )


def _hardly_a_word(texts: Sequence[str]) -> bool:
    """Whether there are fewer distinct words than BERTopic's c-TF-IDF can work with (two)."""
    seen: set[str] = set()
    for text in texts:
        seen.update(tokens(text))
        if len(seen) >= MIN_WORDS:
            return False
    return True


def _frequent(texts: Sequence[str]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(tokens(text)):
            counts[word] = counts.get(word, 0) + 1
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP_TERMS]
    return {word: count / len(texts) for word, count in best}


def _cut(run: str) -> list[str]:
    return list(_jieba().cut(run, HMM=False))


@cache
def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 has escapes that newer Pythons warn of
        import jieba  # noqa: PLC0415 - reads a 5 MB dictionary
    jieba.setLogLevel(logging.WARNING)
    return jieba
