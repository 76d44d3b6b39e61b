"""Learn the ranking of English slots: python -m mining.slots.train --gold DIR [--out FILE].

Learns from the sentences of train.jsonl and train_singles.jsonl that are scenarios; dev.jsonl is not read.
A candidate is right when it has the slot's name and shares half of the longer span with the labelled one.

The lexicon was made with the same sentences, so that in them it knows more than it will elsewhere. A term
that only one of the scenarios has, and hardly another labelled sentence, is therefore hidden while that one
is read: a ranking that saw it would trust the lexicon too much and phrases too little. Cross-validation by
whole posts, with the same terms hidden, chooses the threshold and what the best guess by rule counts;
among settings that are as good, the one that invents least.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from mining.records import SLOT_NAMES
from mining.slots.candidates import favourites, guesses, with_loose
from mining.slots.matching import concept_hits, shadow_of, terms_in
from mining.slots.ranking import WEIGHTS, features

FILES = ("train.jsonl", "train_singles.jsonl")
FOLDS = 5
COMMON = 3
LEAST_ROWS = 3  # features of fewer candidates are left out
STRENGTH = 0.1  # inverse of the L2 penalty
HUNDRED = 100  # weights are whole hundredths: no order of adding changes a sum
AS_GOOD = 0.005  # F1
_ALWAYS = 1_000_000  # a bonus that nothing outweighs
SMALLEST = 3  # hundredths; smaller weights are left out
FAVOURITE = (0, 50, 100, 150, 200)
THRESHOLDS = (-150, -125, -100, -75, -50, -25, 0)

Weights = dict[str, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a post with its labelled slots, and whether it is a scenario."""

    post: str
    text: str
    slots: Mapping[str, str]
    scenario: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate of a sentence: its slot and features, whether it is the favourite, whether it is right."""

    slot: str
    features: frozenset[str]
    liked: bool
    right: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="folder with the labelled sentences")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(WEIGHTS))
    given = parser.parse_args(arguments)
    sentences = [sentence for name in FILES for sentence in read_sentences(given.gold / name)]
    table = train(sentences)
    table["trained_on"] = {
        name: hashlib.sha256((given.gold / name).read_bytes()).hexdigest() for name in FILES
    }
    given.out.write_text(json.dumps(table, indent=0, sort_keys=True) + "\n", "utf-8")
    json.dump(table["figures"], sys.stdout, indent=1)
    return 0


def read_sentences(path: Path) -> list[Sentence]:
    """The English sentences of a labelled file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Sentence(row["id"], row["text"], row["slots"], "scenario" in row["types"])
        for row in rows
        if row["lang"] == "en"
    ]


