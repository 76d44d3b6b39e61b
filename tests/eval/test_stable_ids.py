"""How many findings keep their ids when a study grows by a fifth, on real posts; the floor lies below."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from crawler.intake import Intake, Rules
from crawler.records import RawPost
from crawler.store.runs import Fingerprint, finish_run, start_run
from crawler.study import Study
from mining.pipeline import mine
from mining.reading import current_discovery, load_findings, load_lineage
from mining.records import Finding

POSTS = 2_000
MORE = POSTS // 5


def add_posts(study: Study, shared: Path, start: int, stop: int) -> None:
    with gzip.open(shared / "data" / "takeaway_zh.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, start, stop)]
    with study.open() as store:
        run_id = start_run(store, Fingerprint("import", 1, "", f"{start}"))
        gate = Intake(store, study.config, run_id=run_id, parser_version="test@1", rules=Rules(rows=True))
        gate.save(RawPost("takeaway", "review", text) for text in texts)
        finish_run(store, run_id, gate.counts)


def mined(study: Study) -> list[Finding]:
    mine(study)
    with study.open() as store:
        run_id = current_discovery(store)
        assert run_id is not None
        return load_findings(store, run_id)


@pytest.mark.heavy
def test_most_findings_keep_their_ids_when_a_fifth_comes_in(shared_dir: Path, study: Study) -> None:
    add_posts(study, shared_dir, 0, POSTS)
    before = {one.id: one for one in mined(study) if one.shelf == "main"}
    add_posts(study, shared_dir, POSTS, POSTS + MORE)
    after = {one.id: one for one in mined(study)}
    with study.open() as store:
        onward = {row.previous_id for row in load_lineage(store) if row.previous_id}

    kept = [one for name, one in before.items() if name in after]
    share = len(kept) / len(before)
    words = sum(len(one.evidence) for one in kept) / sum(len(one.evidence) for one in before.values())
    followed = len(set(before) & onward) / len(before)
    print(f"\nids kept: {share:.3f} of {len(before)} findings, {words:.3f} of their evidence")
    print(f"findings with an heir: {followed:.3f}")
    assert share >= 0.75
    assert words >= 0.8
    assert followed >= 0.95
