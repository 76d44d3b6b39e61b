"""`python -m tests.eval.kano_extraction DIR`: what it costs PRCA to find the aspects by machine.

The 300 restaurant reviews have aspect labels by hand (tests/fixtures/kano) and their texts lie beside the
project. caifeng's own tags are gathered into the labels' aspects, and both go through the same analysis,
without controls.
"""

import csv
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.stages import run_stage
from crawler.store.posts import save_posts
from crawler.study import init_study
from mining.kano.loading import load_material
from mining.kano.prca import FeatureResult, PrcaSettings, analyse
from mining.kano.reviews import Polarity, RatedReview, merged
from mining.schema import MINING_MIGRATIONS
from mining.stages.dedupe import DedupeStage
from mining.stages.label import LabelStage
from mining.stages.map import MapStage
from mining.stages.segment import SegmentStage
from mining.taxonomy import load_taxonomy
from tests.builders import make_post
from tests.project.tree import ROOT

LABELS = ROOT / "tests" / "fixtures" / "kano" / "asap300_labels.csv"
SIGNS: dict[str, Polarity] = {"1": "positive", "0": "neutral", "-1": "negative"}

# aspect of the labels, here one coarser where our tags do not divide it -> our tags
ASPECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "location": (
        ("location_traffic", "location_distance_from_business_district", "location_easy_to_find"),
        ("location",),
    ),
    "waiting": (("service_wait_time", "service_serving_speed"), ("queue", "waiting_time")),
    "staff": (("service_waiters_attitude",), ("staff_attitude", "service_quality")),
    "parking": (("service_parking_convenience",), ("parking",)),
    "price": (("price_level", "price_cost_effective"), ("price_level", "value")),
    "offers": (("price_discount",), ("offers",)),
    "decoration": (("environment_decoration",), ("ambience",)),
    "noise": (("environment_noise",), ("noise",)),
    "space": (("environment_space",), ("seats_sockets",)),
    "cleanliness": (("environment_cleaness",), ("cleanliness",)),
    "portion": (("dish_portion",), ("portion",)),
    "taste": (("dish_taste",), ("taste", "saltiness", "texture", "freshness")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One aspect: how its mentions were found, and both verdicts.

    `found` of `labelled` mentions, `claimed` mentions in all; of those found, `same_sign` have the sign of
    the label.
    """

    aspect: str
    labelled: int
    claimed: int
    found: int
    same_sign: int
    by_hand: FeatureResult | None
    by_machine: FeatureResult | None


def labelled() -> dict[int, dict[str, Polarity]]:
    """Row number -> aspect -> sign, by hand."""
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        number: {
            aspect: merged(signs)
            for aspect, (names, _) in ASPECTS.items()
            if (signs := [SIGNS[row[name]] for name in names if row[name] in SIGNS])
        }
        for number, row in enumerate(rows)
    }


def extracted(texts: list[tuple[str, float]], folder: Path) -> dict[int, dict[str, Polarity]]:
    """Row number -> aspect -> sign, by the stages from dedupe to map."""
    study = init_study(folder, domains=["restaurant"])
    taxonomy = load_taxonomy(["restaurant"])
    owner = {tag: aspect for aspect, (_, tags) in ASPECTS.items() for tag in tags}
    with study.open() as store:
        store.migrate(MINING_MIGRATIONS)
        posts = [make_post(n, text, rating=star, author_key=None) for n, (text, star) in enumerate(texts)]
        save_posts(store, posts)
        for stage in (DedupeStage(), SegmentStage(), LabelStage(), MapStage()):
            run_stage(stage, store, study)
        matching = taxonomy.matching
        material = load_material(store, matching.negation, matching.weights.neutral_band, owner)
    number = {post.id: n for n, post in enumerate(posts)}
    return {number[review.id]: dict(review.aspects) for review in material.reviews}


def compare(shared: Path, folder: Path) -> list[Line]:
    """One line an aspect."""
    with gzip.open(shared / "data" / "restaurants_zh.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [(row["text"], float(row["star"])) for row in map(json.loads, file)]
    hand, machine = labelled(), extracted(texts, folder)
    results = [_analysed(signs, texts) for signs in (hand, machine)]
    return list(_lines(hand, machine, *results))


def _analysed(
    signs: dict[int, dict[str, Polarity]], texts: list[tuple[str, float]]
) -> dict[str, FeatureResult]:
    reviews = [
        RatedReview(f"{n:03d}", star, signs.get(n, {}), frozenset({f"g:{n:03d}"}), f"{n:03d}")
        for n, (_, star) in enumerate(texts)
    ]
    return analyse(reviews, PrcaSettings()).by_name()


def _lines(
    hand: dict[int, dict[str, Polarity]],
    machine: dict[int, dict[str, Polarity]],
    by_hand: dict[str, FeatureResult],
    by_machine: dict[str, FeatureResult],
) -> Iterator[Line]:
    for aspect in ASPECTS:
        theirs = {n for n, signs in hand.items() if aspect in signs}
        ours = {n for n, signs in machine.items() if aspect in signs}
        same = sum(hand[n][aspect] == machine[n][aspect] for n in theirs & ours)
        yield Line(
            aspect,
            len(theirs),
            len(ours),
            len(theirs & ours),
            same,
            by_hand.get(aspect),
            by_machine.get(aspect),
        )


def show(lines: list[Line]) -> None:
    """The comparison as a table."""
    print(f"{'aspect':12} recall precis. sign   by hand: n-/n+ penalty reward verdict | by machine")
    for line in lines:
        print(f"{line.aspect:12} {_shares(line)}   {_side(line.by_hand)} | {_side(line.by_machine)}")
    print(f"{'all':12} {_shares(total(lines))}")


def total(lines: list[Line]) -> Line:
    """The counts of all aspects together."""
    names = ("labelled", "claimed", "found", "same_sign")
    return Line("all", *(sum(getattr(line, name) for line in lines) for name in names), None, None)


def _shares(line: Line) -> str:
    shares = (
        line.found / line.labelled,
        line.found / max(line.claimed, 1),
        line.same_sign / max(line.found, 1),
    )
    return "   ".join(f"{share:.2f}" for share in shares)


def _side(item: FeatureResult | None) -> str:
    if item is None:
        return "-"
    effects = " ".join("-" if value is None else f"{value:+.2f}" for value in (item.penalty, item.reward))
    return f"{item.sides.negative}/{item.sides.positive} {effects} {item.verdict}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        show(compare(Path(sys.argv[1]), Path(made) / "study"))
