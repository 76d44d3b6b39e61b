"""Split, create, move, retype, pin, ban, star, mark, redact: kept, replayed when mined again, undone."""

from collections.abc import Mapping
from typing import Any

import pytest

from crawler.errors import DecisionProblem
from crawler.records import Post
from crawler.store import Store
from mining.decision_log import list_decisions
from mining.decisions import record
from mining.overlay import RECHECK, ShownFinding, current_findings, load_overlay, with_evidence
from tests.builders import FindingSpec, discover, make_post, save

WORDS = "The dryer by the door ate my coin, number {}."
A, B = "fa000001", "fb000002"


@pytest.fixture
def posts(store: Store) -> list[Post]:
    """Twelve posts; every third author is the one before."""
    made = [make_post(n, WORDS.format(n), author_key=f"a{n - (n % 3 == 2)}") for n in range(12)]
    save(store, *made)
    mined(store, made)
    return made


def mined(store: Store, posts: list[Post], **names: str) -> None:
    """Two findings, of six quotes each, in one run; names may replace their ids."""
    first, second = names.get("a", A), names.get("b", B)
    discover(
        store,
        FindingSpec(first, quotes=[(post, post.text) for post in posts[:6]], rank=0),
        FindingSpec(second, quotes=[(post, post.text) for post in posts[6:]], rank=1),
        lineage=[
            (first, A if first != A else None, "derived" if first != A else "new", 0.9),
            (second, B if second != B else None, "derived" if second != B else "new", 0.9),
        ],
    )


def shown(store: Store) -> dict[str, ShownFinding]:
    """What is shown, which must be the same whether evidence was read at once or later."""
    whole = {item.id: item for item in current_findings(store)}
    light = {item.id: with_evidence(store, item) for item in load_overlay(store, whole=False).shown}
    assert light == whole
    return whole


def clauses(item: ShownFinding) -> list[str]:
    return [evidence.clause_id for evidence in item.evidence]


def split(store: Store, count: int = 2, **payload: Any) -> str:
    """Split the first quotes off A; gives the new finding's id."""
    chosen = clauses(shown(store)[A])[:count]
    record(store, "split", A, {"clauses": chosen, **payload})
    return str(list_decisions(store)[-1].payload["new"])


def test_a_split_takes_its_quotes_along_and_both_are_counted_anew(store: Store, posts: list[Post]) -> None:
    new = split(store, 2, en="Coins lost by the door")
    found = shown(store)

    assert (found[new].finding.posts, found[A].finding.posts) == (2, 4)
    assert (found[new].finding.people, found[A].finding.people) == (2, 3)
    assert not set(clauses(found[new])) & set(clauses(found[A]))
    assert found[new].title["en"] == "Coins lost by the door"
    assert found[new].split_from == A
    assert found[new].by_hand
    assert found[new].kind == "pain"


def test_a_split_holds_when_mined_again_under_another_id(store: Store, posts: list[Post]) -> None:
    new = split(store)
    record(store, "accept", new)
    before = clauses(shown(store)[new])
    mined(store, posts, a="fa999999")
    found = shown(store)

    assert clauses(found[new]) == before
    assert found[new].status == "accepted"
    assert not set(before) & set(clauses(found["fa999999"]))


def test_a_split_finds_its_words_again_after_another_segmentation(store: Store, posts: list[Post]) -> None:
    new = split(store)
    for item in list(shown(store)[new].evidence):
        store.conn.execute("DELETE FROM evidence WHERE clause_id = ?", (item.clause_id,))
        store.conn.execute("DELETE FROM labels WHERE clause_id = ?", (item.clause_id,))
        shorter = '"end" = "end" - 1, text = substr(text, 1, length(text) - 1)'
        store.conn.execute(
            f"UPDATE clauses SET id = id || 'x', {shorter} WHERE id = ?", (item.clause_id,)
        )
    found = shown(store)[new]

    assert [evidence.clause_id[-1] for evidence in found.evidence] == ["x", "x"]
    assert all(posts[n].text.startswith(evidence.quote) for n, evidence in enumerate(found.evidence))


