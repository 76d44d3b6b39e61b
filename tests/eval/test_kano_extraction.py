"""The aspects that caifeng finds by itself, beside those labelled by hand: floors, and no false verdict."""

from pathlib import Path

import pytest

from mining.kano.gates import INSUFFICIENT
from tests.eval.kano_extraction import compare, total

# what a verdict leaves possible; insufficient evidence leaves everything
POSSIBLE = {
    "must_be_or_performance": {"must_be", "performance"},
    "attractive_or_performance": {"attractive", "performance"},
}


@pytest.mark.heavy
def test_extraction_costs_verdicts_but_makes_no_false_ones(shared_dir: Path, tmp_path: Path) -> None:
    lines = compare(shared_dir, tmp_path / "study")
    everything = total(lines)

    assert everything.found / everything.labelled > 0.65
    assert everything.found / everything.claimed > 0.80
    assert everything.same_sign / everything.found > 0.58
    for line in lines:
        verdicts = [item.verdict for item in (line.by_hand, line.by_machine) if item is not None]
        sets = [POSSIBLE.get(verdict, {verdict}) for verdict in verdicts if verdict != INSUFFICIENT]
        assert len(sets) < 2 or set.intersection(*map(set, sets)), line.aspect
    by_hand = {line.aspect: line.by_hand.verdict for line in lines if line.by_hand is not None}
    assert {aspect for aspect, verdict in by_hand.items() if verdict != INSUFFICIENT} == {"staff", "taste"}
    same = sum(
        line.by_hand.verdict == line.by_machine.verdict
        for line in lines
        if line.by_hand is not None and line.by_machine is not None
    )
    assert same >= 9  # ten of twelve, as docs/kano.md says
