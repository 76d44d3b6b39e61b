"""What the evidence does not decide: the list of open questions, and an interview guide made from it."""

from collections.abc import Iterator, Sequence

from mining.kano.reading import Candidate
from mining.taxonomy_model import UNASSIGNED
from outputs.kano.words import missing_text
from outputs.pack.card import cited
from outputs.pack.forms import Grid, Line, form_pdf
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST_FEATURES, MOST_NEEDS = 8, 4
FEW = 20  # people; below that a phase is a question
INSUFFICIENT = "insufficient_evidence"


def make(view: PackView) -> Iterator[Made]:
    """Two PDFs."""
    t = view.words
    head = tuple(t(f"open.{key}") for key in ("question", "why", "how", "owner", "until"))
    rows = tuple((Line(question), why, "", "", "") for question, why in open_questions(view))
    page = Grid(t("open.title"), t("open.lead"), head, (5, 4, 3, 2, 1.6), rows, 2, 9.5)
    yield form_pdf(view, "open-questions", t("open.title"), [page], page="A4 landscape")
    needs = view.needs[:MOST_NEEDS]
    yield form_pdf(view, "interview-guide", t("open.guide"), guide(view), cited=cited(needs), base="11pt")


def open_questions(view: PackView) -> list[tuple[str, str]]:
    """(question, what is missing), from features without a verdict, thin phases and what nobody reviewed."""
    t = view.words
    found = [
        (
            t("open.kano_more", name=name(view, candidate)),
            missing_text(candidate.missing, view.material.words),
        )
        for candidate in undecided(view)
    ]
    found += [
        (t("open.phase", name=phase), t("open.phase_why", n=view.material.people(people)))
        for phase, people in thin_phases(view)
    ]
    unplaced = view.material.facts.phase_unassigned
    if unplaced.part:
        found.append((t("open.unassigned", n=unplaced.part), f"{unplaced.percent:.0f} %"))
    unreviewed = sum(card.unreviewed for card in view.cards)
    if unreviewed:
        found.append((t("open.review", n=unreviewed), t("open.review_why")))
    return [*found, (t("open.silent"), t("open.silent_why"))]


def undecided(view: PackView) -> Sequence[Candidate]:
    """Features most spoken of whose evidence is insufficient."""
    return [item for item in view.candidates if item.verdict == INSUFFICIENT][:MOST_FEATURES]


def thin_phases(view: PackView) -> list[tuple[str, int]]:
    """Phases of which fewer than twenty spoke."""
    return [
        (row.name[view.language], row.people)
        for row in view.grid.rows
        if row.phase != UNASSIGNED and row.people < FEW
    ]


def name(view: PackView, candidate: Candidate) -> str:
    """The feature in the language of the view."""
    return candidate.label_zh if view.language == "zh" else candidate.label_en


def guide(view: PackView) -> list[Grid]:
    """Beginning, gaps, end: one page each, with room for notes."""
    t = view.words
    gaps = [t("open.ask_feature", name=name(view, item)) for item in undecided(view)[:5]]
    gaps += [t("open.ask_phase", name=phase) for phase, _ in thin_phases(view)]
    needs = [
        Line(t("open.ask_need", name=card.title), card.card.short_id, card.unreviewed)
        for card in view.needs[:MOST_NEEDS]
    ]
    asked: list[tuple[str, list[Line]]] = [
        (t("open.begin"), [Line(line) for line in t.lines("open.begin_list")]),
        (t("open.gaps"), [*[Line(gap) for gap in gaps], *needs]),
        (t("open.end"), [Line(line) for line in t.lines("open.end_list")]),
    ]
    head = (t("open.question"), t("open.notes"))
    return [
        Grid(
            t("open.guide") if n == 0 else title, t("open.guide_lead") if n == 0 else "", head, (1, 1),
            tuple((line, "") for line in lines), row=46 if len(lines) < 5 else 20,
        )
        for n, (title, lines) in enumerate(asked)
        if lines
    ]  # fmt: skip