def test_a_split_whose_posts_are_gone_is_shown_for_a_recheck(store: Store, posts: list[Post]) -> None:
    new = split(store)
    for item in shown(store)[new].evidence:
        store.conn.execute("DELETE FROM posts WHERE id = ?", (item.post_id,))

    assert (shown(store)[new].status, shown(store)[new].reason) == (RECHECK, "gone")


def test_a_split_undone_gives_the_quotes_back(store: Store, posts: list[Post]) -> None:
    before = shown(store)[A]
    new = split(store)
    record(store, "undo", A)
    found = shown(store)

    assert new not in found
    assert found[A] == before


def test_a_split_can_be_merged_like_any_other(store: Store, posts: list[Post]) -> None:
    new = split(store)
    record(store, "merge", new, {"into": B})

    assert shown(store)[B].merged_from == (new,)
    assert shown(store)[B].finding.posts == 8


def test_quotes_of_a_merged_finding_can_be_split_off(store: Store, posts: list[Post]) -> None:
    record(store, "merge", A, {"into": B})
    taken = clauses(shown(store)[B])[-2:]
    record(store, "split", B, {"clauses": taken})
    new = str(list_decisions(store)[-1].payload["new"])

    assert clauses(shown(store)[new]) == taken
    assert shown(store)[B].finding.posts == 10


def test_a_finding_is_made_of_clauses_without_taking_them(store: Store, posts: list[Post]) -> None:
    chosen = [*clauses(shown(store)[A])[:2], *clauses(shown(store)[B])[:1]]
    record(store, "create", "new", {"clauses": chosen, "kind": "need", "zh": "退币", "en": "Coins back"})
    new = list_decisions(store)[-1].subject_id
    found = shown(store)

    assert (found[new].kind, found[new].title) == ("need", {"zh": "退币", "en": "Coins back"})
    assert clauses(found[new]) == chosen
    assert found[A].finding.posts == 6
    assert found[new].split_from == ""


