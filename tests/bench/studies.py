"""Mined studies of the corpora beside the project, for benches; made once and kept in a folder.

A corpus is named as its file, with a category behind a slash where it has any: shopping_zh/手机. The files
are sorted by opinion, so where not all posts are taken they are drawn from the whole length of the file.
Several corpora joined by + make one study; the limit is that of each.
"""

import time
from pathlib import Path
from typing import Any

from crawler.study import Study, load_study
from mining.pipeline import mine
from tests.corpora import read_corpus, study_of
from tests.project.tree import ROOT


def mined_study(folder: Path, corpus: str, limit: int | None) -> tuple[Study, float]:
    """The study of a corpus, mined, and the seconds that mining took now (0.0 where it was fresh)."""
    place = folder / corpus.replace("/", "_").replace("+", "_and_")
    if (place / "study.db").exists():
        study = load_study(place)
    else:
        study = study_of(
            place, {name.partition("/")[0]: spread(rows_of(name), limit) for name in corpus.split("+")}
        )
    began = time.perf_counter()
    done = mine(study)
    return study, time.perf_counter() - began if any(one.status == "done" for one in done) else 0.0


def rows_of(corpus: str) -> list[Any]:
    """All rows of a corpus, or of one of its categories."""
    name, _, category = corpus.partition("/")
    rows = read_corpus(ROOT.parent / "shared", name)
    return [row for row in rows if category in ("", row.get("category"))]


def spread(rows: list[Any], limit: int | None) -> list[Any]:
    """At most `limit` rows, evenly from first to last."""
    if limit is None or limit >= len(rows):
        return rows
    return [rows[at * len(rows) // limit] for at in range(limit)]
