"""The tags of a study leave as a table and come back changed; what would not be sound is refused whole."""

import csv
from pathlib import Path

import openpyxl
import pytest

from crawler.errors import ConfigProblem, ImportProblem
from crawler.study import Study, init_study
from mining.mappers.place import Placer
from mining.taxonomy import load_taxonomy
from mining.taxonomy_model import Taxonomy
from outputs.cli import run as run_command
from outputs.taxonomy_sheet import import_table, write_table


@pytest.fixture
def tea(tmp_path: Path) -> Study:
    return init_study(tmp_path / "tea", domains=["restaurant", "membership"])


def taxonomy(study: Study) -> Taxonomy:
    return load_taxonomy(study.config.study.domains, study.folder)


def rows_of(study: Study, folder: Path) -> list[dict[str, str]]:
    path = folder / "tags.csv"
    write_table(taxonomy(study), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(rows: list[dict[str, str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_table_that_nobody_edited_says_nothing_new(tea: Study, tmp_path: Path) -> None:
    for name in ("tags.xlsx", "tags.csv"):
        count = write_table(taxonomy(tea), tmp_path / name)

        done = import_table(tea, tmp_path / name, "own")

        assert count == len(taxonomy(tea).tags)
        assert (done["file"], done["tags"], done["dropped"]) == (None, 0, 0)


def test_the_workbook_has_category_tag_sub_tag_and_severity(tea: Study, tmp_path: Path) -> None:
    write_table(taxonomy(tea), tmp_path / "tags.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "tags.xlsx").active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)

    assert head[:10] == (
        "category", "category_zh", "category_en", "tag", "tag_zh", "tag_en", "sub_tag", "sub_tag_zh",
        "sub_tag_en", "severity",
    )  # fmt: skip
    grades = {row[3]: row[9] for row in rows}
    assert (grades["food_safety"], grades["missing_wrong"], grades["portion"]) == (3, 2, 1)


def test_a_sub_tag_a_grade_and_new_cues_come_back(tea: Study, tmp_path: Path) -> None:
    rows = rows_of(tea, tmp_path)
    queue = next(row for row in rows if row["tag"] == "queue")
    queue["severity"] = "2"
    rows.append({
        **dict.fromkeys(queue, ""), "category": "time", "tag": "queue", "sub_tag": "queue_lunch",
        "sub_tag_zh": "午间排队", "sub_tag_en": "Lunch queue", "cues_zh": "午高峰 | 中午人挤人",
    })  # fmt: skip

    done = import_table(tea, write_rows(rows, tmp_path / "edited.csv"), "own")

    found = {tag.id: tag for tag in taxonomy(tea).tags}
    assert (done["tags"], done["categories"]) == (2, 0)
    assert (found["queue"].severity, found["queue_lunch"].parent) == (2, "queue")
    assert "排长队" in found["queue"].cues_zh  # as built in
    place = Placer(taxonomy(tea)).place("午高峰实在受不了")
    assert place.tags == {"queue": ("午高峰",), "queue_lunch": ("午高峰",)}  # the tag hears its sub-tag


def test_a_scheme_of_ones_own_replaces_the_built_in_one(tea: Study, tmp_path: Path) -> None:
    row = {"category": "club", "category_zh": "俱乐部", "category_en": "Club", "tag": "stamps",
           "tag_zh": "集章", "tag_en": "Stamps", "severity": "1", "cues_zh": "集章|盖章"}  # fmt: skip

    done = import_table(tea, write_rows([row], tmp_path / "own.csv"), "own", replace=True)

    assert [tag.id for tag in taxonomy(tea).tags] == ["stamps"]
    assert [category.id for category in taxonomy(tea).categories] == ["club"]
    assert done["dropped"] > 60


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"severity": "7"}, "severity cannot be '7'"),
        ({"tag": "Bad Id"}, "tag is 'Bad Id'"),
        ({"weight": "heavy"}, "weight is no number"),
        ({"category_zh": "别的"}, "has two names"),
        ({"tag": "taste"}, "stands twice"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    tea: Study, tmp_path: Path, change: dict[str, str], says: str
) -> None:
    rows = rows_of(tea, tmp_path)
    rows[-1] = {**next(row for row in rows if row["tag"] == "texture"), **change}

    with pytest.raises(ImportProblem, match=says) as caught:
        import_table(tea, write_rows([row for row in rows if row["tag"] != "texture" or row is rows[-1]],
                                     tmp_path / "edited.csv"), "own")  # fmt: skip

    assert "row " in str(caught.value)
    assert not (tea.folder / "taxonomies").exists()


def test_what_would_not_be_sound_leaves_no_file(tea: Study, tmp_path: Path) -> None:
    row = {"category": "time", "tag": "no_such_parent", "sub_tag": "child", "sub_tag_zh": "子"}

    with pytest.raises(ConfigProblem, match="name_en"):
        import_table(tea, write_rows([row], tmp_path / "edited.csv"), "own")

    assert not list(tea.folder.glob("taxonomies/*.toml"))
    with pytest.raises(ImportProblem, match="no column 'category'"):
        import_table(tea, write_rows([{"x": "1"}], tmp_path / "other.csv"), "own")


def test_the_commands_from_new_to_check(
    tea: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tea.folder)
    assert run_command(["taxonomy", "check", folder]) == 0  # none of its own is no fault
    assert "built-in" in capsys.readouterr().err
    assert run_command(["taxonomy", "new", "--study", folder]) == 0
    assert run_command(["taxonomy", "check", folder]) == 0
    assert run_command(["taxonomy", "new", "--study", folder]) == 1  # never written over
    own = tea.folder / "taxonomies" / "own.toml"
    template = own.read_text(encoding="utf-8")
    half = template.replace("# [", "[").replace("# tags =", "tags =").replace("# id", "id")
    own.write_text(half, encoding="utf-8")
    assert run_command(["taxonomy", "check", folder]) == 1  # half an entry
    assert "name_zh" in capsys.readouterr().out
    own.write_text("\n".join(uncommented(template)), encoding="utf-8")
    assert run_command(["taxonomy", "check", folder]) == 0
    found = taxonomy(tea)
    assert "refill" in {tag.id for tag in found.tags}
    assert "parking" not in {tag.id for tag in found.tags}
    out = tmp_path / "tags.xlsx"
    assert run_command(["taxonomy", "export", "--study", folder, "--out", str(out)]) == 0
    assert run_command(["taxonomy", "import", str(out), "--study", folder, "--json"]) == 0
    assert '"file": null' in capsys.readouterr().out


def uncommented(template: str) -> list[str]:
    """The template with all its examples in force."""
    code = ("# [", "# id", "# category", "# name", "# severity =", "# cues", "# tags")
    return [line[2:] if line.startswith(code) else line for line in template.splitlines()]


def test_a_domain_that_there_is_not_is_named_by_doctor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = init_study(tmp_path / "cuts", domains=["restaurant"])
    path = study.folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"restaurant"]', '"barber"]'), encoding="utf-8")

    assert run_command(["doctor", "--study", str(study.folder)]) == 1

    assert "there is no domain 'barber'" in capsys.readouterr().out
