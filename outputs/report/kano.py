"""KANO candidates as the report shows them: what blame costs, what praise earns, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from mining.kano.gates import INSUFFICIENT
from mining.kano.reading import Candidate, KanoShift
from outputs.kano.words import DOUBTS, grade_text, missing_text, note_texts, verdict_text
from outputs.material.gather import Material
from outputs.report.charts import signed
from outputs.text import Words

STARS = 2.0  # the axis of penalty and reward reaches from -2 to +2 stars
MOST_WITHOUT = 12  # features without any estimate that are listed by name
WIDTH = 200.0


@dataclass(frozen=True, slots=True)
class Effects:
    """Penalty and reward as bars from the middle, and IA with its interval; drawing units, None for none."""

    penalty: float | None
    reward: float | None
    ia: float | None
    ia_low: float | None
    ia_high: float | None


@dataclass(frozen=True, slots=True)
class KanoRow:
    """One feature; `decided` says that it earned a class."""

    label: str
    verdict: str
    grade: str
    decided: bool
    penalty: str
    reward: str
    asymmetry: str
    mentions: str
    why: str
    notes: tuple[str, ...]
    effects: Effects


@dataclass(frozen=True, slots=True)
class KanoView:
    """Decided features first, then those that could be estimated; `without` were mentioned too seldom."""

    rows: tuple[KanoRow, ...]
    decided: int
    without: tuple[KanoRow, ...]
    more: int
    drift: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return not self.rows and not self.without


def kano_view(material: Material) -> KanoView:
    """The candidates of the current run in the report's language."""
    rows = [(item, _row(item, material)) for item in material.kano]
    seen = [(item, row) for item, row in rows if item.penalty is not None or item.reward is not None]
    shown = sorted(seen, key=lambda pair: not pair[1].decided)
    without = [row for item, row in rows if item.penalty is None and item.reward is None]
    words = material.words
    return KanoView(
        rows=tuple(row for _, row in shown),
        decided=sum(row.decided for _, row in shown),
        without=tuple(without[:MOST_WITHOUT]),
        more=max(0, len(without) - MOST_WITHOUT),
        drift=tuple(_drift(material, material.shifts)),
        doubts=tuple(words(key) for key in DOUBTS),
    )


def _row(item: Candidate, material: Material) -> KanoRow:
    words = material.words
    low, high = item.ia_low, item.ia_high
    asymmetry = "" if item.ia is None else signed(item.ia)
    if low is not None and high is not None:
        asymmetry += f" ({signed(low)} – {signed(high)})"
    return KanoRow(
        label=item.label_zh if material.language == "zh" else item.label_en,
        verdict=verdict_text(item, words),
        grade=grade_text(item, words),
        decided=item.verdict != INSUFFICIENT,
        penalty=_stars(item.penalty),
        reward=_stars(item.reward),
        asymmetry=asymmetry,
        mentions=words("kano.mentions", neg=item.n_neg, pos=item.n_pos),
        why=missing_text(item.missing, words),
        notes=tuple(note_texts(item, words)),
        effects=Effects(_x(item.penalty), _x(item.reward), _at(item.ia), _at(low), _at(high)),
    )


def _stars(value: float | None) -> str:
    return "–" if value is None else signed(value)


def _x(value: float | None) -> float | None:
    """Stars as a place on an axis of WIDTH whose middle is 0."""
    if value is None:
        return None
    return WIDTH / 2 * (1 + min(1.0, max(-1.0, value / STARS)))


def _at(value: float | None) -> float | None:
    return None if value is None else WIDTH / 2 * (1 + value)


def _drift(material: Material, shifts: Sequence[KanoShift]) -> list[str]:
    words: Words = material.words
    if not shifts:
        return [words("kano.drift_none")]
    names = {item.feature: item.label_zh if material.language == "zh" else item.label_en
             for item in material.kano}  # fmt: skip
    first = shifts[0]
    lines = [
        words("kano.drift_lead", at=first.at, before=first.reviews_before, after=first.reviews_after),
    ]
    moved = [shift for shift in shifts if shift.drifted]
    lines += [
        words(
            "kano.drift_line",
            feature=names.get(shift.feature, shift.feature),
            before=words(f"kano.verdict_{shift.before}"),
            after=words(f"kano.verdict_{shift.after}"),
        )
        for shift in moved
    ]
    return lines if moved else [*lines, words("kano.drift_same")]
