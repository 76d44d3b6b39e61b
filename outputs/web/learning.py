"""Learning from the judgements of reviewers, and mining again, both in the background; how they stand."""

import json
from dataclasses import dataclass
from typing import Any

from outputs.web.desk import Desk
from outputs.web.errands import Errand

TRAIN, MINE = "train", "mine"


@dataclass(frozen=True, slots=True)
class Learning:
    """How learning stands: the errands, and what was learnt (the JSON of `caifeng train`) once it is done."""

    train: Errand | None
    mine: Errand | None
    outcome: dict[str, Any]
    judged: int

    @property
    def busy(self) -> bool:
        """Whether one of them is under way."""
        return any(one is not None and one.state == "running" for one in (self.train, self.mine))


def standing(desk: Desk, judged: int) -> Learning:
    """How the two errands of this study stand; `judged` is how many clauses were labelled by people."""
    train, mine = (desk.shared.errands.get(name) for name in (TRAIN, MINE))
    return Learning(train, mine, _outcome(train), judged)


def begin(desk: Desk, name: str) -> None:
    """Start learning (`caifeng train`) or mining again (`caifeng mine`), unless it is under way."""
    study = f"--study={desk.study.folder.resolve()}"
    desk.shared.errands.begin(name, [name, study, "--json"])


def _outcome(errand: Errand | None) -> dict[str, Any]:
    try:
        found = json.loads(errand.told) if errand is not None and errand.state == "done" else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
