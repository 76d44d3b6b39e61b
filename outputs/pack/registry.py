"""The artefacts of the pack: key, folder, and the module that makes it; imported when used."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from outputs.pack.report import Made
from outputs.pack.view import PackView

Maker = Callable[[PackView], Iterator[Made]]
JointMaker = Callable[[Sequence[PackView]], Iterator[Made]]


@dataclass(frozen=True, slots=True)
class Artefact:
    """One kind of thing in the pack.

    Its module has `make(view)`, called once for each language, or `make_joint(views)`, called once with all.
    File names are given without the folder; what it is called and for is in the words `artefact.KEY`
    and `artefact.KEY_use`.
    """

    key: str
    folder: str
    module: str

    def make(self, views: Sequence[PackView]) -> Iterator[Made]:
        """All files of this artefact, with their folder."""
        module = import_module(f"outputs.pack.parts.{self.module}")
        if hasattr(module, "make_joint"):
            found = cast(JointMaker, module.make_joint)(views)
        else:
            found = (made for view in views for made in cast(Maker, module.make)(view))
        for made in found:
            yield Made(f"{self.folder}/{made.name}", made.data, made.cited)


ARTEFACTS: tuple[Artefact, ...] = (
    Artefact("run_sheet", "0-before", "runsheet"),
    Artefact("pre_read", "0-before", "preread"),
    Artefact("case_cards", "1-cases", "cases"),
    Artefact("handouts", "2-method", "handouts"),
    Artefact("goal", "3-goal", "goal"),
    Artefact("journey_poster", "4-journey", "poster"),
    Artefact("scenario_cards", "4-journey", "scenario_cards"),
    Artefact("stickies", "4-journey", "stickies"),
    Artefact("blueprint", "4-journey", "blueprint"),
    Artefact("hmw", "5-benefits", "hmw"),
    Artefact("benefits", "5-benefits", "benefits"),
    Artefact("kano", "5-benefits", "kano_forms"),
    Artefact("swot", "5-benefits", "swot"),
    Artefact("tasks", "6-tasks", "tasks"),
    Artefact("concepts", "6-tasks", "concepts"),
    Artefact("open_questions", "7-after", "questions"),
    Artefact("workbook", "7-after", "workbook"),
    Artefact("capture", "7-after", "capture"),
    Artefact("editions", "8-editions", "editions"),
    Artefact("data", "data", "data"),
)
