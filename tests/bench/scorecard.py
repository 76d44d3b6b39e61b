"""`make scorecard`: mine the corpora beside the project, measure, and write docs/scorecard.md.

Only figures are written, no words of any corpus. Mined studies are kept in the folder of --studies and
used again where nothing changed; --baseline takes rows that tests.bench.bertopic_baseline printed.
"""

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.clock import now
from crawler.store import Store
from crawler.store.runs import current_run
from mining.evaluation.scorecard import scorecard
from mining.relations.reading import RELATE_STAGE
from mining.typing.weights import package_folder, read_summary
from tests.bench.bertopic_baseline import CORPORA as COMPARED
from tests.bench.bertopic_baseline import compare, warm_up
from tests.bench.scorecard_page import render
from tests.bench.studies import mined_study
from tests.project.tree import ROOT

PAGE = ROOT / "docs" / "scorecard.md"
CORPORA = {
    "shopping_zh/手机": None,
    "shopping_zh/酒店": 1_500,
    "takeaway_zh": 4_000,
    "restaurants_zh": None,
    "coffee_chain_en": None,
    "smart_speaker_en": None,
    "clothing_en": None,
    "takeaway_zh+smart_speaker_en": 1_500,
}


def measured(studies: Path, corpus: str, limit: int | None) -> dict[str, Any]:
    """The figures of one corpus; `seconds` is None where it had been mined before."""
    study, seconds = mined_study(studies, corpus, limit or CORPORA[corpus])
    with study.open() as store:
        return {
            "corpus": corpus,
            "seconds": round(seconds, 1) or None,
            "scorecard": asdict(scorecard(store)),
            "relations": _counts(store, RELATE_STAGE),
        }


def compared(studies: Path, corpus: str, limit: int | None) -> list[dict[str, Any]]:
    """The rows of the baseline."""
    study, _ = mined_study(studies, corpus, limit or COMPARED[corpus])
    with study.open() as store:
        return [asdict(row) for row in compare(store, corpus)]


def _counts(store: Store, stage: str) -> dict[str, Any]:
    counts = store.value("SELECT counts FROM runs WHERE id = ?", (current_run(store, stage),))
    return dict(json.loads(counts))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=Path, help="folder of the mined studies, else a temporary one")
    parser.add_argument("--baseline", type=Path, nargs="*", help="files of rows; measured anew without it")
    parser.add_argument("--corpora", nargs="*", choices=list(CORPORA), default=list(CORPORA))
    parser.add_argument("--posts", type=int, help="at most so many posts of each corpus")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    studies = given.studies or Path(tempfile.mkdtemp())
    corpora = [measured(studies, name, given.posts) for name in given.corpora]
    if given.baseline:
        lines = [line for path in given.baseline for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [json.loads(line) for line in lines]
    else:
        warm_up()
        rows = [row for name in COMPARED for row in compared(studies, name, given.posts)]
    figures = read_summary(package_folder())["figures"]
    page = render(
        corpora, rows, figures, day=now().date().isoformat(), cores=os.cpu_count() or 1, limit=given.posts
    )
    given.out.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
