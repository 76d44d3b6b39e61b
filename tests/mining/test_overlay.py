"""Decisions hold when the study is mined again; what no longer fits is shown, never dropped."""

from collections.abc import Callable

import pytest

from crawler.records import Post
from crawler.store import Store
from mining.decisions import record
from mining.overlay import RECHECK, ShownFinding, current_findings, load_overlay
from tests.builders import FindingSpec, discover, make_post, save

IDS = [f"f{n:03d}" for n in range(30)]


@pytest.fixture
def posts(store: Store) -> list[Post]:
    """Thirty posts, each of another author, and ten more for the second mining."""
    made = [make_post(n, f"Machine {n} stopped with my wet sheets inside.") for n in range(40)]
    save(store, *made)
    return made


def specs(posts: list[Post], ids: list[str] = IDS) -> list[FindingSpec]:
    return [FindingSpec(name, quotes=[(posts[int(name[1:]) % 40], posts[int(name[1:]) % 40].text)], rank=rank)
            for rank, name in enumerate(ids)]  # fmt: skip


def by_id(store: Store) -> dict[str, ShownFinding]:
    return {item.id: item for item in current_findings(store)}


def decide_five_of_each(store: Store) -> None:
    for n in range(5):
        record(store, "accept", IDS[n])
        record(store, "reject", IDS[5 + n])
        record(store, "park", IDS[10 + n])
        record(store, "rename", IDS[15 + n], {"en": f"Renamed {n}", "zh": f"改名 {n}"})
        record(store, "merge", IDS[20 + n], {"into": IDS[25 + n]})
        record(store, "note", IDS[25 + n], {"text": f"Note {n}"})
        record(store, "undo", str(record(store, "reject", IDS[15 + n])))


def check_five_of_each(found: dict[str, ShownFinding]) -> None:
    for n in range(5):
        assert found[IDS[n]].status == "accepted"
        assert found[IDS[5 + n]].status == "rejected"
        assert found[IDS[10 + n]].status == "parked"
        assert found[IDS[15 + n]].title == {"en": f"Renamed {n}", "zh": f"改名 {n}"}
        assert found[IDS[15 + n]].status == "new"
        assert IDS[20 + n] not in found
        assert found[IDS[25 + n]].merged_from == (IDS[20 + n],)
        assert [d.payload["text"] for d in found[IDS[25 + n]].decisions if d.action == "note"] == [
            f"Note {n}"
        ]


def test_five_decisions_of_each_kind_survive_mining_again(store: Store, posts: list[Post]) -> None:
    discover(store, *specs(posts))
    decide_five_of_each(store)
    check_five_of_each(by_id(store))

    more = [*reversed(specs(posts)), FindingSpec("f999", quotes=[(posts[39], "wet sheets")])]
    discover(store, *more, lineage=[(i, i, "kept", 0.8) for i in IDS] + [("f999", None, "new", 0.0)])

    found = by_id(store)
    check_five_of_each(found)
    assert found["f999"].status == "new"


def test_decisions_follow_a_finding_to_its_new_id(store: Store, posts: list[Post]) -> None:
    discover(store, *specs(posts, ["f001", "f002", "f003"]))
    record(store, "accept", "f001")
    record(store, "rename", "f001", {"zh": "衣服被锁住"})
    record(store, "merge", "f002", {"into": "f003"})
    discover(
        store,
        *specs(posts, ["f011", "f012", "f013"]),
        lineage=[
            ("f011", "f001", "derived", 0.4),
            ("f012", "f002", "derived", 0.4),
            ("f013", "f003", "derived", 0.4),
        ],
    )
    discover(store, *specs(posts, ["f021", "f012", "f013"]), lineage=[("f021", "f011", "derived", 0.3)])

    found = by_id(store)
    assert set(found) == {"f021", "f013"}
    assert (found["f021"].status, found["f021"].title["zh"]) == ("accepted", "衣服被锁住")
    assert found["f013"].merged_from == ("f012",)


@pytest.mark.parametrize(
    ("first", "second", "status", "reason"),
    [
        ("accept", "accept", "accepted", ""),
        ("accept", "reject", RECHECK, "conflict"),
        ("reject", "reject", RECHECK, "absorbed"),
        ("rename", "note", "new", ""),
    ],
)
def test_two_that_became_one_under_a_new_id(
    store: Store, posts: list[Post], first: str, second: str, status: str, reason: str
) -> None:
    payloads = {"rename": {"en": "Locked in"}, "note": {"text": "Ask them"}}
    discover(store, *specs(posts, ["f001", "f002"]))
    record(store, first, "f001", payloads.get(first))
    record(store, second, "f002", payloads.get(second))
    lineage = [("f010", "f001", "derived", 0.4), ("f010", "f002", "derived", 0.4)]
    discover(store, *specs(posts, ["f010"]), lineage=lineage)

    [shown] = current_findings(store)
    assert (shown.status, shown.reason) == (status, reason)
    assert [d.subject_id for d in shown.decisions] == ["f001", "f002"]
    assert shown.title["en"] == ("Locked in" if first == "rename" else "Title f010")
    record(store, "accept", "f010")
    assert current_findings(store)[0].status == "accepted"


