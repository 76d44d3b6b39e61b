"""A study as pandas frames, for notebooks and scripts.

    from outputs.frames import open_frames

    study = open_frames("tea")
    study.findings[["title_en", "people", "status"]]

What people decided is in it: titles as renamed, merged findings as one, rejected ones with their status.
The study is only read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.study import load_study
from mining.ideas import load_ideas
from mining.kano.reading import load_candidates
from mining.records import SLOT_NAMES
from outputs.material.gather import gather
from outputs.material.options import ExportOptions
from outputs.material.slots import slot_text
from outputs.text import Language

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class StudyFrames:
    """Everything of one study. `evidence.finding_id` joins `findings.id`, `post_id` joins `posts.id`.

    For each row of `evidence`, `text[start:end]` of its post is the quote. `people` counts authors, or
    posts where a source names none (`people_basis`). `manifest` says from which runs it all comes.
    """

    posts: "pd.DataFrame"
    findings: "pd.DataFrame"
    evidence: "pd.DataFrame"
    mappings: "pd.DataFrame"
    tags: "pd.DataFrame"
    kano: "pd.DataFrame"
    decisions: "pd.DataFrame"
    ideas: "pd.DataFrame"
    runs: "pd.DataFrame"
    manifest: Mapping[str, Any]


def open_frames(folder: Path | str, language: Language = "en") -> StudyFrames:
    """Read a study folder; `language` is that of slots. Raises StudyProblem, ConfigProblem, ExportProblem."""
    import pandas as pd

    study = load_study(Path(folder))
    with study.open() as store:
        material = gather(study, store, ExportOptions(language=language))
        candidates, ideas = load_candidates(store), load_ideas(store)
    document = material.document

    def frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = ()) -> pd.DataFrame:
        return pd.DataFrame(list(rows), columns=list(columns) or None)

    posts = frame(document["posts"])
    if len(posts):
        posts["posted_at"] = pd.to_datetime(posts["posted_at"], utc=True, format="ISO8601")
    links = [
        {"idea_id": idea.id, "kind": idea.kind, "text": idea.text, "team": idea.team, "votes": idea.votes,
         "finding_id": finding, "clause_id": clause}
        for idea in ideas
        for finding, clause in idea.links or ((None, None),)
    ]  # fmt: skip
    return StudyFrames(
        posts=posts,
        findings=frame(_finding(row, language) for row in document["findings"]),
        evidence=frame(
            {"finding_id": row["id"], **evidence}
            for row in document["findings"]
            for evidence in row["evidence"]
        ),
        mappings=frame(document["mappings"]),
        tags=frame({**row, "label": row["label"][language]} for row in document["tags"]),
        kano=frame({name: getattr(item, name) for name in item.__dataclass_fields__} for item in candidates),
        decisions=frame(document["decisions"]),
        ideas=frame(links, ("idea_id", "kind", "text", "team", "votes", "finding_id", "clause_id")),
        runs=frame(document["runs"]),
        manifest=material.manifest,
    )


def _finding(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """A finding as one flat row: titles by language, slots as words."""
    flat = {key: row[key] for key in (
        "id", "kind", "status", "reviewed", "shelf", "rank", "people", "people_basis", "posts", "stability",
    )}  # fmt: skip
    flat |= {f"title_{code}": row["title"].get(code) for code in ("zh", "en")}
    flat |= {name: slot_text(row["slots"].get(name), language) for name in SLOT_NAMES}
    return {**flat, **{f"component_{name}": value for name, value in row["components"].items()}}
