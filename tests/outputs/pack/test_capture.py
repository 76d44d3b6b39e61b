"""The capture sheet goes out, is filled in, and comes back as ideas linked to evidence."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from mining.ideas import load_ideas
from outputs.cli.root import cli
from outputs.frames import open_frames
from outputs.pack import PackOptions, build
from tests.outputs.pack.conftest import sample_study


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_filled_sheet_comes_back(language: Any, tmp_path: Path) -> None:
    study = sample_study(tmp_path / "study")
    report = build(study, tmp_path / "pack", PackOptions(language=language), only=["capture"])
    book = load_workbook(report.folder / f"7-after/capture.{language}.xlsx")
    sheet = book["ideas"]
    finding, clauses = sheet.cell(2, 1).value, str(sheet.cell(2, 9).value).split()
    sheet.cell(2, 3).value = f"=Free soap ({language})"
    sheet.cell(2, 3).data_type = "s"
    sheet.cell(sheet.max_row, 3).value = f"Something else ({language})"
    path = tmp_path / "filled.xlsx"
    book.save(path)

    result = CliRunner().invoke(cli, ["import", "--capture", str(path), "--study", str(study.folder)])

    assert result.exit_code == 0, result.output
    assert "2 new ideas" in result.output
    with study.open() as store:
        ideas = {idea.text: idea for idea in load_ideas(store)}
    assert set(ideas[f"=Free soap ({language})"].links) == {(finding, clause) for clause in clauses}
    assert ideas[f"Something else ({language})"].links == ()
    frame = open_frames(study.folder).ideas
    quotes = open_frames(study.folder).evidence
    joined = frame.merge(quotes, on=["finding_id", "clause_id"])
    assert len(joined[joined.text == f"=Free soap ({language})"]) == len(clauses)
