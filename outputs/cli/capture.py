"""`caifeng import --capture`: the ideas of a workshop, from the capture sheet."""

from dataclasses import asdict
from pathlib import Path

from outputs.cli.common import open_study, put, put_json, say

MOST = 5


def import_ideas(file: Path, folder: Path, as_json: bool) -> None:
    """Take in a capture sheet and say what was linked and what was not. Raises ImportProblem."""
    from mining.ideas import import_capture

    with open_study(folder).open() as store:
        report = import_capture(store, file)
    if as_json:
        put_json(asdict(report))
        return
    put(f"{report.new} new ideas, {report.changed} changed, {report.same} as before")
    put(f"{report.linked} linked to evidence, {report.unlinked} without")
    for note in report.notes:
        say(note)
    if report.untouched:
        first = ", ".join(report.untouched[:MOST])
        say(f"{len(report.untouched)} accepted findings have no idea yet: {first} …")
