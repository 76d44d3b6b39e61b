"""Ideas of a workshop: typed on the capture sheet, back in the study, linked to evidence."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from crawler.errors import ImportProblem
from crawler.store import Store
from mining.decisions import record
from mining.ideas import COLUMNS, import_capture, load_ideas
from mining.overlay import current_findings
from tests.sample import fill_sample


def sheet(path: Path, *rows: dict, headings: tuple[str, ...] = COLUMNS) -> Path:
    book = Workbook()
    page = book.active
    page.append(headings)
    for row in rows:
        page.append([row.get(name) for name in COLUMNS])
    book.save(path)
    return path


@pytest.fixture
def finding(store: Store) -> str:
    spec = fill_sample(store)[0]
    record(store, "accept", spec.id, who="Mo")
    return spec.id


def test_an_idea_is_linked_to_the_quotes_that_its_row_names(
    store: Store, finding: str, tmp_path: Path
) -> None:
    item = next(f for f in current_findings(store) if f.id == finding)
    quote = item.evidence[-1].clause_id
    path = sheet(
        tmp_path / "c.xlsx",
        {"finding_id": finding, "idea": "A lamp over each machine", "kind": "benefit", "votes": 4,
         "evidence_ids": f"{quote} cnothere"},
    )  # fmt: skip

    report = import_capture(store, path)
    (idea,) = load_ideas(store)

    assert (report.new, report.linked, report.unlinked, report.untouched) == (1, 1, 0, ())
    assert (idea.text, idea.kind, idea.votes, idea.links) == (
        "A lamp over each machine",
        "benefit",
        4,
        ((finding, quote),),
    )


def test_without_named_quotes_the_finding_s_first_ones_are_taken(
    store: Store, finding: str, tmp_path: Path
) -> None:
    import_capture(store, sheet(tmp_path / "c.xlsx", {"finding_id": finding, "idea": "Open at six"}))
    (idea,) = load_ideas(store)
    item = next(f for f in current_findings(store) if f.id == finding)
    assert {clause for _, clause in idea.links} == {e.clause_id for e in item.evidence[:3]}


def test_the_same_sheet_again_adds_nothing_and_votes_are_renewed(
    store: Store, finding: str, tmp_path: Path
) -> None:
    row = {"finding_id": finding, "idea": "Open at six", "team": "Blue", "votes": 1}
    import_capture(store, sheet(tmp_path / "c.xlsx", row))
    again = import_capture(store, sheet(tmp_path / "c.xlsx", row))
    more = import_capture(store, sheet(tmp_path / "c.xlsx", {**row, "votes": 7}))

    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert (more.new, more.changed) == (0, 1)
    assert [idea.votes for idea in load_ideas(store)] == [7]


def test_odd_rows_are_kept_and_said(store: Store, finding: str, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "c.xlsx",
        {"finding_id": "fnothere", "idea": "Ask people"},
        {"idea": "Of no card at all", "kind": "nonsense", "votes": "many"},
        {"finding_id": finding, "note": "no idea in this row"},
        {"idea": "Ring me at 13912345678"},
    )
    report = import_capture(store, path)

    assert (report.new, report.linked, report.unlinked) == (3, 0, 3)
    assert report.untouched == (finding,)
    assert len(report.notes) == 3
    assert "fnothere" in report.notes[0]
    texts = [idea.text for idea in load_ideas(store)]
    assert not any("13912345678" in text for text in texts)


def test_chinese_headings_and_kinds_are_known(store: Store, finding: str, tmp_path: Path) -> None:
    names = ("finding_id", "卡片", "点子", "类型", "小组", "给谁", "票数", "备注", "evidence_ids")
    row = {
        "finding_id": finding,
        "idea": "夜里也亮灯",
        "kind": "权益",
        "team": "蓝组",
        "for_whom": "晚班的人",
        "votes": 3,
    }
    import_capture(store, sheet(tmp_path / "c.xlsx", row, headings=names))
    (idea,) = load_ideas(store)
    assert (idea.text, idea.kind, idea.team, idea.for_whom, idea.votes) == (
        "夜里也亮灯",
        "benefit",
        "蓝组",
        "晚班的人",
        3,
    )


def test_another_file_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("text,rating\nA fine wash,5\n", encoding="utf-8")
    with pytest.raises(ImportProblem, match="no capture sheet"):
        import_capture(store, path)
