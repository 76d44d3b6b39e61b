"""The dedupe stage: the whole table at once, and again when a post changes."""

from crawler.ids import content_hash
from crawler.records import Post
from crawler.stages import run_stage
from crawler.store import Store
from crawler.store.posts import save_posts
from crawler.study import Study
from mining.stages.dedupe import DedupeStage


def post(number: int, text: str) -> Post:
    return Post(
        id=f"p{number}", source="test", native_id=str(number), url=None, thread_id=None, parent_id=None,
        kind="review", subject=None, brand_role=None, title=None, body=text, text=text, rating=None,
        rating_min=None, rating_max=None, likes=None, author_key=None, posted_at=None, posted_at_raw=None,
        posted_precision=None, edited_at=None, fetched_at="2026-01-01T00:00:00+00:00", language=None,
        attributes={}, snapshot_id=None, parser_version="1", version=1, content_hash=content_hash(None, text),
    )  # fmt: skip


def table(store: Store) -> list[tuple[str, int, str, int]]:
    return [tuple(row) for row in store.rows("SELECT * FROM duplicates ORDER BY post_id")]


def test_groups_are_written_and_follow_changes(store: Store, study: Study) -> None:
    save_posts(store, [post(1, "汤凉了"), post(2, "湯涼了！"), post(3, "面软了")])
    result = run_stage(DedupeStage(), store, study)
    assert result.counts == {"posts": 3, "groups": 2, "repeated": 1, "set_aside": 1}
    assert table(store) == [("p1", 1, "p1", 0), ("p2", 1, "p1", 1), ("p3", 1, "p3", 1)]
    assert run_stage(DedupeStage(), store, study).status == "fresh"
    save_posts(store, [post(2, "面软了")])
    run_stage(DedupeStage(), store, study)
    assert table(store) == [("p1", 1, "p1", 1), ("p2", 2, "p2", 1), ("p3", 1, "p2", 0)]


def test_an_empty_study(store: Store, study: Study) -> None:
    assert run_stage(DedupeStage(), store, study).counts["groups"] == 0
    assert table(store) == []
