"""docs/scorecard.md out of figures: tables, the gates that are asked of them, and what is not reached."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from jinja2 import Environment, StrictUndefined

from mining.evaluation.typing import FLOORS

Row = Mapping[str, Any]
OURS, OURS_ALL, OURS_FEW, THEIRS = (
    "caifeng, shown",
    "caifeng, all shelves",
    "caifeng, as many of the largest",
    "BERTopic, defaults",
)
TEMPLATE = Path(__file__).with_name("scorecard.md.j2")
MEASURES = ("cross_validation", "dev")
STABLE = 0.6
MAX_NMI = 0.05
_RELATED = ("pairs", "tested", "related", "not_enough_evidence")
_MEANS = ("coherence", "diversity", "unassigned", "stability")
_KIND = (
    "findings", "other_shelves", "clauses", "unassigned_share", "people_median", "stability", "firm_share",
    "language_nmi", "coherence", "diversity",
)  # fmt: skip
_KIND_HEAD = (
    "corpus", "posts", "kind", "shown", "other shelves", "clauses", "in no finding", "people (median)",
    "stability", "firm", "NMI", "coherence", "diversity",
)  # fmt: skip
_WAY = (
    "corpus", "kind", "way", "clauses", "groups", "unassigned", "coherence", "diversity", "stability",
    "firm_share", "median_size", "seconds",
)  # fmt: skip
_WAY_HEAD = (
    "corpus", "kind", "way", "clauses", "groups", "in no group", "coherence", "diversity", "stability",
    "firm", "size (median)", "seconds",
)  # fmt: skip
AIMS = {
    "scenario_f1": 0.72,
    "pain_f1": 0.88,
    "need_f1": 0.66,
    "praise_f1": 0.91,
    "phase_macro_f1": 0.58,
    "phase_accuracy": 0.82,
}


def render(
    corpora: Sequence[Row],
    baseline: Sequence[Row],
    typing: Mapping[str, Any],
    *,
    day: str,
    cores: int,
    limit: int | None = None,
) -> str:
    """The whole page."""
    cards = [one["scorecard"] for one in corpora]
    page = Environment(undefined=StrictUndefined, keep_trailing_newline=True).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )
    return page.render(
        day=day,
        cores=cores,
        limit=limit,
        findings=_findings(corpora),
        quotes=f"{sum(card['quotes'] for card in cards):,}",
        true_quotes=_cell(min(card["true_quotes"] for card in cards if card["quotes"])),
        finding_misses=listed(finding_misses(corpora)),
        relations=table(
            ("corpus", "pairs", "tested", "related", "open"),
            [(one["corpus"], *(one["relations"].get(name) for name in _RELATED)) for one in corpora],
        ),
        baseline=table(_WAY_HEAD, [[row[name] for name in _WAY] for row in baseline]),
        means=_means(baseline),
        baseline_misses=listed(baseline_misses(baseline)),
        labels=_labels(typing),
        label_misses=listed(label_misses(typing)),
    )


def _findings(corpora: Sequence[Row]) -> str:
    rows = []
    for one in corpora:
        for kind, own in one["scorecard"]["kinds"].items():
            rows.append((one["corpus"], one["scorecard"]["posts"], kind, *(own[name] for name in _KIND)))
    return table(_KIND_HEAD, rows)


def finding_misses(corpora: Sequence[Row]) -> list[str]:
    """What of the findings does not reach what is asked."""
    found = []
    for one in corpora:
        card = one["scorecard"]
        if card["quotes"] and card["true_quotes"] < 1:
            found.append(f"{one['corpus']}: {1 - card['true_quotes']:.2%} of the quotes stand in no post")
        for kind, own in card["kinds"].items():
            where, stability, nmi = f"{one['corpus']}, {kind}", own["stability"], own["language_nmi"]
            if stability is not None and stability < STABLE:
                found.append(f"{where}: stability {stability:.2f} < {STABLE}")
            if nmi is not None and nmi > MAX_NMI:
                found.append(f"{where}: language NMI {nmi:.2f} > {MAX_NMI}")
            if not own["findings"]:
                found.append(f"{where}: nothing shown, for lack of evidence")
    return found


def _means(rows: Sequence[Row]) -> str:
    """Means over the corpora and kinds of the table."""
    lines = []
    for way in (OURS, OURS_ALL, THEIRS):
        own = [row for row in rows if row["way"] == way]
        means = [fmean([row[n] for row in own if row[n] is not None] or [0.0]) for n in _MEANS]
        lines.append((way, *means))
    return table(("mean of all", "coherence", "diversity", "in no group", "stability"), lines)


def baseline_misses(rows: Sequence[Row]) -> list[str]:
    """Where BERTopic's defaults do better than what is asked of us allows."""
    cases: dict[str, dict[str, Row]] = {}
    for row in rows:
        cases.setdefault(f"{row['corpus']}, {row['kind']}", {})[row["way"]] = row
    found: list[str] = []
    for where, ways in cases.items():
        theirs, shown, everything = ways[THEIRS], ways[OURS], ways[OURS_ALL]
        found += _less(where, "coherence", shown, theirs)
        found += _less(f"{where}, as many groups", "diversity", ways.get(OURS_FEW, shown), theirs)
        found += _less(where, "stability", shown, theirs)
        outside, limit = everything["unassigned"], theirs["unassigned"] / 2
        if outside > limit:
            found.append(f"{where}: in no group {outside:.2f}, more than half of BERTopic's {2 * limit:.2f}")
        if shown["unassigned"] > theirs["unassigned"]:
            found.append(
                f"{where}: in no finding that is shown {shown['unassigned']:.2f}, BERTopic {2 * limit:.2f}"
            )
    return found


def _less(where: str, name: str, ours: Row, theirs: Row) -> Iterable[str]:
    if theirs[name] is not None and (ours[name] is None or ours[name] < theirs[name]):
        yield f"{where}: {name} {_cell(ours[name])}, BERTopic {_cell(theirs[name])}"


def _labels(typing: Mapping[str, Any]) -> str:
    rows = []
    for name, floor in FLOORS.items():
        cells: list[Any] = [name, floor, AIMS[name]]
        for measure in MEASURES:
            low, high = typing[measure]["interval_95"][name]
            cells.append(f"{typing[measure]['all'][name]:.2f} ({low:.2f}–{high:.2f})")
        rows.append(cells)
    return table(("figure", "floor", "aim", "cross-validated", "dev, by a model without it"), rows)


def label_misses(typing: Mapping[str, Any]) -> list[str]:
    """The recorded figures that lie under their floors."""
    return [
        f"{name}: {typing[measure]['all'][name]:.3f} on {measure.replace('_', '-')}, floor {floor}"
        for name, floor in FLOORS.items()
        for measure in MEASURES
        if typing[measure]["all"][name] < floor
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; None is a dash."""
    lines = [head, ["---"] * len(head), *([_cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def listed(misses: Sequence[str]) -> str:
    """What is not reached, or that everything is."""
    if not misses:
        return "**Not reached:** nothing of what is asked.\n"
    return "**Not reached:**\n\n" + "".join(f"- {one}\n" for one in misses)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
