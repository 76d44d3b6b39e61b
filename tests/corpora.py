"""Studies of the corpora that lie beside the project, for tests and benches; none of their text is kept."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

from crawler.importing import import_file
from crawler.study import Study, init_study

RATED = {"coffee_chain_en", "smart_speaker_en", "restaurants_zh", "clothing_en"}


def read_corpus(shared: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a corpus in their order."""
    with gzip.open(shared / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def study_of(
    folder: Path, corpora: dict[str, list[dict[str, Any]]], domains: list[str] | None = None
) -> Study:
    """A study with the rows of each corpus imported under the corpus's name."""
    study = init_study(folder, name=folder.name, domains=domains)
    for name, rows in corpora.items():
        add_rows(study, name, rows)
    return study


def add_rows(study: Study, name: str, rows: list[dict[str, Any]]) -> None:
    """Import rows through a file, as a user would."""
    path = study.folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    mapping = "text=text,rating=star" if name in RATED else "text=text"
    import_file(study, path, source=name, map_spec=mapping)
    path.unlink()


def shuffled(rows: list[Any], seed: int) -> list[Any]:
    """The same rows in another order."""
    copy = list(rows)
    random.Random(seed).shuffle(copy)
    return copy
