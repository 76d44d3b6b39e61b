"""The label stage: every clause once, neighbours as context, again only when the heads change."""

import json
from pathlib import Path

from crawler.ids import content_hash
from crawler.records import Post
from crawler.stages import run_stage
from crawler.store import Store, open_store
from crawler.store.posts import save_posts
from crawler.study import Study
from mining.label import Labeller, Sentence
from mining.stages.label import LabelStage
from mining.stages.segment import SegmentStage


def post(number: int, text: str) -> Post:
    return Post(
        id=f"p{number:04d}", source="test", native_id=str(number), url=None, thread_id=None, parent_id=None,
        kind="review", subject=None, brand_role=None, title=None, body=text, text=text, rating=None,
        rating_min=None, rating_max=None, likes=None, author_key=None, posted_at=None, posted_at_raw=None,
        posted_precision=None, edited_at=None, fetched_at="2026-01-01T00:00:00+00:00", language=None,
        attributes={}, snapshot_id=None, parser_version="1", version=1, content_hash=content_hash(None, text),
    )  # fmt: skip


POSTS = [
    post(1, "汤凉了，很难喝。送得倒是很快！"),
    post(2, "The lid broke on day one. I use it every morning on the train to work."),
    post(3, "希望能出小杯装。"),
]


def labels(store: Store) -> list[tuple[object, ...]]:
    query = (
        "SELECT clauses.text, labels.* FROM labels JOIN clauses ON clauses.id = clause_id ORDER BY clause_id"
    )
    return [tuple(row) for row in store.rows(query)]


def mined(store: Store, study: Study, posts: list[Post]) -> None:
    save_posts(store, posts)
    run_stage(SegmentStage(), store, study)


def test_every_clause_is_labelled_as_the_labeller_says(store: Store, study: Study) -> None:
    mined(store, study, POSTS)
    result = run_stage(LabelStage(), store, study)

    assert result.counts["clauses"] == store.value("SELECT count(*) FROM clauses") == len(labels(store))
    assert result.counts["pain"] >= 2
    assert result.counts["need"] == 1
    row = store.rows(
        "SELECT clauses.text, labels.* FROM labels JOIN clauses ON clauses.id = clause_id"
        " WHERE clauses.text LIKE 'I use%'"
    )[0]
    said = Labeller.load().label([Sentence(row["text"], "The lid broke on day one.", "", "en")])[0]
    assert json.loads(row["types"]) == list(said.types)
    assert json.loads(row["scores"]) == dict(said.scores)
    assert (row["polarity"], row["phase"]) == (said.polarity, said.phase)
    for slot in json.loads(row["slots"]).values():
        assert row["text"][slot["start"] : slot["end"]] == slot["text"]


def test_only_new_clauses_are_labelled(store: Store, study: Study) -> None:
    mined(store, study, POSTS[:2])
    run_stage(LabelStage(), store, study)
    before = labels(store)
    assert run_stage(LabelStage(), store, study).status == "fresh"
    mined(store, study, POSTS[2:])

    assert run_stage(LabelStage(), store, study).counts["clauses"] == 1
    assert set(before) < set(labels(store))


def test_labels_of_other_heads_are_made_again(store: Store, study: Study) -> None:
    mined(store, study, POSTS)
    run_stage(LabelStage(), store, study)
    right = labels(store)
    with store.writing() as conn:
        conn.execute(
            "UPDATE labels SET model = 'older', types = '[]'"
            " WHERE clause_id = (SELECT min(clause_id) FROM labels)"
        )

    assert run_stage(LabelStage(), store, study, force=True).counts["clauses"] == 1
    assert labels(store) == right


def test_the_order_of_posts_changes_nothing(store: Store, study: Study, tmp_path: Path) -> None:
    with open_store(tmp_path / "other.db", create=True) as other:
        for one, posts in ((store, POSTS), (other, POSTS[::-1])):
            mined(one, study, posts)
            run_stage(LabelStage(), one, study)

        assert labels(store) == labels(other) != []


def test_a_study_without_posts_has_nothing_to_label(store: Store, study: Study) -> None:
    mined(store, study, [])

    assert run_stage(LabelStage(), store, study).counts["clauses"] == 0
