"""A study as pandas frames, and the notebook that shows it."""

import json
from pathlib import Path

from crawler.study import Study
from mining.decisions import record
from outputs.frames import open_frames
from tests.project.notebook import NOTEBOOK, render
from tests.sample import fill_sample


def test_frames_hold_what_the_export_holds(study: Study) -> None:
    with study.open() as store:
        first, second = (spec.id for spec in fill_sample(store)[:2])
        record(store, "rename", first, {"en": "A better name"}, who="Mo")
        record(store, "reject", second, who="Mo")
        posts = store.value("SELECT count(*) FROM posts")

    frames = open_frames(study.folder)
    findings = frames.findings.set_index("id")

    assert len(frames.posts) == posts
    assert findings.loc[first, "title_en"] == "A better name"
    assert findings.loc[second, "status"] == "rejected"
    assert str(frames.posts.posted_at.dtype).endswith("UTC]")
    texts = frames.posts.set_index("id").text
    assert all(texts[row.post_id][row.start : row.end] == row.quote for row in frames.evidence.itertuples())
    assert set(frames.evidence.finding_id) <= set(findings.index)


def test_an_empty_study_has_empty_frames(study: Study) -> None:
    frames = open_frames(study.folder)
    assert len(frames.posts) == len(frames.findings) == len(frames.ideas) == 0
    assert list(frames.ideas.columns)[:2] == ["idea_id", "kind"]


def test_the_notebook_is_what_its_script_gives(tmp_path: Path) -> None:
    assert NOTEBOOK.read_text(encoding="utf-8") == render(tmp_path), "python -m tests.project.notebook"
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    results = ["".join(o["data"]["text/plain"]) for c in book["cells"] for o in c.get("outputs", [])]
    assert len(results) == 6
    assert "True" in results
