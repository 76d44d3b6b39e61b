"""From items to groups and shelves; the mixture of languages; the parts of the rank; unusual situations."""

from dataclasses import replace

import numpy as np
import pytest

from mining.discover.corpus import Corpus
from mining.discover.former import Former
from mining.discover.groups import MIN_STABILITY, Group, find_groups, shelves
from mining.discover.innovated import MIN_SITUATIONS, MOST_PEOPLE, SHELF, unusual_groups
from mining.discover.items import Item
from mining.discover.language_mix import language_nmi
from mining.discover.measures import measure
from mining.discover.ranking import CROWD_MORE, ENOUGH, components, rank_score, reading_order
from mining.embed.base import Vectors
from mining.intervals import wilson
from mining.records import FindingKind
from tests.mining.discover.making import DIMENSIONS, cloud, make_corpus, make_group, make_item

STORY = "带孩子在洗衣店楼上的露台晾床单看星星"
BROKEN = ("object:dryer", "obstacle:broken")


TEXTS = (
    "the third dryer eats socks", "four coins for one lukewarm cycle", "nobody empties the lint", "towels",
)  # fmt: skip


def study() -> tuple[list[Item], Vectors]:
    """12 broken dryers, 12 high prices, 6 that no concept names but that say the same, 90 others."""
    rng = np.random.default_rng(4)
    others = rng.normal(size=(90, DIMENSIONS)).astype(np.float32)
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    vectors = np.vstack([cloud(0, 12), cloud(1, 12), cloud(2, 6, spread=0.02), others])
    keys: list[tuple[str, ...]] = [BROKEN] * 12 + [("obstacle:dear",)] * 12 + [()] * 96
    texts = [TEXTS[min(at // 12, 2) if at < 30 else 3] for at in range(len(keys))]
    return [make_item(at, texts[at], keys=found) for at, found in enumerate(keys)], vectors


def test_concepts_and_likeness_each_find_their_groups() -> None:
    items, vectors = study()
    groups = find_groups(make_corpus("pain", items, vectors), min_people=3, seed=7)

    found = {group.signatures: set(group.membership.members.tolist()) for group in groups}
    assert found[((("obstacle:broken",), 12),)] == set(range(12))
    assert found[((("obstacle:dear",), 12),)] == set(range(12, 24))
    assert set(range(24, 30)) in [rows for signature, rows in found.items() if not signature]
    rows = [int(row) for group in groups for row in group.rows]
    assert len(rows) == len(set(rows))
    assert [int(group.membership.members.min()) for group in groups] == sorted(
        int(group.membership.members.min()) for group in groups
    )


def test_a_cluster_of_one_person_is_no_group() -> None:
    items, vectors = study()
    same = [make_item(at, "it leaks", people=("a:same",)) for at in range(24, 30)]
    lonely = [*items[:24], *same, *items[30:]]
    groups = find_groups(make_corpus("pain", lonely, vectors), min_people=3, seed=7)
    assert not any(set(group.membership.members.tolist()) & set(range(24, 30)) for group in groups)


def test_no_items_no_groups() -> None:
    nothing = make_corpus("pain", [], np.zeros((0, 4), dtype=np.float32))
    assert find_groups(nothing, min_people=3, seed=7) == []


@pytest.mark.parametrize(
    ("kind", "keys", "spread", "shelf"),
    [
        ("pain", BROKEN, 0.05, "main"),
        ("pain", BROKEN, None, "weak"),  # named, but no two of the quotes are alike
        ("pain", ("object:dryer",), 0.4, "weak"),  # says of what, and not what fails
        ("pain", ("object:dryer",), 0.02, "main"),  # … but all say the very same
        ("scenario", ("when:night", "goal:rest"), 0.05, "main"),
        ("scenario", (), 0.05, "weak"),
    ],
)
def test_loose_groups_and_groups_that_tell_little_go_to_the_weak_shelf(
    kind: FindingKind, keys: tuple[str, ...], spread: float | None, shelf: str
) -> None:
    items = [make_item(at, "hung the sheets outside", keys=keys) for at in range(6)]
    items += [make_item(at, "fine") for at in range(6, 60)]
    apart = np.eye(DIMENSIONS, dtype=np.float32)[8:14]
    vectors = np.vstack([apart if spread is None else cloud(0, 6, spread=spread), cloud(1, 54)])
    group = make_group(vectors, range(6))
    corpus = make_corpus(kind, items, vectors)
    assert shelves(corpus, [group], [1.0]) == (([group], []) if shelf == "main" else ([], [group]))
    assert shelves(corpus, [group], [MIN_STABILITY - 0.01]) == ([], [group])


def bilingual(*languages: str) -> tuple[list[Group], list[Item]]:
    """Groups of the languages of their members: "zzee" is two of each."""
    items: list[Item] = []
    groups, vectors = [], cloud(0, sum(map(len, languages)))
    for letters in languages:
        rows = range(len(items), len(items) + len(letters))
        texts = ["烘干机坏了" if said == "z" else "it broke" for said in letters]
        items += [make_item(row, text) for row, text in zip(rows, texts, strict=True)]
        groups.append(make_group(vectors[: len(items)], rows))
    return groups, items


def test_groups_of_one_language_each_are_languages_and_mixed_ones_are_not() -> None:
    assert language_nmi(*bilingual("zzzz", "eeee")) == 1.0
    assert language_nmi(*bilingual("zzee", "zzee")) == 0.0
    some = language_nmi(*bilingual("zzze", "zeee"))
    assert some is not None
    assert 0.0 < some < 1.0


def test_one_language_or_one_group_has_no_mixture() -> None:
    assert language_nmi(*bilingual("zzzz", "zzz")) is None
    assert language_nmi(*bilingual("zzee")) is None
    assert language_nmi([], []) is None


def test_the_parts_of_a_rank_are_what_they_say() -> None:
    vectors = cloud(0, 5)
    ratings, keys = [0.0, 0.25, 0.5, None, None], [BROKEN] * 3 + [BROKEN[1:]] * 2
    items = [
        make_item(at, "坏了", keys=keys[at], rating=ratings[at], source=f"source{at % 2}") for at in range(5)
    ]
    group = make_group(vectors, range(5))

    def parts_of(kind: FindingKind) -> dict[str, float]:
        corpus = make_corpus(kind, items, vectors, 50)
        return components(corpus, group, measure(corpus, group.membership.members))

    parts = parts_of("pain")
    assert parts["people"] == 5
    assert parts["reach"] == pytest.approx(wilson(5, 50)[0], abs=1e-4)
    assert parts["severity"] == 0.75
    assert parts["sources"] == 2
    assert parts["coherence"] == 0.9
    assert parts["sure"] == 0.9
    assert parts["telling"] < ENOUGH
    assert rank_score(parts) == pytest.approx(parts["score"] * 5**CROWD_MORE, rel=1e-4)
    told_more = {**parts, "telling": 2 * ENOUGH}  # worth forming, but no better to read first
    assert rank_score(told_more) == pytest.approx(rank_score(parts) / 2, rel=1e-4)
    assert "severity" not in parts_of("need")


def story(number: int) -> str:
    """Words that no other story has."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return f"hung{letters} the{letters} sheets{letters} outside{letters}"


def situations(*rare: tuple[str, ...], common: int = 40) -> Corpus:
    """Many who eat breakfast with a child, and some rare combinations after them."""
    keys = [("who:child", "activity:breakfast")] * common + list(rare)
    texts = [STORY] * common + [story(at) for at in range(len(rare))]
    items = [make_item(at, texts[at], keys=found) for at, found in enumerate(keys)]
    return make_corpus("scenario", items, cloud(0, len(items)))


def test_a_rare_pair_of_concepts_is_unusual_and_a_common_one_is_not() -> None:
    [one] = unusual_groups(situations(("where:roof", "when:night")), [])
    assert one.group.signatures == ((("when:night", "where:roof"), 1),)
    assert one.group.rows.tolist() == [40]
    # 1 of 41 people each: two times log2(42)
    assert one.surprise == pytest.approx(2 * np.log2(42), abs=0.01)


def test_two_rare_concepts_of_one_axis_are_no_situation() -> None:
    assert unusual_groups(situations(("where:roof", "where:cellar")), []) == []


def test_what_more_people_tell_is_no_longer_unusual() -> None:
    rare = ("where:roof", "when:night")
    assert len(unusual_groups(situations(*[rare] * MOST_PEOPLE), [])) == 1
    assert unusual_groups(situations(*[rare] * (MOST_PEOPLE + 1)), []) == []


def test_the_shelf_is_short_and_ordered_by_surprise() -> None:
    rare = [(f"where:place{at}", "when:night") for at in range(SHELF + 5)] + [("where:roof", "goal:rest")]
    found = unusual_groups(situations(*rare), [])
    assert len(found) == SHELF
    assert found[0].group.signatures[0][0] == ("goal:rest", "where:roof")
    assert [one.surprise for one in found] == sorted((one.surprise for one in found), reverse=True)


def test_a_small_study_has_nothing_unusual() -> None:
    few = MIN_SITUATIONS - 2
    assert unusual_groups(situations(("where:roof", "when:night"), common=few), []) == []
    assert len(unusual_groups(situations(("where:roof", "when:night"), common=few + 1), [])) == 1


def test_one_person_is_on_the_shelf_once() -> None:
    corpus = situations(("where:roof", "when:night"), ("where:cellar", "goal:rest"))
    same = [*corpus.items[:40], *(replace(item, people=frozenset({"a:one"})) for item in corpus.items[40:])]
    assert len(unusual_groups(corpus, [])) == 2
    assert len(unusual_groups(make_corpus("scenario", same, corpus.vectors), [])) == 1


def test_what_is_a_finding_already_is_not_shown_as_new() -> None:
    corpus = situations(("where:roof", "when:night"))
    known = make_group(corpus.vectors, [40], (("when:night", "where:roof"), 1))
    assert unusual_groups(corpus, [known]) == []


def test_a_list_of_activities_is_no_unusual_situation() -> None:
    keys = ("activity:a", "goal:b", "goal:c", "who:child")
    assert len(unusual_groups(situations((keys[1], keys[3])), [])) == 1
    assert unusual_groups(situations(keys), []) == []


def test_what_is_told_without_detail_is_not_shown_as_unusual() -> None:
    corpus = situations(("where:roof", "when:night"))
    bare = [*corpus.items[:40], make_item(40, "很好", keys=("where:roof", "when:night"))]
    assert unusual_groups(make_corpus("scenario", bare, corpus.vectors), []) == []


def test_what_was_on_the_shelf_stays_when_more_surprising_things_come() -> None:
    rare = [(f"where:place{at}", f"when:hour{at}") for at in range(SHELF)] + [("where:roof", "when:hour0")]
    corpus = situations(*rare)
    last = 40 + SHELF
    pair = ("when:hour0", "where:roof")
    assert pair not in [one.group.signatures[0][0] for one in unusual_groups(corpus, [])]

    found = unusual_groups(corpus, [], [Former((pair,), np.array([last]))])

    assert [one.group.rows.tolist() for one in found if one.group.signatures[0][0] == pair] == [[last]]
    assert len(found) == SHELF + 1
    assert [one.surprise for one in found] == sorted((one.surprise for one in found), reverse=True)


def test_what_many_tell_by_now_leaves_the_shelf() -> None:
    pair = ("when:night", "where:roof")
    corpus = situations(*[pair] * (MOST_PEOPLE + 1))
    assert unusual_groups(corpus, [], [Former((pair,), np.array([40]))]) == []


def test_who_tells_again_what_was_told_steps_back() -> None:
    told = [frozenset({"obstacle:slow"}), frozenset({"obstacle:slow"}), frozenset({"obstacle:cold"})]
    assert reading_order([9.0, 8.0, 3.0], told) == [0, 2, 1]  # 8 x 0.2 < 3
    assert reading_order([9.0, 8.0, 1.5], told) == [0, 1, 2]
    assert reading_order([1.0, 1.0, 2.0], [frozenset()] * 3) == [2, 0, 1]
    assert reading_order([], []) == []


def test_many_voices_come_before_one_more_shared_concept() -> None:
    loud = {"score": 2.0, "telling": 1.0, "people": 40.0}
    narrow = {"score": 4.0, "telling": 2.4, "people": 3.0}
    assert rank_score(loud) > rank_score(narrow)


def test_a_place_alone_is_no_situation_and_an_act_is() -> None:
    def names_what(*keys: str) -> bool:
        items = [make_item(at, story(at), keys=keys) for at in range(6)]
        return measure(make_corpus("scenario", items, cloud(0, 6)), np.arange(6)).names_what

    assert not names_what("where:kitchen")
    assert not names_what("when:noon")
    assert names_what("where:kitchen", "when:noon")
    assert names_what("activity:breakfast")
    assert names_what("act:regular")


def test_a_vague_wish_says_something_once_it_is_said_of_what() -> None:
    def names_what(*keys: str) -> bool:
        items = [make_item(at, story(at), keys=keys) for at in range(6)]
        return measure(make_corpus("need", items, cloud(0, 6)), np.arange(6)).names_what

    assert not names_what("wish:customise")
    assert names_what("wish:customise", "object:screen")
    assert not names_what("object:screen")
    assert names_what("wish:battery")


def test_an_act_takes_its_clauses_wherever_and_whoever() -> None:
    keys = [("act:regular", "where:home")] * 5 + [("act:regular", "who:child")] * 5 + [("where:home",)] * 5
    items = [make_item(at, story(at), keys=keys[at]) for at in range(15)]
    vectors = np.vstack([cloud(0, 5), cloud(1, 5), cloud(2, 5)])
    groups = find_groups(make_corpus("scenario", items, vectors), min_people=3, seed=7)
    [regular] = [one for one in groups if one.signatures[0][0] == ("act:regular",)]
    assert set(regular.membership.members.tolist()) == set(range(10))


def wishing(first: tuple[str, ...], second: tuple[str, ...], vectors: Vectors | None = None) -> bool:
    """Whether two people's wishes with these keys make a firm group."""
    texts = ("I wish the lobby had a bench by the window", "Please put one more socket beside the dryers")
    items = [make_item(at, texts[at % 2], keys=(first, second)[at % 2]) for at in range(2)]
    items += [make_item(at, "nothing to wish", keys=("wish:free",)) for at in range(2, 40)]
    own = cloud(0, 2, spread=0.01) if vectors is None else vectors
    corpus = make_corpus("need", items, np.vstack([own, cloud(5, 38)]))
    group = make_group(corpus.vectors, [0, 1], ((first[0],), 2))
    return shelves(corpus, [group], [1.0])[0] != []


def test_two_people_make_a_wish_when_both_name_it() -> None:
    bench = ("wish:seats", "object:seat")
    assert wishing(bench, bench)
    assert not wishing(bench, ("object:seat",))


def test_a_vague_wish_is_one_only_when_it_is_said_alike() -> None:
    choose = ("wish:customise", "object:seat")
    apart = np.vstack([cloud(0, 1, spread=0.01), cloud(9, 1, spread=0.01)])
    assert wishing(choose, choose)
    assert not wishing(choose, choose, apart)


def test_quotes_name_what_the_card_is_about() -> None:
    said = [("obstacle:broken",)] * 4 + [()] * 3
    items = [make_item(at, f"dryer {at} swallowed {at} socks", keys=keys) for at, keys in enumerate(said)]
    corpus = make_corpus("pain", items, np.vstack([cloud(0, 4, spread=0.2), cloud(0, 3, spread=0.01)]))
    assert set(measure(corpus, np.arange(7)).quotes) <= set(range(4))
