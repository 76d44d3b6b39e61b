"""Importing a file: open, map, convert, save in batches, report. What cannot be read is kept as a reject."""

import hashlib
import sqlite3
from collections.abc import Iterator
from collections.abc import Mapping as Map
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.cleaning import clean_id
from crawler.dates import Order, guess_order
from crawler.errors import CaifengError, ImportProblem, StoreProblem, UsageProblem
from crawler.ids import canonical_json, digest
from crawler.importing.advice import grouped
from crawler.importing.bounded import DamagedFile
from crawler.importing.convert import Converter
from crawler.importing.files import open_table
from crawler.importing.mapping import Mapping, make_mapping
from crawler.importing.profiles import find_profile
from crawler.importing.ratings import Scale, guess_scale
from crawler.importing.rows import BadRow, Row, Table
from crawler.intake import Intake, Rules
from crawler.records import BrandRole, PostKind
from crawler.stages import Progress, silent
from crawler.store import Store
from crawler.store.imports import note_file, refused_of
from crawler.store.ledger import Reject
from crawler.store.runs import Fingerprint, finish_run, start_run
from crawler.study import Study

PARSER = "import@1"
BATCH_ROWS = 1_000
BATCH_CHARACTERS = 4_000_000
SAMPLE_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says beside the mapping.

    `source` names where the posts come from (default: what the profile of a known tool says, else the file's
    name without its endings); `kind` what they are (default: by the profile, else "review"); `profile` is
    a name of crawler.importing.profiles, or "none" (default: found by the columns); `any_name` reads files
    whose names do not end like data.
    """

    source: str | None = None
    kind: PostKind | None = None
    subject: str | None = None
    brand_role: BrandRole | None = None
    profile: str | None = None
    any_name: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. rows = new + changed + same + rejected; `counts` are Intake's, in full.

    `refused`: reason -> how many rows, and the first place (texts that were cut have a line there too).
    """

    run_id: str
    source: str
    rows: int
    new: int
    changed: int
    same: int
    rejected: int
    masked: dict[str, int]
    mapping: Mapping
    scale: Scale | None
    encoding: str | None
    notes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is read, and the rows that this was decided by."""

    table: Table
    mapping: Mapping
    scale: Scale | None
    order: Order
    sample: list[Row]
    notes: list[str]


def import_file(
    study: Study,
    path: Path,
    *,
    source: str | None = None,
    map_spec: str | Map[str, str] | None = None,
    kind: PostKind | None = None,
    subject: str | None = None,
    brand_role: BrandRole | None = None,
    profile: str | None = None,
    any_name: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Import a file of posts; see `Wishes`. Repeating it, also after a kill, adds nothing twice.

    Raises ImportProblem when the file cannot be read (what was saved before stays, and the message
    says how much), UsageProblem for a mapping that does not fit.
    """
    wishes = Wishes(source, kind, subject, brand_role, profile, any_name)
    plan = make_plan(path, map_spec, wishes)
    converter = converter_of(path, plan, wishes)
    with study.open() as store:
        run_id = start_run(store, _fingerprint(path, converter.source, plan))
        note_file(store, run_id, path.name, converter.source)
        intake = Intake(store, study.config, run_id=run_id, parser_version=PARSER, rules=rules_of(plan))
        safe: dict[str, int] = dict(intake.counts)
        try:
            rows = _save_all(store, intake, plan.table, converter, progress, safe)
        except BaseException as error:
            _say_failed(store, run_id, safe, error)
            raise _with_state(error, safe) from error
        counts = {"rows": rows, **intake.counts}
        finish_run(store, run_id, counts)
        refused = grouped((place, reason) for place, reason, _ in refused_of(store, run_id))
    return _report(run_id, converter.source, rows, intake.counts, plan, refused)


def converter_of(path: Path, plan: "Plan", wishes: Wishes) -> Converter:
    """What turns the file's rows into posts."""
    known = plan.mapping.profile
    return Converter(
        _source_name(path, wishes.source or (known.source if known else None)),
        plan.mapping,
        plan.scale,
        known is not None or plan.table.format in ("csv", "xlsx"),
        wishes.kind or (known.kind if known else "review"),
        wishes.subject,
        wishes.brand_role,
    )


def rules_of(plan: "Plan") -> Rules:
    """How Intake reads the rows of this file."""
    return Rules(order=plan.order, relative=False, rows=True)


def make_plan(path: Path, map_spec: str | Map[str, str] | None, wishes: Wishes) -> "Plan":
    """Open the file and decide how it is read."""
    table = open_table(path, any_name=wishes.any_name)
    sample = _sample(table)
    cells = [row.cells for row in sample]
    known = find_profile(table.headings, cells, wishes.profile)
    mapping = make_mapping(table.headings, cells, map_spec, known)
    notes = list(table.notes)
    if known:
        notes.append(f"recognised: {known.name}; --profile none reads it as any other file")
    scale = _scale(mapping, cells, notes)
    order: Order = "MDY"
    if "date" in mapping.fields:
        order, sure = guess_order([str(row.get(mapping.fields["date"]) or "") for row in cells])
        if not sure:
            notes.append(
                "dates like 05/06/2023 were read as month/day: nothing in the first rows says otherwise"
            )
    return Plan(table, mapping, scale, order, sample, notes)


