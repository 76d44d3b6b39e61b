"""How far cues alone reach on the labelled sentences beside the project; floors below what was measured."""

import json
from functools import cache
from pathlib import Path

import pytest

from mining.mappers.place import Placer
from mining.records import PHASES
from mining.taxonomy import load_taxonomy

DOMAINS = {
    "asap": ("restaurant",),
    "waimai": ("restaurant",),
    "starbucks": ("restaurant", "membership"),
    "os10/酒店": ("hotel",),
    "apps": ("app",),
}


@cache
def placer_of(domains: tuple[str, ...]) -> Placer:
    return Placer(load_taxonomy(domains))


@pytest.fixture(scope="module")
def placed(shared_dir: Path) -> list[tuple[str, str, str]]:
    """(true phase, phase by cues alone, touchpoint) of each sentence of the dev part."""
    with (shared_dir / "gold" / "dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    found = []
    for row in rows:
        place = placer_of(DOMAINS.get(row["src"], ("retail",))).place(row["text"])
        found.append((row["phase"], place.phase, place.touchpoint))
    return found


def test_phases_by_cues_are_mostly_right_where_they_dare(placed: list[tuple[str, str, str]]) -> None:
    dared = [(true, said) for true, said, _ in placed if said in PHASES and true != "none"]
    assert len(dared) / len(placed) >= 0.65
    assert sum(true == said for true, said in dared) / len(dared) >= 0.78


def test_touchpoints_cover_most_sentences_and_stay_open_elsewhere(placed: list[tuple[str, str, str]]) -> None:
    spots = [spot for _, _, spot in placed]
    share_open = spots.count("unassigned") / len(spots)
    share_ambiguous = spots.count("ambiguous") / len(spots)
    assert 0.1 <= share_open <= 0.4
    assert share_ambiguous <= 0.06
