"""Packs of trades: which a study is about, and that words of one trade name nothing in another."""

from collections import Counter
from pathlib import Path

import pytest

from crawler.errors import ConfigProblem
from crawler.study import init_study, load_study
from mining.facets.lexicon import AXES, facets, find_facets
from mining.facets.trades import MIN_POSTS, packs, trade_label, trades_in_use, trades_of, using_trades
from mining.pipeline import mine
from tests.builders import make_post, save

HOTEL = "The hotel room was above the kitchen, and reception had no quieter one."


def of_trades(text: str) -> set[str]:
    return {facets(hit.axis)[hit.id].trade for hit in find_facets(text)} - {""}


def own_cues(trade: str) -> list[tuple[str, str]]:
    """(concept, cue) of acts of a trade, which no object must accompany."""
    return [(row.id, cue) for row in facets("act").values() if row.trade == trade for cue in row.cues]


@pytest.mark.parametrize("trade", sorted(packs()))
def test_a_pack_has_labels_words_and_concepts(trade: str) -> None:
    pack = packs()[trade]
    assert {trade_label(trade, "zh"), trade_label(trade, "en")} == set(pack["label"])
    assert all(word.strip() == word and word for part in pack["words"].values() for word in part.split("|"))
    assert set(pack) <= {"version", "label", "words", "lists", *AXES}
    assert pack["act"]


@pytest.mark.parametrize("trade", sorted(packs()))
def test_concepts_of_a_trade_are_found_in_it_alone(trade: str) -> None:
    cues = own_cues(trade)
    with using_trades(frozenset([trade])):
        found = [key for key, cue in cues if key in {hit.id for hit in find_facets(cue.rstrip("*"))}]
    with using_trades(frozenset()):
        left = [cue for _, cue in cues if of_trades(cue.rstrip("*"))]

    assert len(found) > 0.8 * len(cues)  # some cues lie inside longer ones, or are decoys of other rows
    assert left == []


def test_general_rows_are_bound_to_trades_that_have_a_pack() -> None:
    named = {facet.trade for axis in AXES for facet in facets(axis).values()}
    assert named == {"", *packs()}


def test_no_concept_stands_in_two_packs() -> None:
    counts = Counter(key for pack in packs().values() for axis in AXES for key in pack.get(axis, {}))
    assert [key for key, count in counts.items() if count > 1] == []


def test_a_study_is_of_the_trades_that_its_posts_speak_of() -> None:
    others = [f"The speaker plays song {number} when I ask." for number in range(40)]

    assert "lodging" in trades_of([HOTEL] * MIN_POSTS + others[:20])
    assert "lodging" not in trades_of([HOTEL] * (MIN_POSTS - 1))
    assert "lodging" not in trades_of([HOTEL, *others])
    assert trades_of([]) == frozenset()


def test_order_does_not_matter() -> None:
    texts = [HOTEL, "三个人的早餐券", "前台不给延迟退房", "酒店旁边是工地"] * 3
    assert trades_of(texts) == trades_of(reversed(texts))


def test_outside_of_a_study_all_trades_are_in_use() -> None:
    assert trades_in_use() == frozenset(packs())
    with using_trades(frozenset(["lodging"])):
        assert trades_in_use() == {"lodging"}


def test_a_trade_without_a_pack_is_refused_with_those_there_are(tmp_path: Path) -> None:
    study = init_study(tmp_path / "study", name="study")
    path = study.folder / "study.toml"
    path.write_text(path.read_text().replace("min_people = 3", 'trades = ["dentistry"]\nmin_people = 3'))
    study = load_study(study.folder)
    with study.open() as store:
        save(store, make_post(1, HOTEL))
    with pytest.raises(ConfigProblem, match=r"dentistry.*no pack"):
        mine(study)
