"""What `caifeng export --pack` does."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from outputs.cli.common import open_study, progress, put, put_json, put_table, say

if TYPE_CHECKING:
    from outputs.pack import PackReport


def make_pack(folder: Path, target: Path, as_json: bool, **wishes: Any) -> None:
    """Make the pack and say what is in it. Raises what outputs.pack.build raises."""
    from outputs.pack import PackOptions, build

    options = PackOptions(**wishes)
    with progress() as show:
        study = open_study(folder)
        report = build(study, target, options, step=lambda _key, done, of: show("pack", done, of))
    if as_json:
        where = {"folder": str(report.folder), "archive": report.archive and str(report.archive)}
        put_json({**where, "manifest": dict(report.manifest)})
        return
    _show(report)


def _show(report: "PackReport") -> None:
    groups: dict[str, list[int]] = {}
    for file in report.files:
        groups.setdefault(file.path.partition("/")[0], []).append(file.size)
    rows = [(name, len(sizes), f"{sum(sizes) / 1000:,.0f}") for name, sizes in groups.items()]
    put_table(("in", "files", "kB"), rows)
    review = report.manifest["review"]
    counts = f"{review['accepted']} accepted, {review['unreviewed']} unreviewed (watermarked)"
    put(f"{review['shown']} findings: {counts}")
    size = f"{len(report.files)} files, {report.size / 1e6:.1f} MB, {report.seconds:.0f} s"
    say(f"Written: {report.folder} ({size})")
    say(f"Begin with {report.folder / 'README.md'}")
