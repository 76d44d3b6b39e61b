"""The tags of a taxonomy as an .xlsx or .csv table, and reading it back into a study's own file."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from crawler.errors import CaifengError, ImportProblem, UsageProblem
from crawler.importing.files import open_table
from crawler.importing.rows import BadRow
from crawler.study import Study
from mining.taxonomy import Entry, load_taxonomy
from mining.taxonomy_model import Taxonomy
from mining.taxonomy_table import COLUMNS, entries_of_table, only_changes, table_rows
from mining.taxonomy_write import write_entries
from outputs.exports.workbook import SETTINGS, Sheets
from outputs.files import write_whole

_SECTIONS = ("categories", "tags")


def write_table(taxonomy: Taxonomy, path: Path) -> int:
    """Write the tags, one row each, and return how many. Raises UsageProblem for another kind of file."""
    rows = list(table_rows(taxonomy))
    if path.suffix.lower() == ".xlsx":
        write_whole(path, lambda draft: _write_xlsx(draft, rows))
    elif path.suffix.lower() == ".csv":
        write_whole(path, lambda draft: _write_csv(draft, rows))
    else:
        raise UsageProblem("a table of tags is .xlsx or .csv", where=str(path))
    return len(rows)


def import_table(study: Study, path: Path, name: str, *, replace: bool = False) -> dict[str, Any]:
    """Write what a table changes to a file of the study: {file, tags, categories, dropped}.

    `file` is None where nothing changes. Raises ImportProblem or ConfigProblem; then nothing is left behind.
    """
    given = entries_of_table(_cells(path), where=path.name)
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    changed = only_changes(given, _base(taxonomy))
    drop = _missing(taxonomy, given) if replace else {}
    counts = {section: len(changed.get(section, [])) for section in _SECTIONS}
    dropped = sum(len(ids) for ids in drop.values())
    if not any(counts.values()) and not dropped:
        return {"file": None, **counts, "dropped": 0}
    written = write_entries(study.folder, name, changed, drop)
    try:
        load_taxonomy(study.config.study.domains, study.folder)
    except CaifengError:
        written.unlink()
        raise
    return {"file": written, **counts, "dropped": dropped}


def _base(taxonomy: Taxonomy) -> dict[str, dict[str, Entry]]:
    """The entries in force as a table would give them."""
    tags = {}
    for tag in taxonomy.tags:
        entry = tag.model_dump(mode="json", exclude={"parent"} if tag.parent is None else None)
        tags[tag.id] = entry
    return {"categories": {c.id: c.model_dump(mode="json") for c in taxonomy.categories}, "tags": tags}


def _missing(taxonomy: Taxonomy, given: Mapping[str, Mapping[str, Entry]]) -> dict[str, list[str]]:
    known = {"categories": taxonomy.categories, "tags": taxonomy.tags}
    return {
        section: [entry.id for entry in known[section] if entry.id not in given[section]]
        for section in _SECTIONS
    }


def _cells(path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    table = open_table(path)
    lacking = [name for name in ("category", "tag") if name not in table.headings]
    if lacking:
        raise ImportProblem(
            f"has no column {lacking[0]!r}", where=str(path), hint=f"columns: {', '.join(COLUMNS)}"
        )
    for row in table.rows():
        if isinstance(row, BadRow):
            raise ImportProblem(f"{row.place}: {row.reason}", where=str(path))
        yield row.place, {key: "" if value is None else _text(value) for key, value in row.cells.items()}


def _text(value: Any) -> str:
    """Spreadsheets hold 2 as 2.0."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _write_xlsx(path: Path, rows: list[tuple[str | int | float, ...]]) -> None:
    with xlsxwriter.Workbook(str(path), SETTINGS) as book:
        Sheets(book).table("tags", COLUMNS, rows)


def _write_csv(path: Path, rows: list[tuple[str | int | float, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
