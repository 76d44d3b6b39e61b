"""`caifeng compare`: groups listed, compared, followed, and set beside another study."""

import json
from pathlib import Path

import pytest

from crawler.stages import run_stage
from crawler.study import Study, init_study
from mining.stages.map import MapStage
from outputs.cli import run
from tests.builders import add_clauses, discover, make_post, save


def made(folder: Path, blamed: dict[str, int]) -> Study:
    """Thirty people in each shop; so many of them blame the queue."""
    study = init_study(folder, domains=["restaurant"])
    with study.open() as store:
        for shop, count in blamed.items():
            posts = [make_post(f"{shop}{n}", f"{shop}第{n}次：排队", source=shop) for n in range(30)]
            save(store, *posts)
            for n, post in enumerate(posts):
                add_clauses(store, post, "排队", polarity=-0.9 if n < count else 0.0)
        discover(store)
        run_stage(MapStage(), store, study)
    return study


def test_groups_are_listed_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(made(tmp_path / "tea", {"north": 25, "south": 2}).folder)

    assert run(["compare", "source", "--study", folder]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["source", "north", "30", "30"], ["source", "south", "30", "30"],
    ]  # fmt: skip
    assert run(["compare", "source", "north", "--study", folder, "--lang", "zh"]) == 0
    printed = capsys.readouterr()
    assert "排队等位 (差评)" in printed.out
    assert "25 of 30, 83%" in printed.out
    assert "differs" in printed.out
    assert "no cause is meant" in printed.err
    assert run(["compare", "--trend", "--study", folder]) == 0
    assert "Too few months" in capsys.readouterr().err


def test_another_study_is_the_benchmark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, rival = made(tmp_path / "tea", {"north": 25}), made(tmp_path / "rival", {"west": 1})

    command = ["compare", "--study", str(mine.folder), "--benchmark", str(rival.folder), "--json"]
    assert run(command) == 0

    found = json.loads(capsys.readouterr().out)
    blame = next(row for row in found["rows"] if row["topic"]["sign"] == "negative")
    assert (blame["first"]["people"], blame["second"]["people"], blame["verdict"]) == (25, 1, "differs")