@pytest.mark.parametrize(
    ("action", "payload", "said"),
    [
        ("split", {"clauses": []}, "needs quotes"),
        ("split", {"clauses": ["nothing"]}, "no clause"),
        ("create", {"clauses": [], "kind": "need"}, "needs quotes"),
        ("move", {"axis": "phase", "key": "nowhere"}, "no phase"),
        ("move", {"axis": "mood", "key": "service"}, "not moved along"),
        ("move", {"axis": "touchpoint", "key": "<b>"}, "is no touchpoint"),
        ("move", {"key": "service", "map": "dream"}, "no journey"),
        ("retype", {"kind": "praise"}, "no kind"),
        ("note", {"text": "  "}, "empty"),
        ("rename", {}, "needs a title"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    store: Store, posts: list[Post], action: str, payload: Mapping[str, Any], said: str
) -> None:
    with pytest.raises(DecisionProblem, match=said):
        record(store, action, A, payload)
    assert list_decisions(store) == []


def test_a_split_needs_quotes_of_its_own_and_leaves_some(store: Store, posts: list[Post]) -> None:
    found = shown(store)
    with pytest.raises(DecisionProblem, match="no quote of it"):
        record(store, "split", A, {"clauses": clauses(found[B])[:1]})
    with pytest.raises(DecisionProblem, match="leave a quote"):
        record(store, "split", A, {"clauses": clauses(found[A])})


def test_moved_retyped_starred_and_pinned_hold_when_mined_again(store: Store, posts: list[Post]) -> None:
    record(store, "move", A, {"axis": "phase", "key": "loyalty"})
    record(store, "move", A, {"axis": "phase", "key": "service", "map": "to_be"})
    record(store, "retype", A, {"kind": "need"})
    record(store, "star", A)
    record(store, "pin", B)
    record(store, "star", B)
    record(store, "unstar", B)
    mined(store, posts, a="fa999999")
    found = shown(store)

    moved = found["fa999999"]
    assert (moved.placed, moved.planned) == ({"phase": "loyalty"}, {"phase": "service"})
    assert (moved.kind, moved.machine_kind, moved.starred) == ("need", "pain", True)
    assert (found[B].pinned, found[B].starred) == (True, False)


def test_a_pinned_finding_stands_before_better_ranked_ones(store: Store, posts: list[Post]) -> None:
    assert [item.id for item in current_findings(store)] == [A, B]
    record(store, "pin", B)
    assert [item.id for item in current_findings(store)] == [B, A]
    record(store, "unpin", B)
    assert [item.id for item in current_findings(store)] == [A, B]


def test_a_ban_holds_under_a_new_id_but_not_for_more(store: Store, posts: list[Post]) -> None:
    record(store, "ban", A, {"reason": "not our subject"})
    assert (shown(store)[A].status, shown(store)[A].hidden) == ("banned", True)
    mined(store, posts, a="fa999999")
    assert shown(store)["fa999999"].status == "banned"
    quotes = [(post, post.text) for post in posts]
    discover(store, FindingSpec(B, quotes=quotes), lineage=[(B, "fa999999", "merged", 0.5)])

    assert (shown(store)[B].status, shown(store)[B].reason) == (RECHECK, "absorbed")


def test_a_marked_post_carries_nothing_until_it_is_ours_again(store: Store, posts: list[Post]) -> None:
    before = shown(store)[A]
    record(store, "mark", posts[0].id, {"as": "advert"})
    marked = shown(store)[A]
    mined(store, posts)

    assert (marked.finding.posts, marked.finding.people) == (5, 3)
    assert [e.post_id for e in marked.set_aside] == [posts[0].id]
    assert shown(store)[A].finding.posts == 5
    assert [d.action for d in marked.decisions] == ["mark"]
    record(store, "mark", posts[0].id, {"as": "ours"})
    assert shown(store)[A].evidence == before.evidence
    record(store, "undo", posts[0].id)
    assert shown(store)[A].finding.posts == 5


def test_a_finding_without_any_quote_left_is_shown_for_a_recheck(store: Store, posts: list[Post]) -> None:
    for post in posts[:6]:
        record(store, "mark", post.id, {"as": "not_us"})

    assert (shown(store)[A].status, shown(store)[A].reason) == (RECHECK, "no evidence")


def test_hidden_words_are_in_nothing_that_is_shown(store: Store, posts: list[Post]) -> None:
    start = posts[0].text.index("ate my coin")
    record(store, "redact", posts[0].id, {"version": 1, "start": start, "end": start + 11})
    found = shown(store)[A]
    first = next(e for e in found.evidence if e.post_id == posts[0].id)

    assert first.quote == posts[0].text.replace("ate my coin", "█" * 11)
    assert "ate my coin" in next(e for e in found.evidence if e.post_id == posts[1].id).quote
    assert "ate my coin" not in str(list_decisions(store)[-1].payload)
    record(store, "undo", posts[0].id)
    assert "█" not in shown(store)[A].evidence[0].quote


def test_hidden_words_are_hidden_in_the_title_that_repeats_them(store: Store) -> None:
    post = make_post("x", "My neighbour Hanne broke the dryer.")
    save(store, post)
    title = {"zh": "“Hanne broke the dryer”", "en": "“Hanne broke the dryer”"}
    slots = {"who": {"en": "Hanne"}}
    discover(store, FindingSpec("fcc", quotes=[(post, post.text)], title=title, slots=slots))
    record(store, "redact", post.id, {"version": 1, "start": 13, "end": 18})
    found = shown(store)["fcc"]

    assert "Hanne" not in str((found.title, found.finding.slots, found.evidence))


@pytest.mark.parametrize("span", [(-1, 4), (5, 5), (0, 10_000), (3, 4)])
def test_hiding_needs_words(store: Store, posts: list[Post], span: tuple[int, int]) -> None:
    with pytest.raises(DecisionProblem, match="no words"):
        record(store, "redact", posts[0].id, {"version": 1, "start": span[0], "end": span[1]})


def test_a_post_may_be_named_by_its_beginning(store: Store, posts: list[Post]) -> None:
    record(store, "mark", posts[0].id[:9], {"as": "duplicate"})

    assert list_decisions(store)[-1].subject_id == posts[0].id
    with pytest.raises(DecisionProblem, match="no post"):
        record(store, "mark", "p%", {"as": "duplicate"})
