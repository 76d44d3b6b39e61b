"""Stage "discover" on a small café in two languages: from clauses to stored findings, and over again."""

import json
from collections.abc import Sequence
from typing import Any

from crawler.records import Post
from crawler.stages import run_stage
from crawler.store import Store
from crawler.store.posts import iter_posts
from crawler.study import Study
from mining.discover.groups import fewest
from mining.reading import current_discovery, load_findings, load_lineage
from mining.records import TYPES, Finding
from mining.stages.discover import DiscoverStage
from mining.stages.embed import EmbedStage
from tests.builders import add_clauses, make_post, save

COLD = [
    "咖啡送到已经凉了", "拿铁到手都凉透了", "外卖送来的时候是冷的", "送到的面全凉了", "汤凉了没法喝",
    "my coffee arrived cold", "the latte was cold when it came", "the food was cold on arrival",
    "they handed me cold coffee", "soup arrived cold again",
]  # fmt: skip
WAIT = [
    "等了四十分钟才拿到", "排队等太久了", "等了半个小时没人理", "等得太久不想再来", "等了一个小时",
    "I waited an hour for a tea", "we had to wait for ages", "waited 40 minutes in the shop",
    "such a long wait for one drink", "I waited and waited for my order",
]  # fmt: skip
KIDS = [
    "带孩子来吃早餐", "周末带孩子来喝热可可", "孩子放学后来这里", "陪孩子吃蛋糕",
    "I bring my kids here for breakfast", "my kids and I come here after school",
    "cake with the kids on Sundays", "hot chocolate for my kids",
]  # fmt: skip
WISHES = [
    "希望有无糖的奶茶", "建议出无糖的饮料", "希望奶茶能选无糖",
    "please offer sugar free drinks", "I wish there were sugar free drinks",
]  # fmt: skip


def fill(store: Store, texts: Sequence[str], kind: str, *, start: int = 0) -> list[Post]:
    """One post with one clause of the kind for each text, each by another person."""
    posts = [make_post(f"{kind}{start + at}", text) for at, text in enumerate(texts)]
    save(store, *posts)
    for post in posts:
        add_clauses(store, post, post.text, types=(kind,))
    with store.writing() as conn:
        conn.execute("UPDATE labels SET scores = ?", (json.dumps(dict.fromkeys(TYPES, 0.8)),))
    return posts


def fill_all(store: Store) -> None:
    fill(store, [*COLD, *WAIT], "pain")
    fill(store, KIDS, "scenario")
    fill(store, WISHES, "need")


def discovered(store: Store, study: Study, *, force: bool = False) -> tuple[list[Finding], dict[str, Any]]:
    """The findings after embedding and discovering, and the stage's counts."""
    run_stage(EmbedStage(), store, study, seed=7)
    counts = dict(run_stage(DiscoverStage(), store, study, seed=7, force=force).counts)
    run_id = current_discovery(store)
    assert run_id is not None
    return load_findings(store, run_id), counts


def test_findings_are_found_in_both_languages_with_nothing_but_evidence(store: Store, study: Study) -> None:
    fill_all(store)
    findings, counts = discovered(store, study)

    texts = {post.id: post.text for post in iter_posts(store)}
    assert findings
    for finding in findings:
        assert finding.evidence
        for one in finding.evidence:
            assert texts[one.post_id][one.start : one.end] == one.quote
            assert one.quote == store.value("SELECT text FROM clauses WHERE id = ?", (one.clause_id,))
            assert one.url == store.value("SELECT url FROM posts WHERE id = ?", (one.post_id,))
        posts = {one.post_id for one in finding.evidence}
        assert (finding.people, finding.posts, finding.people_basis) == (len(posts), len(posts), "authors")
        assert finding.people >= fewest(finding.kind, study.config.mining.min_people)
        assert [one.rank for one in finding.evidence] == list(range(len(finding.evidence)))
        for language in ("zh", "en"):
            assert finding.title[language]
            quoted = finding.statement[language].split("“")[1:]
            assert all(any(words.split("”")[0] in text for text in texts.values()) for words in quoted)

    assert cold_finding(findings).kind == "pain"
    assert any({e.quote for e in one.evidence} <= set(WAIT) for one in findings)
    assert counts["pain_clauses"] == 20
    assert counts["lineage_new"] == len(findings)


