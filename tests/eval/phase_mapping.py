"""`python -m tests.eval.phase_mapping DIR [LABELS]`: journey phases of the gold part that a model never saw.

LABELS are a teacher's, from `python -m mining.typing.teach`. By the phase head alone, and by the mapper
(head, cues, touchpoints of the sentence's domain); then all labelled sentences through `caifeng label`,
whose model was trained on them: that says that the command gives what the model gives, not how good it is.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mining.mappers.place import Placer
from mining.taxonomy import load_taxonomy
from mining.taxonomy_model import NOT_PLACES
from mining.typing import gold
from mining.typing.figures import crossed, macro_f1
from mining.typing.heads import ALL_PHASES
from mining.typing.teach import DEV_FOLDS
from mining.typing.train import WITHOUT_DEV, fit_polarity, run_part

SEED = 7
DOMAINS = {
    "asap": ("restaurant",), "waimai": ("restaurant",), "starbucks": ("restaurant", "membership"),
    "os10/酒店": ("hotel",), "apps": ("app",),
}  # fmt: skip
OTHER = ("retail",)


@dataclass(frozen=True, slots=True)
class Measured:
    """Macro-F1 over the phases and "none", accuracy, and the share that is left open."""

    macro_f1: float
    accuracy: float
    unassigned: float


def measure(wanted: Sequence[str], found: Sequence[str]) -> Measured:
    """Figures of phases by name; "unassigned" and "ambiguous" count as "none"."""
    plain = ["none" if phase in NOT_PLACES else phase for phase in found]
    numbers = [np.array([ALL_PHASES.index(phase) for phase in some]) for some in (wanted, plain)]
    share = sum(phase == "none" for phase in plain) / len(plain)
    return Measured(macro_f1(numbers[0], numbers[1]), float(np.mean(numbers[0] == numbers[1])), share)


def unseen(shared: Path, labels: Path | None = None) -> dict[str, Measured]:
    """The dev part by heads that never saw it, calibrated on its other folds, and by the mapper."""
    examples = gold.read_gold(shared / "gold")
    polarity = fit_polarity(shared / "gold", shared / "data")
    _, rows, net, linear = run_part(shared / "gold", polarity, WITHOUT_DEV, SEED, labels)
    dev = [examples[row] for row in rows]
    found = crossed(gold.folds(dev, DEV_FOLDS), net, linear, gold.targets(dev), lambda _: None)
    heads = [ALL_PHASES[number] for number in found.decisions[1]]
    source = _sources(shared)
    placers = {names: Placer(load_taxonomy(names)) for names in {OTHER, *DOMAINS.values()}}
    mapped = [
        placers[DOMAINS.get(source[one.text], OTHER)]
        .place(one.text, head, dict(zip(ALL_PHASES, map(float, row), strict=True)))
        .phase
        for one, head, row in zip(dev, heads, found.phases, strict=True)
    ]
    wanted = [ALL_PHASES[number] for number in gold.targets(dev)[1]]
    return {"head": measure(wanted, heads), "mapper": measure(wanted, mapped)}


def _sources(shared: Path) -> dict[str, str]:
    """Text -> where it was taken from, which says its domain."""
    rows = map(json.loads, (shared / "gold" / gold.DEV).read_text(encoding="utf-8").splitlines())
    return {row["text"]: row["src"] for row in rows}


def by_command(shared: Path) -> Measured:
    """Train and dev through `caifeng label`."""
    examples = [one for one in gold.read_gold(shared / "gold") if one.file in gold.FILES]
    rows = [
        {"id": f"s{n}", "s": 0, "text": one.text, "prev": one.before, "next": one.after}
        for n, one in enumerate(examples)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    command = [sys.executable, "-m", "outputs.cli", "label"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    found = [json.loads(line)["phase"] for line in done.stdout.splitlines()]
    return measure([ALL_PHASES[number] for number in gold.targets(examples)[1]], found)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    print(f"{'caifeng label (saw them)':26} {by_command(place)}", flush=True)
    for name, figures in unseen(place, Path(sys.argv[2]) if len(sys.argv) > 2 else None).items():
        print(f"{name:26} {figures}", flush=True)