def _sample(table: Table) -> list[Row]:
    """The first rows, for the guesses; bounded in number and in size."""
    rows: list[Row] = []
    size = 0
    with suppress(DamagedFile):  # the import itself will say so, after saving what can be read
        for row in table.rows():
            if isinstance(row, Row):
                rows.append(row)
                size += _size(row)
            if len(rows) >= SAMPLE_ROWS or size > BATCH_CHARACTERS:
                break
    return rows


def _size(row: Row | BadRow) -> int:
    if isinstance(row, BadRow):
        return len(row.sample)
    return sum(len(cell) if isinstance(cell, str) else 20 for cell in row.cells.values())


def _scale(mapping: Mapping, cells: list[dict[str, Any]], notes: list[str]) -> Scale | None:
    if "rating" not in mapping.fields:
        return None
    if mapping.scale:
        return Scale(*mapping.scale, "as --map says")
    found = guess_scale(row.get(mapping.fields["rating"]) for row in cells)
    if found is None:
        notes.append(
            "the ratings are on no scale that is usual; they are kept without one (--map scale=LOW-HIGH)"
        )
    return found


def _save_all(
    store: Store,
    intake: Intake,
    table: Table,
    converter: Converter,
    progress: Progress,
    safe: dict[str, int],
) -> int:
    """Save batch by batch; `safe` follows Intake's counts once a batch is committed."""
    done = 0
    for batch in _batches(table.rows()):
        good = [row for row in batch if isinstance(row, Row)]
        bad = [Reject(row.place, row.reason, row.sample) for row in batch if isinstance(row, BadRow)]
        posts = [converter.post(row.cells) for row in good]
        with store.writing():
            intake.save(posts, places=[row.place for row in good])
            if bad:
                intake.refuse(bad)
        safe.update(intake.counts)
        done += len(batch)
        progress("rows", done, None)
    return done


def _batches(rows: Iterator[Row | BadRow]) -> Iterator[list[Row | BadRow]]:
    """Batches of about a thousand rows, fewer where they are huge; a reader's error comes after its rows."""
    batch: list[Row | BadRow] = []
    size = 0
    try:
        for row in rows:
            batch.append(row)
            size += _size(row)
            if len(batch) >= BATCH_ROWS or size > BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
    except ImportProblem:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _fingerprint(path: Path, source: str, plan: Plan) -> Fingerprint:
    state = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            state.update(block)
    told = {
        "source": source,
        "fields": dict(plan.mapping.fields),
        "attributes": dict(plan.mapping.attributes),
    }
    return Fingerprint("import", 1, digest(canonical_json(told)), state.hexdigest())


def _source_name(path: Path, source: str | None) -> str:
    name = path.name
    while Path(name).suffix.lower() in (".gz", ".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".ndjson", ".json"):
        name = Path(name).stem
    found = clean_id(source if source is not None else name)
    if found is None:
        raise UsageProblem("the source has no name", where=str(path), hint="--source NAME")
    return found


def _say_failed(store: Store, run_id: str, counts: dict[str, int], error: BaseException) -> None:
    """Write down how the run ended; on a full disk even that may not be possible, and the error says it."""
    with suppress(StoreProblem, sqlite3.Error):
        finish_run(store, run_id, counts, status="failed", message=str(error) or type(error).__name__)


def _with_state(error: BaseException, counts: dict[str, int]) -> BaseException:
    if not isinstance(error, CaifengError):
        return error
    kept = sum(counts[name] for name in ("new", "changed", "same"))
    error.message += f" ({kept:,} posts were saved before; importing again adds only what is missing)"
    return error


def _report(
    run_id: str,
    source: str,
    rows: int,
    counts: dict[str, int],
    plan: Plan,
    refused: dict[str, tuple[int, str]],
) -> ImportReport:
    masked = {name.removeprefix("masked."): n for name, n in counts.items() if name.startswith("masked.")}
    notes = list(plan.notes)
    if counts.get("dropped.rating") and plan.scale:
        notes.append(
            f"{counts['dropped.rating']:,} ratings lie outside {plan.scale} and were left out:"
            " --map scale=LOW-HIGH"
        )
    return ImportReport(
        run_id, source, rows, counts["new"], counts["changed"], counts["same"], counts["rejected"],
        masked, plan.mapping, plan.scale, plan.table.encoding, notes, counts,
        refused,
    )  # fmt: skip
