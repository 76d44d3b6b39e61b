"""Rows that the CSV and XLSX exports share. Values are raw; each format neutralises for itself."""

from collections.abc import Iterator

from mining.overlay import ShownFinding
from outputs.material.gather import Material
from outputs.material.slots import slot_text

Cell = str | int | float | None

FINDING_COLUMNS = (
    "id", "kind", "status", "shelf", "title_zh", "title_en", "statement_zh", "statement_en", "who", "when",
    "where", "activity", "goal", "people", "people_basis", "posts", "phase", "touchpoint", "stability",
    "merged_from", "named_by", "note", "run_id",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    "finding_id", "finding_kind", "finding_status", "finding_title", "before", "quote", "after", "language",
    "rating", "rating_max", "date", "source", "subject", "url", "strength", "clause_id", "post_id",
    "post_version", "start", "end",
)  # fmt: skip
TAG_COLUMNS = (
    "tag",
    "label_zh",
    "label_en",
    "polarity",
    "people",
    "of_people",
    "share",
    "low",
    "high",
    "posts",
    "severity",
    "people_before",
)
RELATION_COLUMNS = (
    "from_id", "from_kind", "from_title", "to_id", "to_kind", "to_title", "verdict", "both", "tellers",
    "same_clause", "expected", "lift", "low", "high", "p", "q",
)  # fmt: skip
RUN_COLUMNS = (
    "id", "stage", "stage_version", "model", "seed", "started_at", "ended_at", "status", "current", "message",
)  # fmt: skip


def finding_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each finding shown."""
    for item in material.findings:
        finding = item.finding
        slots = [slot_text(finding.slots.get(name), material.language) for name in FINDING_COLUMNS[8:13]]
        yield (
            item.id, item.kind, _status(item), finding.shelf, item.title.get("zh"), item.title.get("en"),
            finding.statement.get("zh"), finding.statement.get("en"), *slots, finding.people,
            finding.people_basis, finding.posts, _best(material, item, "phase"),
            _best(material, item, "touchpoint"), finding.stability, " ".join(item.merged_from),
            None if item.renamed else item.finding.named_by or None,
            "\n".join(str(d.payload["text"]) for d in item.decisions if d.action == "note"), item.run_id,
        )  # fmt: skip


def evidence_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each quote of each finding shown, best first."""
    for item in material.findings:
        for quote in material.quotes[item.id]:
            yield (
                item.id, item.kind, _status(item), material.title(item), quote.context.before, quote.text,
                quote.context.after, quote.language, quote.rating, quote.rating_max, quote.day, quote.source,
                quote.subject, quote.url, round(quote.strength, 4), quote.clause_id, quote.post_id,
                quote.post_version, quote.start, quote.end,
            )  # fmt: skip


def tag_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each tag and polarity, with its grade and how many people it had in the run before."""
    grades = {tag.id: tag.severity for tag in material.names.taxonomy.tags}
    for tag in material.tags:
        before = (material.tags_before or {}).get((tag.tag, tag.polarity))
        yield (
            tag.tag, tag.label["zh"], tag.label["en"], tag.polarity, tag.people, tag.of_people,
            round(tag.share, 4), round(tag.low, 4), round(tag.high, 4), tag.posts, grades.get(tag.tag),
            before.people if before else None,
        )  # fmt: skip


def relation_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each pair of findings shown that people tell together, the firmest first."""
    shown = {item.id: item for item in material.findings}
    for one in material.relations:
        if one.from_id in shown and one.to_id in shown:
            ends = (shown[one.from_id], shown[one.to_id])
            named = [cell for item in ends for cell in (item.id, item.kind, material.title(item))]
            yield (
                *named, one.verdict, one.both, one.tellers, one.same_clause, one.expected, one.lift, one.low,
                one.high, one.p, one.q,
            )  # fmt: skip


def run_rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    """One row for each run, oldest first."""
    for run in material.runs:
        yield (
            run.id, run.stage, run.stage_version, run.model, run.seed, run.started_at, run.ended_at,
            run.status, "yes" if run.current else "", run.message,
        )  # fmt: skip


def _status(item: ShownFinding) -> str:
    return "unreviewed" if item.status == "new" else item.status


def _best(material: Material, item: ShownFinding, axis: str) -> str:
    rows = material.top(item, axis)
    return rows[0].key if rows else "unassigned"
