"""Figures of the organisation: read whole or not at all, kept once, and laid beside what people say."""

from pathlib import Path

import pytest

from crawler.errors import ImportProblem
from crawler.stages import run_stage
from crawler.store import Store
from crawler.study import Study, init_study
from mining.odata.beside import LEAST_KEYS, beside
from mining.odata.table import load_figures, read_figures, save_figures
from mining.stages.map import MapStage
from mining.taxonomy import load_taxonomy
from outputs.cli import run as run_command
from outputs.exports import ExportOptions, export
from tests.builders import add_clauses, discover, make_post, save

TAXONOMY = load_taxonomy(["restaurant"])


def table(folder: Path, text: str) -> Path:
    path = folder / "figures.csv"
    path.write_text(text, encoding="utf-8")
    return path


def fill(store: Store, study: Study) -> None:
    """Ten months of 20 people; in month n, 2n of them blame the queue."""
    for month in range(1, 11):
        day = f"2025-{month:02d}-05T10:00:00+00:00"
        posts = [
            make_post(100 * month + n, f"第{month}月{n}：排队太久", posted_at=day) for n in range(20)
        ]  # fmt: skip
        save(store, *posts)
        for n, post in enumerate(posts):
            add_clauses(store, post, "排队太久", polarity=-0.9 if n < 2 * month else 0.0)
    with store.writing() as conn:  # what is said of the queue is the label's word, whatever the words are
        conn.execute("UPDATE clauses SET text = '排队'")
    discover(store)
    run_stage(MapStage(), store, study)


@pytest.fixture
def cafe(tmp_path: Path) -> Study:
    study = init_study(tmp_path / "cafe", domains=["restaurant"])
    with study.open() as store:
        fill(store, study)
    return study


def test_figures_stand_beside_the_people_of_their_month(cafe: Study, tmp_path: Path) -> None:
    lines = "".join(f"2025-{m:02d},{1000 - 10 * m},{m} %\n" for m in range(1, 11))
    path = table(tmp_path, f"Month,visits,returns\n{lines}2031-01,5,\n")
    with cafe.open() as store:
        save_figures(store, "visits", read_figures(path, "visits"))
        save_figures(store, "visits", read_figures(path, "visits"))  # again replaces
        [found] = beside(store, TAXONOMY)

    third = found.lines[2]
    assert (found.axis, found.metrics, len(found.lines)) == ("month", ("visits", "returns"), 11)
    assert (third.key, third.figures, third.people) == ("2025-03", {"visits": 970.0, "returns": 0.03}, 20)
    assert third.discontent is not None
    assert (third.discontent.people, third.discontent.of_people) == (6, 20)
    assert found.lines[-1].people == 0
    visits, returns = found.together
    assert visits.rho == pytest.approx(-1.0)
    assert returns.rho == pytest.approx(1.0)


def test_too_few_keys_have_no_correlation(cafe: Study, tmp_path: Path) -> None:
    lines = "".join(f"2025-{m:02d},{m}\n" for m in range(1, LEAST_KEYS))
    with cafe.open() as store:
        save_figures(store, "few", read_figures(table(tmp_path, f"month,visits\n{lines}"), "few"))
        [found] = beside(store, TAXONOMY)

    assert found.together[0].rho is None
    assert "2025-09" in found.only_said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("shop,visits\nA,1\n", "no column to join by"),
        ("month\n2026-01\n", "no figures"),
        ("month,visits\n2026-01,1\n2026-1,2\n", "stands twice"),
        ("month,visits\nJanuary,1\n", "is no month"),
        ("month,visits\n2026-01,many\n", "visits is no number"),
        ("phase,calls\nqueueing,1\n", "no phase 'queueing'"),
        ("product,visits\n,1\n", "has no product"),
    ],
)
def test_a_bad_table_is_refused_whole(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ImportProblem, match=says):
        read_figures(table(tmp_path, text), "bad")


def test_the_command_the_report_and_the_workbook_show_them(
    cafe: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path, "phase,calls\nservice,40\n")
    folder = str(cafe.folder)
    assert run_command(["odata", "import", str(path), "--study", folder, "--name", "=calls"]) == 0
    assert run_command(["odata", "show", "--study", folder]) == 0
    assert "no cause is meant" in capsys.readouterr().err
    for kind in ("html", "xlsx"):
        with cafe.open() as store:
            export(cafe, store, kind, tmp_path / f"out.{kind}", ExportOptions(language="en"))
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Your figures beside what people say" in page
    assert "too few to say whether the two go together" in page
    with cafe.open() as store:
        assert [figure.value for figure in load_figures(store)] == [40.0]
