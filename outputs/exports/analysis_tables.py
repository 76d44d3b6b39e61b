"""Rows of the analysis sheets: KANO candidates, where to look first, segments against tags."""

from collections.abc import Iterator

from mining.opportunities.model import Estimate
from mining.segments.crosstab import cross_table
from mining.segments.voices import Voice
from outputs.exports.tables import Cell
from outputs.kano.words import grade_text, missing_text, note_texts, verdict_text
from outputs.material.gather import Material

KANO_COLUMNS = (
    "feature", "label_zh", "label_en", "verdict", "grade", "n_neg", "n_pos", "people_neg", "people_pos",
    "penalty", "penalty_p", "reward", "reward_p", "riocs", "ia", "ia_low", "ia_high", "stability", "why",
    "notes",
)  # fmt: skip
OPPORTUNITY_COLUMNS = (
    "tag", "label_zh", "label_en", "look", "people", "of_people", "attention", "attention_low",
    "attention_high", "content", "judging", "satisfaction", "satisfaction_low", "satisfaction_high", "gap",
    "gap_low", "gap_high", "importance", "importance_low", "importance_high", "blaming_posts", "rated_posts",
    "without_blame", "without_blame_low", "without_blame_high",
)  # fmt: skip
SEGMENT_COLUMNS = (
    "field", "segment", "people_of_segment", "tag", "label_zh", "label_en", "sign", "people", "share", "low",
    "high",
)  # fmt: skip
ODATA_COLUMNS = ("table", "joined_by", "key", "metric", "value", "people", "discontent", "low", "high")
SEGMENT_FIELDS = ("source", "product", "brand", "language", "who", "quarter")
_DIGITS = 4


def kano_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each feature: figures as they are, verdict and reasons in words."""
    words = material.words
    for item in material.kano:
        figures = (
            item.penalty, item.penalty_p, item.reward, item.reward_p, item.riocs, item.ia, item.ia_low,
            item.ia_high, item.stability,
        )  # fmt: skip
        yield (
            item.feature, item.label_zh, item.label_en, verdict_text(item, words), grade_text(item, words),
            item.n_neg, item.n_pos, item.people_neg, item.people_pos, *map(_round, figures),
            missing_text(item.missing, words), "; ".join(note_texts(item, words)),
        )  # fmt: skip


def opportunity_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each tag, in the order of the report; shares are 0 to 1."""
    for item in material.opportunities:
        yield (
            item.tag, item.label_zh, item.label_en, material.words("xlsx.yes") if item.to_look_at else "",
            item.people, item.of_people, *_three(item.attention), item.content, item.judging,
            *_three(item.satisfaction), *_three(item.gap), *_three(item.importance), item.blaming_posts,
            item.rated_posts, *_three(item.lift),
        )  # fmt: skip


def segment_rows(material: Material, voices: list[Voice]) -> Iterator[tuple[Cell, ...]]:
    """Each group of at least 20 people against each tag that it blames or praises."""
    labels = {tag.id: (tag.name_zh, tag.name_en) for tag in material.names.taxonomy.tags}
    stated = sorted({name for voice in voices for name in voice.values} - set(SEGMENT_FIELDS))
    for name in (*SEGMENT_FIELDS, *(field for field in stated if field.startswith("stated:"))):
        for sign in ("negative", "positive"):
            table = cross_table(voices, name, sign)
            if len(table.columns) < 2:
                continue
            for column, segment in enumerate(table.columns):
                for row, tag in enumerate(table.rows):
                    cell = table.cells[row][column]
                    if cell.people:
                        yield (
                            name, segment, table.people[column], tag, *labels.get(tag, (tag, tag)), sign,
                            cell.people, _round(cell.share), _round(cell.low), _round(cell.high),
                        )  # fmt: skip


def odata_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each figure of the organisation, with who speaks there."""
    for table in material.odata:
        for line in table.lines:
            share = line.discontent
            said = (share.share, share.low, share.high) if share else (None, None, None)
            for metric, value in line.figures.items():
                yield (table.name, table.axis, line.key, metric, value, line.people, *map(_round, said))


def _three(found: Estimate | None) -> tuple[Cell, Cell, Cell]:
    if found is None:
        return None, None, None
    return _round(found.value), _round(found.low), _round(found.high)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