def test_two_titles_for_one_finding_are_not_chosen_between(store: Store, posts: list[Post]) -> None:
    discover(store, *specs(posts, ["f001", "f002"]))
    record(store, "rename", "f001", {"en": "Locked in"})
    record(store, "rename", "f002", {"en": "Left outside"})
    lineage = [("f010", "f001", "derived", 0.4), ("f010", "f002", "derived", 0.4)]
    discover(store, *specs(posts, ["f010"]), lineage=lineage)

    [shown] = current_findings(store)
    assert shown.title["en"] == "Title f010"
    assert [d.payload["en"] for d in shown.decisions] == ["Locked in", "Left outside"]


def test_what_is_gone_is_shown_for_a_recheck_with_its_old_title_and_words(
    store: Store, posts: list[Post]
) -> None:
    discover(store, *specs(posts, ["f001", "f002"]))
    record(store, "rename", "f001", {"en": "Locked in"})
    discover(store, *specs(posts, ["f002", "f003"]), lineage=[("f003", "f001", "split", 0.2)])

    lost = by_id(store)["f001"]
    assert (lost.status, lost.reason, lost.title["en"]) == (RECHECK, "gone", "Locked in")
    assert [e.quote for e in lost.evidence] == [posts[1].text]
    assert lost.successors == ("f003",)
    record(store, "undo", "f001")
    assert "f001" not in by_id(store)


def test_a_finding_without_decisions_may_go(store: Store, posts: list[Post]) -> None:
    discover(store, *specs(posts, ["f001", "f002"]))
    discover(store, *specs(posts, ["f002"]))

    assert set(by_id(store)) == {"f002"}


@pytest.mark.parametrize(
    ("decide", "status", "reason"),
    [
        (lambda s: record(s, "accept", "f001"), "accepted", ""),
        (lambda s: record(s, "reject", "f001"), RECHECK, "absorbed"),
        (lambda s: (record(s, "accept", "f001"), record(s, "park", "f002")), RECHECK, "conflict"),
        (lambda s: (record(s, "park", "f003"), record(s, "accept", "f001")), "parked", ""),
        (lambda s: record(s, "merge", "f001", {"into": "f003"}), "new", ""),
    ],
)
def test_a_finding_that_took_others_in(
    store: Store, posts: list[Post], decide: Callable[[Store], object], status: str, reason: str
) -> None:
    discover(store, *specs(posts, ["f001", "f002", "f003"]))
    decide(store)
    discover(
        store,
        *specs(posts, ["f003"]),
        lineage=[
            ("f003", "f003", "kept", 0.9),
            ("f003", "f001", "merged", 0.3),
            ("f003", "f002", "merged", 0.3),
        ],
    )

    found = by_id(store)
    assert set(found) == {"f003"}
    assert (found["f003"].status, found["f003"].reason) == (status, reason)


def test_a_merge_whose_target_is_gone_lets_the_other_reappear(store: Store, posts: list[Post]) -> None:
    discover(store, *specs(posts, ["f001", "f002"]))
    record(store, "merge", "f001", {"into": "f002"})
    discover(store, *specs(posts, ["f001"]))

    found = by_id(store)
    assert {k: (v.status, v.reason) for k, v in found.items()} == {
        "f001": (RECHECK, "target gone"),
        "f002": (RECHECK, "gone"),
    }


def test_chains_of_merges_end_in_one_finding(store: Store, posts: list[Post]) -> None:
    discover(store, *specs(posts, ["f001", "f002", "f003"]))
    record(store, "merge", "f001", {"into": "f002"})
    record(store, "merge", "f002", {"into": "f003"})

    overlay = load_overlay(store)
    assert overlay.moved == {"f001": "f003", "f002": "f003"}
    assert overlay.shown[0].finding.people == 3


def test_one_person_in_two_merged_findings_counts_once(store: Store) -> None:
    one = make_post(1, "No soap left.", author_key="same")
    two = make_post(2, "Soap was gone again.", author_key="same")
    save(store, one, two)
    discover(
        store, FindingSpec("f001", quotes=[(one, one.text)]), FindingSpec("f002", quotes=[(two, two.text)])
    )
    record(store, "merge", "f001", {"into": "f002"})

    [shown] = current_findings(store)
    assert (shown.finding.people, shown.finding.posts) == (1, 2)


def test_a_study_that_was_never_mined_shows_nothing(store: Store) -> None:
    assert current_findings(store) == []
