"""How right the labels are on sentences that a person labelled, beside the floors that are asked of them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crawler.errors import ImportProblem, MiningProblem
from mining.records import TYPES

HINT = 'lines like {"id": "post 1", "s": 0, "text": "…", "types": ["pain"], "phase": "service"}'
_READ = ("id", "s", "text", "prev", "next")
FLOORS = {
    "scenario_f1": 0.62,
    "pain_f1": 0.80,
    "need_f1": 0.55,
    "praise_f1": 0.84,
    "phase_macro_f1": 0.50,
    "phase_accuracy": 0.75,
}


def typing_figures(lines: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """F1 of each type, macro-F1 and accuracy of the phase, of labelled lines against the shipped labels.

    Lines are as `caifeng label` reads them, with `types` and `phase` beside. Raises MiningProblem where
    there are none, ImportProblem for one that cannot be labelled.
    """
    import numpy as np

    from mining.label_lines import label_lines
    from mining.typing.figures import figures
    from mining.typing.heads import ALL_PHASES

    gold = list(lines)
    if not gold:
        raise MiningProblem("there are no labelled lines to measure by", hint=HINT)
    found = list(label_lines([{key: one[key] for key in _READ if key in one} for one in gold]))
    typed = [np.array([[kind in one["types"] for kind in TYPES] for one in some]) for some in (gold, found)]
    phased = [np.array([ALL_PHASES.index(one["phase"]) for one in some]) for some in (gold, found)]
    table = figures((typed[0].astype(np.float32), phased[0]), (typed[1], phased[1]))
    return {name: round(value, 4) for name, value in table.items()}


def read_labelled(path: Path) -> list[dict[str, Any]]:
    """Labelled lines of a file. Raises ImportProblem naming the first that is none."""
    from mining.typing.heads import ALL_PHASES

    found = []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportProblem(f"cannot be read: {error}", where=str(path)) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            data = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ImportProblem(f"is not JSON: {error}", where=where, hint=HINT) from error
        types = data.get("types") if isinstance(data, dict) else None
        if not isinstance(types, list) or not set(types) <= set(TYPES):
            raise ImportProblem(f'"types" is not a list of {", ".join(TYPES)}', where=where, hint=HINT)
        if data.get("phase") not in ALL_PHASES:
            raise ImportProblem(f'"phase" is none of {", ".join(ALL_PHASES)}', where=where, hint=HINT)
        found.append(data)
    return found


def below_floor(found: Mapping[str, float]) -> dict[str, float]:
    """The figures that lie under their floor."""
    return {name: found[name] for name, floor in FLOORS.items() if found[name] < floor}
