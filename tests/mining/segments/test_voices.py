"""Voices as a study holds them."""

from pathlib import Path

import pytest

from crawler.errors import MiningProblem
from crawler.store import Store
from crawler.study import Study, init_study
from mining.mappers.place import Place
from mining.overlay import current_findings
from mining.segments.study import against_benchmark, voices_of
from mining.segments.voices import Voice, load_voices
from mining.taxonomy import load_taxonomy
from tests.builders import FindingSpec, add_clauses, discover, make_post, run, save, write_place


def fill(store: Store, subject: str = "Lantern Laundry") -> None:
    """Two posts, the second of them told twice; one finding."""
    wait = make_post(
        1, "Waited an hour for a dryer.", subject=subject, attributes={"visit": "weekend", "words": "x" * 99},
        posted_at="2026-02-03T10:00:00+00:00",
    )  # fmt: skip
    kind = make_post(2, "店员很热情。", brand_role=None, posted_at=None, attributes={"visit": 3})
    copy = make_post(3, "店员很热情。", brand_role=None, posted_at=None)
    save(store, wait, kind, copy)
    with store.writing() as conn:
        for post, group, kept in ((wait, wait, 1), (kind, kind, 1), (copy, kind, 0)):
            conn.execute("INSERT INTO duplicates VALUES (?, 1, ?, ?)", (post.id, group.id, kept))
    add_clauses(store, kind, "店员很热情", polarity=0.8)
    discover(store, FindingSpec("f1", quotes=[(wait, "Waited an hour for a dryer")]))
    who = '{"who": {"text": "店员", "start": 0, "end": 2, "concept": "staff"}}'
    map_run = run(store, "map")
    with store.writing() as conn:
        conn.execute("UPDATE labels SET polarity = -0.8 WHERE polarity = 0")
        conn.execute("UPDATE labels SET slots = ? WHERE polarity > 0", (who,))
        waiting = Place("service", "waiting", tags={"queue": ("waited",)})
        friendly = Place("service", "staff", tags={"staff_attitude": ("热情",)})
        write_place(conn, map_run, wait, "Waited an hour for a dryer", waiting)
        write_place(conn, map_run, kind, "店员很热情", friendly)


def voices(store: Store) -> dict[str, Voice]:
    found = load_voices(store, load_taxonomy(), current_findings(store))
    return {"kind" if "staff_attitude" in voice.tags else "wait": voice for voice in found}


def test_a_voice_has_its_groups_tags_and_findings(store: Store) -> None:
    fill(store)
    found = voices(store)["wait"]

    assert found.tags == {"queue": {"negative"}}
    assert found.findings == {"f1"}
    assert found.values == {
        "source": ("forum.example",), "product": ("Lantern Laundry",), "brand": ("own",), "language": ("en",),
        "year": ("2026",), "quarter": ("2026-Q1",), "month": ("2026-02",), "stated:visit": ("weekend",),
    }  # fmt: skip


def test_a_copy_is_heard_once_with_both_its_authors(store: Store) -> None:
    fill(store)
    found = voices(store)

    assert set(found) == {"wait", "kind"}
    assert found["kind"].people == {"a:a2", "a:a3"}
    assert found["kind"].values["who"] == ("staff",)
    assert "month" not in found["kind"].values
    assert "stated:visit" not in found["kind"].values


def test_a_benchmark_study_is_set_beside_ones_own_posts(study: Study, tmp_path: Path) -> None:
    other, empty = init_study(tmp_path / "other"), init_study(tmp_path / "empty")
    for place in (study, other):
        with place.open() as opened:
            fill(opened)
    with empty.open():
        pass

    found = against_benchmark(study, other.folder)

    assert len(voices_of(study)) == 2
    assert found.first_people == 1  # the post that is marked as our own
    assert not found.enough
    assert {row.verdict for row in found.rows} == {"too few"}
    with pytest.raises(MiningProblem, match="no posts"):
        against_benchmark(study, empty.folder)