def cold_finding(findings: Sequence[Finding]) -> Finding:
    """The one that holds what was said of cold food and drink in both languages, and nothing of waiting."""
    zh, en = set(COLD[:5]), set(COLD[5:])
    quotes = {one.id: {e.quote for e in one.evidence} for one in findings}
    [found] = [one for one in findings if min(len(quotes[one.id] & zh), len(quotes[one.id] & en)) >= 2]
    assert not quotes[found.id] & set(WAIT)
    return found


def test_a_clause_is_in_one_finding_of_its_kind(store: Store, study: Study) -> None:
    fill_all(store)
    findings, _ = discovered(store, study)
    for kind in ("pain", "need", "scenario"):
        clauses = [
            e.clause_id
            for one in findings
            if one.kind == kind and one.shelf != "innovated"
            for e in one.evidence
        ]
        assert len(clauses) == len(set(clauses))


def test_titles_differ_on_each_shelf(store: Store, study: Study) -> None:
    fill_all(store)
    findings, _ = discovered(store, study)
    for language in ("zh", "en"):
        titles = [(one.kind, one.shelf, one.title[language]) for one in findings]
        assert len(set(titles)) == len(titles)


def test_running_again_finds_the_same_under_the_same_ids(store: Store, study: Study) -> None:
    fill_all(store)
    before, _ = discovered(store, study)
    assert run_stage(DiscoverStage(), store, study, seed=7).status == "fresh"

    after, counts = discovered(store, study, force=True)

    assert after == before
    assert counts["lineage_kept"] == len(before)
    assert counts["lineage_new"] == counts["lineage_derived"] == counts["lineage_merged"] == 0


def test_the_order_in_which_posts_came_changes_nothing(store: Store, study: Study) -> None:
    fill_all(store)
    forward, _ = discovered(store, study)

    with study.open() as other:
        fill(other, WISHES, "need")
        fill(other, KIDS, "scenario")
        for at, text in reversed(list(enumerate([*COLD, *WAIT]))):
            fill(other, [text], "pain", start=at)
        backward, _ = discovered(other, study)

    assert backward == forward


def test_more_evidence_keeps_the_id_and_tells_of_it(store: Store, study: Study) -> None:
    fill_all(store)
    before, _ = discovered(store, study)
    fill(store, ["咖啡送来凉了", "the coffee was cold again"], "pain", start=100)

    after, counts = discovered(store, study)

    old, new = cold_finding(before), cold_finding(after)
    assert new.id == old.id
    assert len(new.evidence) > len(old.evidence)
    kept = {row.finding_id for row in load_lineage(store) if row.relation == "kept"}
    assert old.id in kept
    assert counts["lineage_kept"] == len(kept)


def test_one_of_several_copies_speaks_and_all_their_authors_count(store: Store, study: Study) -> None:
    fill_all(store)
    fill(store, [COLD[0]] * 3, "pain", start=200)
    ids = [row[0] for row in store.rows("SELECT id FROM posts WHERE text = ? ORDER BY id", (COLD[0],))]
    with store.writing() as conn:
        conn.executemany(
            "INSERT INTO duplicates (post_id, post_version, group_id, kept) VALUES (?, 1, ?, ?)",
            [(post, ids[0], int(post == ids[0])) for post in ids],
        )

    findings, _ = discovered(store, study)

    [finding] = [f for f in findings if f.kind == "pain" and COLD[0] in {e.quote for e in f.evidence}]
    assert [e.post_id for e in finding.evidence if e.quote == COLD[0]] == ids[:1]


def test_a_study_where_nobody_complains_has_no_findings(store: Store, study: Study) -> None:
    fill(store, ["很好喝", "lovely staff"], "praise")
    findings, counts = discovered(store, study)
    assert findings == []
    assert (counts["pain_clauses"], counts["pain_unassigned_share"], counts["pain_language_nmi"]) == (
        0,
        0.0,
        None,
    )


def test_too_few_people_make_no_finding(store: Store, study: Study) -> None:
    fill(store, COLD[:2], "pain")
    findings, counts = discovered(store, study)
    assert findings == []
    assert counts["pain_unassigned_share"] == 1.0


def test_the_counting_embedder_finds_across_languages_by_concepts(store: Store, study: Study) -> None:
    mining = study.config.mining.model_copy(update={"embedder": "lite"})
    counting = Study(study.folder, study.config.model_copy(update={"mining": mining}))
    fill_all(store)

    findings, _ = discovered(store, counting)

    spoken = [{e.quote.isascii() for e in one.evidence} for one in findings]
    assert {True, False} in spoken
