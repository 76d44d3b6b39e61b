"""Making the pack: every artefact in order, then the index, the manifest and the archive."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from crawler.errors import ExportProblem
from crawler.study import Study
from outputs.pack.dates import moment
from outputs.pack.frozen import pack_zip
from outputs.pack.index import index_text
from outputs.pack.options import PackOptions
from outputs.pack.registry import ARTEFACTS, Artefact
from outputs.pack.report import Made, PackFile, PackReport
from outputs.pack.view import PackView, load_views

MANIFEST, INDEX, ARCHIVE = "manifest.json", "README.md", "pack.zip"
FORMAT_VERSION = 1
Step = Callable[[str, int, int], None]


def build(
    study: Study,
    target: Path,
    options: PackOptions | None = None,
    *,
    step: Step | None = None,
    only: Sequence[str] = (),
) -> PackReport:
    """Make the pack of a study in the folder `target`, which must be new, empty, or a pack made before.

    `step(artefact, done, of)` is told before each artefact; `only` makes the artefacts of these keys alone.
    The folder is there whole or not at all, and the same study gives the same bytes. Raises ExportProblem
    when the folder is not ours to fill, no Chinese font is there for Chinese text, or Pango is missing.
    """
    begun = time.monotonic()
    chosen = options or PackOptions()
    check_target(target)
    with study.open() as store:
        views = load_views(study, store, chosen)
    wanted = [artefact for artefact in ARTEFACTS if not only or artefact.key in only]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".caifeng-pack-", dir=target.parent) as drawer:
        draft = Path(drawer) / "pack"
        files = [_write(draft, made, key) for key, made in _made(wanted, views, step)]
        files.append(_write(draft, Made(INDEX, index_text(views, files).encode()), "index"))
        manifest = pack_manifest(views, chosen, files)
        _write(draft, Made(MANIFEST, _json(manifest)), "manifest")
        if chosen.zipped:
            (draft / ARCHIVE).write_bytes(_archive(draft, views[0]))
        _replace(draft, target)
    archive = target / ARCHIVE if chosen.zipped else None
    return PackReport(target, tuple(files), manifest, archive, time.monotonic() - begun)


def check_target(target: Path) -> None:
    """Raises ExportProblem for a file, or a folder that holds anything but a former pack."""
    if target.is_file():
        raise ExportProblem("is a file, not a folder", where=str(target), hint="name a new folder")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise ExportProblem(
            "holds something that is no pack, and a pack would replace it",
            where=str(target),
            hint="name a new folder",
        )


def _made(
    wanted: Sequence[Artefact], views: Sequence[PackView], step: Step | None
) -> Iterator[tuple[str, Made]]:
    for number, artefact in enumerate(wanted):
        if step is not None:
            step(artefact.key, number, len(wanted))
        for made in artefact.make(views):
            yield artefact.key, made


def _write(folder: Path, made: Made, artefact: str) -> PackFile:
    path = folder / made.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.data)
    return PackFile.of(made, artefact)


def pack_manifest(
    views: Sequence[PackView], options: PackOptions, files: Sequence[PackFile]
) -> dict[str, Any]:
    """The export's manifest, and for each file its hash and the evidence that it shows."""
    first = views[0]
    return {
        **first.material.manifest,
        "format": "caifeng-pack",
        "format_version": FORMAT_VERSION,
        "languages": [view.language for view in views],
        "brand": first.brand,
        "licence": first.source_note,
        "filters": {**options.filters(first.language).as_json(), "cards": options.cards},
        "review": {
            "shown": len(first.cards),
            "accepted": sum(card.card.status == "accepted" for card in first.cards),
            "unreviewed": sum(card.unreviewed for card in first.cards),
        },
        "files": [file.as_json() for file in files],
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _archive(folder: Path, view: PackView) -> bytes:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    members = ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths)
    return pack_zip(members, moment(view.state))


def _replace(draft: Path, target: Path) -> None:
    """Put the finished folder in its place; a pack that stood there goes."""
    try:
        if target.exists():
            shutil.rmtree(target)
        draft.replace(target)
    except OSError as error:
        raise ExportProblem(f"cannot be written: {error.strerror or error}", where=str(target)) from error
