"""`caifeng evaluate`: how firm the findings of a study are, in figures."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import json_option, open_study, put, put_json, put_table, say, study_option

if TYPE_CHECKING:
    from mining.evaluation.scorecard import Scorecard

_ROWS = (
    ("findings", "findings"),
    ("other_shelves", "weak or unusual, not counted below"),
    ("clauses", "clauses of the kind"),
    ("unassigned_share", "of them in no finding"),
    ("people_median", "people per finding, median"),
    ("people_least", "people per finding, least"),
    ("stability", "stability over refits on 80 % of the posts"),
    ("firm_share", "findings with stability 0.6 or more"),
    ("language_nmi", "findings told apart by language (NMI, 0 is best)"),
    ("coherence", "coherence of their words (NPMI, -1 to 1)"),
    ("diversity", "diversity of their words"),
)


@click.command()
@study_option
@click.option(
    "--gold",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Sentences that a person labelled (JSON lines): also says how right the labels are on them.",
)
@json_option
def evaluate(folder: Path, gold: Path | None, as_json: bool) -> None:
    """How firm the findings of a study are, in figures.

    A dash is what cannot be said, for lack of evidence. What the figures mean and where their formulas come
    from: docs/scorecard.md.

    \b
    caifeng evaluate --study tea
    """
    from mining.evaluation.scorecard import scorecard

    with open_study(folder).open() as store:
        found = scorecard(store)
    typed = _typing(gold) if gold else None
    if as_json:
        put_json({**asdict(found), **({"typing": typed} if typed else {})})
        return
    if found.run_id is None:
        say(f"Nothing to evaluate yet: caifeng mine --study {folder}")
        return
    _print(found)
    if typed:
        put()
        put_table(
            ("labels", "reached", "floor"),
            [
                (name, f"{value:.2f}", f"{typed['floors'][name]:.2f}")
                for name, value in typed["figures"].items()
            ],
        )


def _typing(gold: Path) -> dict[str, Any]:
    from mining.evaluation.typing import FLOORS, below_floor, read_labelled, typing_figures

    lines = read_labelled(gold)
    figures = typing_figures(lines)
    return {
        "sentences": len(lines),
        "figures": figures,
        "floors": FLOORS,
        "below_floor": sorted(below_floor(figures)),
    }


def _print(found: "Scorecard") -> None:
    kinds = list(found.kinds)
    put_table(
        ("", *kinds),
        [(words, *(_shown(getattr(found.kinds[kind], name)) for kind in kinds)) for name, words in _ROWS],
    )
    put()
    share = "-" if found.true_quotes is None else f"{found.true_quotes:.4%}".replace(".0000", "")
    put(
        f"{found.quotes} quotes, of which {share} stand in their post to the letter; {found.posts} posts read"
    )


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.2f}"
