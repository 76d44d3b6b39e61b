"""Learn the span model of slots: python -m mining.slots.train --gold DIR [--soft FILE] [--out FOLDER].

Learns from the sentences of train.jsonl and train_singles.jsonl that are scenarios, read with the terms
hidden that only one of them has (mining.slots.gold), and from a teacher's labels of clauses that nobody
labelled (mining.slots.teach writes the file); dev.jsonl is not read. Cross-validation by whole posts
chooses the thresholds and gives the figures, each fold with the labels of a teacher that did not see it;
with labels, only folds that there is such a teacher for are measured.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mining.normalise import Shadow
from mining.records import SLOT_NAMES
from mining.slots.candidates import favourites
from mining.slots.choice import best_spans
from mining.slots.gold import FILES, FOLDS, Sentence, agreement, by_rule, is_right, rare_terms, read_sentences
from mining.slots.learning import Example, Settings, Targets, fit
from mining.slots.matching import shadow_of
from mining.slots.model import LANGUAGES, Table, probabilities, save
from mining.slots.reading import Reading, read
from mining.slots.soft import EVERYTHING, Soft, read_soft

TEACHING = 1.0  # what a clause that a teacher labelled counts beside one that people did
AS_GOOD = 0.01  # F1 of a slot
THRESHOLDS = tuple(step / 100 for step in range(5, 61, 5))
Row = tuple[Sentence, Example]
Best = list[tuple[str, int, int, float]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="folder with the labelled sentences")
    parser.add_argument("--soft", type=Path, help="labels of mining.slots.teach")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder for the weights")
    given = parser.parse_args(arguments)
    sentences = [sentence for name in FILES for sentence in read_sentences(given.gold / name)]
    soft = read_soft(given.soft) if given.soft else []
    tables, figures = {}, {}
    for language in LANGUAGES:
        own = [one for one in sentences if one.language == language]
        tables[language], figures[language] = train(
            own, [one for one in soft if one.language == language], language
        )
    marks = {name: hashlib.sha256((given.gold / name).read_bytes()).hexdigest() for name in FILES}
    save(given.out, tables, {"figures": figures, "trained_on": marks})
    json.dump(figures, sys.stdout, indent=1)
    return 0


def train(
    sentences: Sequence[Sentence], soft: Sequence[Soft], language: str, settings: Settings | None = None
) -> tuple[Table, dict[str, float]]:
    """The weights of a language with their thresholds, and the cross-validated figures."""
    settings = settings or Settings()
    rows = rows_of(sentences)
    taught = {str(fold): taught_by(soft, str(fold)) for fold in range(FOLDS)}
    folds = [fold for fold in range(FOLDS) if taught[str(fold)] or not soft]
    found = crossed(rows, taught, folds, language, settings)
    thresholds = tuple(threshold(found, slot) for slot in SLOT_NAMES)
    f1, precision = agreement([count(one, best, thresholds) for one, best in found])
    rule, _ = agreement(
        [counts_by_rule(one, hidden) for one, hidden in _hidden(sentences) if one.fold in folds]
    )
    table = fit([example for _, example in rows] + taught_by(soft, EVERYTHING), language, settings)
    return replace(table, thresholds=thresholds), {
        "folds": len(folds),
        "sentences": len(found),
        "taught": len(soft),
        "overlap_f1": round(f1, 4),
        "precision": round(precision, 4),
        "overlap_f1_by_rule": round(rule, 4),
    }


def rows_of(sentences: Sequence[Sentence]) -> list[Row]:
    """The scenarios as examples, read without their rare terms; those without a word are left out."""
    rows = []
    for one, hidden in _hidden(sentences):
        plain = shadow_of(one.text, one.language)
        reading = read(plain, *by_rule(one.text, one.language, hidden), one.language)
        if reading.spans:
            rows.append((one, Example(reading, targets_of(one, plain, reading))))
    return rows


def _hidden(sentences: Sequence[Sentence]) -> list[tuple[Sentence, frozenset[str]]]:
    scenarios = [one for one in sentences if one.scenario]
    return list(zip(scenarios, rare_terms(sentences), strict=True))


def targets_of(sentence: Sentence, plain: Shadow, reading: Reading) -> Targets:
    """Of each slot the labelled span of words, for certain."""
    found: list[dict[tuple[int, int], float]] = []
    for slot in SLOT_NAMES:
        wanted = sentence.slots.get(slot, "")
        at = sentence.text.find(wanted) if wanted else -1
        span = words_in(plain, reading, at, at + len(wanted)) if at >= 0 else None
        found.append({span: 1.0} if span else {})
    return found


def words_in(plain: Shadow, reading: Reading, start: int, end: int) -> tuple[int, int] | None:
    """First and last of the words that `[start, end)` of the original text touches."""
    inside = [
        index
        for index, (first, last) in enumerate(reading.spans)
        if plain.offsets[first] < end and plain.offsets[last - 1] >= start
    ]
    return (inside[0], inside[-1]) if inside else None


def taught_by(soft: Sequence[Soft], teacher: str) -> list[Example]:
    """Clauses with the labels of one teacher; none where there is no such teacher."""
    examples = []
    for one in soft:
        if teacher not in one.labels:
            continue
        plain = shadow_of(one.text, one.language)
        reading = read(plain, *by_rule(one.text, one.language), one.language)
        if reading.spans:
            targets = [_words_for(plain, reading, some) for some in one.labels[teacher]]
            examples.append(Example(reading, targets, TEACHING))
    return examples


def _words_for(
    plain: Shadow, reading: Reading, spans: Sequence[tuple[int, int, float]]
) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for start, end, likely in spans:
        if words := words_in(plain, reading, start, end):
            found[words] = found.get(words, 0.0) + likely
    return found


def crossed(
    rows: Sequence[Row],
    taught: Mapping[str, Sequence[Example]],
    folds: Sequence[int],
    language: str,
    settings: Settings,
) -> list[tuple[Sentence, Best]]:
    """Each sentence with the best spans by weights that did not see its post, nor did their teacher."""
    found = []
    for fold in folds:
        seen = [example for one, example in rows if one.fold != fold]
        table = fit([*seen, *taught[str(fold)]], language, settings)
        found += [
            (one, best_of(one, example.reading, table)) for one, example in rows if one.fold == fold
        ]
    return found


def best_of(sentence: Sentence, reading: Reading, table: Table) -> Best:
    """The best spans of the text, whatever the thresholds."""
    plain = shadow_of(sentence.text, sentence.language)
    best = best_spans(reading, probabilities(table, reading), (0.0,) * len(SLOT_NAMES))
    return [(slot, *plain.span(start, end), likely) for slot, start, end, likely in best]


def threshold(found: Sequence[tuple[Sentence, Best]], slot: str) -> float:
    """The likelihood from which on choosing a slot's best span gives the best F1 of the slot.

    Among those that are as good the highest, which invents least.
    """

    def f1(least: float) -> float:
        only = SLOT_NAMES.index(slot)
        limits = tuple(least if index == only else 2.0 for index in range(len(SLOT_NAMES)))
        counts = ((*count(one, best, limits)[:2], int(slot in one.slots)) for one, best in found)
        return agreement(counts)[0]

    by_least = {least: f1(least) for least in THRESHOLDS}
    enough = max(by_least.values()) - AS_GOOD
    return max(least for least, value in by_least.items() if value >= enough)


def count(sentence: Sentence, best: Best, thresholds: Sequence[float]) -> tuple[int, int, int]:
    """How many slots are right, chosen and wanted."""
    least = dict(zip(SLOT_NAMES, thresholds, strict=True))
    chosen = [(slot, start, end) for slot, start, end, likely in best if likely >= least[slot]]
    return sum(is_right(sentence, *one) for one in chosen), len(chosen), len(sentence.slots)


def counts_by_rule(sentence: Sentence, hidden: frozenset[str]) -> tuple[int, int, int]:
    """The same for the best guesses by rule."""
    plain = shadow_of(sentence.text, sentence.language)
    liked = favourites(by_rule(sentence.text, sentence.language, hidden)[1])
    right = sum(is_right(sentence, slot, *plain.span(one.start, one.end)) for slot, one in liked.items())
    return right, len(liked), len(sentence.slots)


if __name__ == "__main__":
    sys.exit(main())
