"""`python -m tests.bench.findings CORPUS…`: mine corpora of ../shared, print the first findings of each kind.

Prints titles, people and the first quotes to the terminal; nothing is written into the project.
Several corpora joined by + make one study: takeaway_zh+coffee_chain_en.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from crawler.study import Study
from mining.overlay import current_findings
from mining.pipeline import mine
from mining.records import Finding
from tests.corpora import read_corpus, study_of
from tests.project.tree import ROOT


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--first", type=int, default=10, help="findings of each kind")
    parser.add_argument("--posts", type=int, default=None, help="only the first so many posts of each corpus")
    parser.add_argument("--out", type=Path, default=None, help="keep the studies in this folder")
    given = parser.parse_args()
    for names in given.corpora:
        folder = (given.out or Path(tempfile.mkdtemp())) / names.replace("+", "_and_")
        show(mined(folder, names.split("+"), given.posts), given.first)
    return 0


def mined(folder: Path, names: list[str], limit: int | None) -> Study:
    shared = ROOT.parent / "shared"
    study = study_of(folder, {name: read_corpus(shared, name)[:limit] for name in names})
    began = time.perf_counter()
    for result in mine(study):
        print(json.dumps({"stage": result.stage, **result.counts}, ensure_ascii=False))
    print(json.dumps({"corpora": names, "seconds": round(time.perf_counter() - began, 1)}))
    return study


def show(study: Study, first: int) -> None:
    with study.open() as store:
        findings = current_findings(store)
    for kind in ("scenario", "pain", "need"):
        for shelf in ("main", "innovated"):
            chosen = [one.finding for one in findings if one.kind == kind and one.finding.shelf == shelf][
                :first
            ]
            for number, finding in enumerate(chosen, 1):
                print_one(kind, shelf, number, finding)


def print_one(kind: str, shelf: str, number: int, finding: Finding) -> None:
    print(
        f"\n{kind} {shelf} {number}: {finding.people} people | {finding.title['zh']} | {finding.title['en']}"
    )
    print(f"    {finding.statement['zh']}\n    {finding.statement['en']}")
    for evidence in finding.evidence[:3]:
        print(f"    - {evidence.quote}")


if __name__ == "__main__":
    raise SystemExit(main())
