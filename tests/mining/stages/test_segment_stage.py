"""The segment stage: row by row, repeatable, one version of each post."""

import pytest

from crawler.ids import content_hash
from crawler.records import Post
from crawler.stages import run_stage
from crawler.store import Store
from crawler.store.posts import save_posts
from crawler.study import Study
from mining.stages.segment import SegmentStage, is_boilerplate


def post(number: int, text: str) -> Post:
    return Post(
        id=f"p{number:04d}", source="test", native_id=str(number), url=None, thread_id=None, parent_id=None,
        kind="review", subject=None, brand_role=None, title=None, body=text, text=text, rating=None,
        rating_min=None, rating_max=None, likes=None, author_key=None, posted_at=None, posted_at_raw=None,
        posted_precision=None, edited_at=None, fetched_at="2026-01-01T00:00:00+00:00", language=None,
        attributes={}, snapshot_id=None, parser_version="1", version=1, content_hash=content_hash(None, text),
    )  # fmt: skip


def rows(store: Store) -> list[tuple[str, int, str, str]]:
    query = 'SELECT post_id, post_version, text, language, start, "end" FROM clauses ORDER BY post_id, start'
    found = []
    for row in store.rows(query):
        text = store.value("SELECT text FROM posts WHERE id = ?", (row["post_id"],))
        assert text[row["start"] : row["end"]] == row["text"]
        found.append((row["post_id"], row["post_version"], row["text"], row["language"]))
    return found


def test_posts_become_clauses_and_nothing_is_done_twice(store: Store, study: Study) -> None:
    save_posts(
        store,
        [
            post(1, "汤凉了。送得倒快！"),
            post(2, "Lid broke. Sound is fine."),
            post(3, "系统默认好评！"),
            post(4, "👍"),
        ],
    )
    result = run_stage(SegmentStage(), store, study)
    assert result.counts == {"posts": 2, "clauses": 4, "outdated": 0, "boilerplate": 1, "empty": 1}
    assert rows(store) == [
        ("p0001", 1, "汤凉了。", "zh"),
        ("p0001", 1, "送得倒快！", "zh"),
        ("p0002", 1, "Lid broke.", "en"),
        ("p0002", 1, "Sound is fine.", "en"),
    ]
    assert run_stage(SegmentStage(), store, study).status == "fresh"
    again = run_stage(SegmentStage(), store, study, force=True)
    assert again.counts["posts"] == again.counts["clauses"] == 0
    assert len(rows(store)) == 4


def test_a_changed_post_keeps_only_its_present_clauses(store: Store, study: Study) -> None:
    save_posts(store, [post(1, "汤凉了。"), post(2, "面软了。")])
    run_stage(SegmentStage(), store, study)
    save_posts(store, [post(1, "汤这次是热的。还多给了一碗。")])
    counts = run_stage(SegmentStage(), store, study).counts
    assert counts["outdated"] == 1
    assert counts["posts"] == 1
    assert [row[:3] for row in rows(store)] == [
        ("p0001", 2, "汤这次是热的。"),
        ("p0001", 2, "还多给了一碗。"),
        ("p0002", 1, "面软了。"),
    ]


def test_more_posts_than_one_batch(store: Store, study: Study) -> None:
    save_posts(store, [post(n, f"第{n}次来。还行。") for n in range(1_203)])
    assert run_stage(SegmentStage(), store, study).counts["clauses"] == 2_406


@pytest.mark.parametrize(
    "text", ["此用户没有填写评论!", "系統默認好評", "This user left no comment.", "[deleted]"]
)
def test_boilerplate(text: str) -> None:
    assert is_boilerplate(text)


@pytest.mark.parametrize(
    "text", ["此用户没有填写评论，我替他写", "No comment on the taste, but the box leaked"]
)
def test_words_of_a_person_are_no_boilerplate(text: str) -> None:
    assert not is_boilerplate(text)
