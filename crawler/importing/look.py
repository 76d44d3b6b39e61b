"""A look at a file before it is imported: its mapping, its first rows as saved, and what would be refused."""

import tempfile
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.cleaning import clean_text, personal_kind
from crawler.importing.advice import grouped
from crawler.importing.bounded import DamagedFile
from crawler.importing.convert import Converter
from crawler.importing.mapping import Mapping
from crawler.importing.ratings import Scale
from crawler.importing.rows import BadRow, Row
from crawler.importing.run import PARSER, Plan, Wishes, converter_of, make_plan, rules_of
from crawler.intake import Intake
from crawler.pii import mask
from crawler.records import Post, RawPost
from crawler.store import open_store
from crawler.store.posts import iter_posts
from crawler.store.runs import Fingerprint, start_run
from crawler.study import Study

PREVIEW_ROWS = 5
COUNTED_ROWS = 200_000
_PREVIEW_CHARACTERS = 120
NO_WORDS = "no words: text and title are empty"


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read.

    `rows` are the first ones by field, as they stand there, masked and shortened; `posts` the same as they
    would be saved (with a study only). `refused`: reason -> how many of the `counted` rows, and where first.
    """

    path: Path
    format: str
    encoding: str | None
    headings: list[str]
    mapping: Mapping
    scale: Scale | None
    rows: list[dict[str, str]]
    notes: list[str]
    posts: list[dict[str, Any]] = field(default_factory=list)
    counted: int = 0
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)


def preview(
    path: Path,
    map_spec: str | Map[str, str] | None = None,
    *,
    study: Study | None = None,
    wishes: Wishes | None = None,
) -> Preview:
    """Look at a file without importing it. Raises ImportProblem or UsageProblem as `import_file` does."""
    wishes = wishes or Wishes()
    plan = make_plan(path, map_spec, wishes)
    table = plan.table
    converter = converter_of(path, plan, wishes)
    counted, refused = _refusals(plan.table.rows(), converter)
    first = plan.sample[:PREVIEW_ROWS]
    posts = _as_saved(study, [converter.post(row.cells) for row in first], plan) if study else []
    return Preview(
        path, table.format, table.encoding, table.headings, plan.mapping, plan.scale,
        [_shown(row.cells, plan.mapping) for row in first], plan.notes, posts, counted, refused,
    )  # fmt: skip


def _refusals(rows: Iterable[Row | BadRow], converter: Converter) -> tuple[int, dict[str, tuple[int, str]]]:
    found: list[tuple[str, str]] = []
    counted = 0
    try:
        for row in islice(rows, COUNTED_ROWS):
            counted += 1
            reason = _refusal(row, converter)
            if reason:
                found.append((row.place, reason))
    except DamagedFile as error:
        found.append((f"after row {counted:,}", error.message))
    return counted, grouped(found)


def _refusal(row: Row | BadRow, converter: Converter) -> str | None:
    if isinstance(row, BadRow):
        return row.reason
    post = converter.post(row.cells)
    words = clean_text(f"{post.title or ''}{post.body}").strip()
    return None if words else NO_WORDS


def _as_saved(study: Study, posts: list[RawPost], plan: Plan) -> list[dict[str, Any]]:
    """The posts after they went through the real intake, into a store that is thrown away."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "look.db", create=True) as store:
        run_id = start_run(store, Fingerprint("import", 1, "look", "look"))
        intake = Intake(store, study.config, run_id=run_id, parser_version=PARSER, rules=rules_of(plan))
        intake.save(posts)
        rank = dict(store.conn.execute("SELECT id, rowid FROM posts").fetchall())
        return [_told(post) for post in sorted(iter_posts(store), key=lambda post: rank[post.id])]


def _told(post: Post) -> dict[str, Any]:
    scale = "" if post.rating_max is None else f" of {post.rating_max:g}"
    told = {
        "kind": post.kind,
        "text": " ".join(post.text.split())[:_PREVIEW_CHARACTERS],
        "rating": None if post.rating is None else f"{post.rating:g}{scale}",
        "date": post.posted_at,
        "author": "keyed" if post.author_key else None,
        "id": post.native_id,
        "reply to": post.parent_id,
        "thread": post.thread_id,
        "likes": post.likes,
        "url": post.url,
        "subject": post.subject,
        "language": post.language,
        **post.attributes,
    }
    return {name: value for name, value in told.items() if value is not None}


def _shown(cells: Map[str, Any], mapping: Mapping) -> dict[str, str]:
    """A row for the eyes: author and personal columns hidden, the rest masked and shortened."""
    shown: dict[str, str] = {}
    named = ((f"attr.{name}", heading) for name, heading in mapping.attributes.items())
    for name, heading in (*mapping.fields.items(), *named):
        value = cells.get(heading)
        if value is None or value == "":
            continue
        kind = "name" if name == "author" else personal_kind(name.removeprefix("attr."))
        short = " ".join(str(value)[: 4 * _PREVIEW_CHARACTERS].split())
        shown[name] = f"[{kind}]" if kind else mask(short).text[:_PREVIEW_CHARACTERS]
    return shown