def train(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """The weights, the favourite's bonus, the threshold and the cross-validated figures."""
    own = [sentence for sentence in sentences if sentence.scenario]
    rows = [rows_of(one, hidden) for one, hidden in zip(own, rare_terms(sentences), strict=True)]
    scores = crossed(own, rows)
    by_setting = {
        pair: agreement(own, rows, scores, *pair) for pair in product(FAVOURITE, THRESHOLDS)
    }
    enough = max(f1 for f1, _ in by_setting.values()) - AS_GOOD
    good = [(precision, pair) for pair, (f1, precision) in by_setting.items() if f1 >= enough]
    bonus, threshold = max(good)[1]
    f1, precision = by_setting[bonus, threshold]
    return {
        "features": fit(rows),
        "favourite": bonus,
        "threshold": threshold,
        "figures": {
            "sentences": len(own),
            "overlap_f1": round(f1, 4),
            "precision": round(precision, 4),
            "overlap_f1_by_rule": round(agreement(own, rows, scores, _ALWAYS, _ALWAYS // 2)[0], 4),
        },
    }


def rare_terms(sentences: Sequence[Sentence]) -> list[frozenset[str]]:
    """For each scenario the lexicon terms that no other has, and fewer than COMMON other sentences."""
    terms = [(one.scenario, terms_in(shadow_of(one.text, "en"), "en")) for one in sentences]
    here = Counter(term for scenario, some in terms if scenario for term in some)
    elsewhere = Counter(term for scenario, some in terms if not scenario for term in some)
    return [
        frozenset(term for term in some if here[term] == 1 and elsewhere[term] < COMMON)
        for scenario, some in terms
        if scenario
    ]


def rows_of(sentence: Sentence, hidden: frozenset[str] = frozenset()) -> list[Row]:
    """The candidates of a sentence, as they are without the hidden terms."""
    plain = shadow_of(sentence.text, "en")
    hits = concept_hits(plain, "en", hidden)
    found = with_loose(guesses(plain, sentence.text, hits, "en"), plain, hits)
    liked = set(map(id, favourites(found).values()))
    return [
        Row(
            one.slot,
            frozenset(names),
            id(one) in liked,
            is_right(sentence, one.slot, *plain.span(one.start, one.end)),
        )
        for one, names in zip(found, features(plain.text, found), strict=True)
    ]


def is_right(sentence: Sentence, slot: str, start: int, end: int) -> bool:
    """Whether the span shares half of the longer one's characters with what was labelled."""
    wanted = sentence.slots.get(slot)
    if not wanted:
        return False
    at = sentence.text.find(wanted)
    shared = min(end, at + len(wanted)) - max(start, at)
    return at >= 0 and 2 * shared >= max(end - start, len(wanted))


def fit(sentences: Iterable[Sequence[Row]]) -> Weights:
    """Logistic regression over the candidates (L2, Fan et al. 2008); the constant is a feature, too."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [row for sentence in sentences for row in sentence]
    count = Counter(name for row in rows for name in row.features)
    places = {name: at for at, name in enumerate(sorted(n for n, c in count.items() if c >= LEAST_ROWS))}
    columns = [[places[name] for name in row.features if name in places] for row in rows]
    starts = [0]
    for some in columns:
        starts.append(starts[-1] + len(some))
    flat = [column for some in columns for column in some]
    matrix = csr_matrix(([1.0] * len(flat), flat, starts), shape=(len(rows), len(places)))
    model = LogisticRegression(C=STRENGTH, solver="liblinear", fit_intercept=False, max_iter=300)
    model.fit(matrix, [row.right for row in rows])
    found = {name: round(HUNDRED * float(model.coef_[0][at])) for name, at in places.items()}
    return {name: weight for name, weight in found.items() if abs(weight) >= SMALLEST}


def crossed(sentences: Sequence[Sentence], rows: Sequence[Sequence[Row]]) -> list[list[int]]:
    """The scores of each sentence's candidates by weights that did not see its post."""
    folds = [int(hashlib.sha256(one.post.encode()).hexdigest(), 16) % FOLDS for one in sentences]
    weights = [
        fit(some for some, at in zip(rows, folds, strict=True) if at != fold) for fold in range(FOLDS)
    ]
    return [
        [sum(weights[fold].get(name, 0) for name in row.features) for row in some]
        for some, fold in zip(rows, folds, strict=True)
    ]


def agreement(
    sentences: Sequence[Sentence],
    rows: Sequence[Sequence[Row]],
    scores: Sequence[Sequence[int]],
    bonus: int,
    threshold: int,
) -> tuple[float, float]:
    """Overlap F1 and precision of what would be chosen."""
    hits = chosen = wanted = 0
    for sentence, some, own in zip(sentences, rows, scores, strict=True):
        wanted += len(sentence.slots)
        for slot in SLOT_NAMES:
            options = [
                (score + bonus * row.liked, row.right)
                for row, score in zip(some, own, strict=True)
                if row.slot == slot
            ]
            best = max(options, key=lambda option: option[0], default=(threshold - 1, False))
            chosen += best[0] >= threshold
            hits += best[0] >= threshold and best[1]
    return 2 * hits / max(1, chosen + wanted), hits / max(1, chosen)


if __name__ == "__main__":
    sys.exit(main())
