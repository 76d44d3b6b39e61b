"""What a person may bring along, and what the command line says."""

import zipfile
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from crawler.errors import ImportProblem
from crawler.store import Store
from crawler.study import Study
from mining.decisions import record
from outputs.cli.root import cli
from outputs.pack import PackOptions, build
from outputs.pack.options import WANTED
from outputs.pack.parts.swot import swot
from outputs.pack.qr import qr_svg
from outputs.pack.translate import read_translations
from outputs.pack.view import load_views
from tests.builders import make_post, save
from tests.outputs.pack.conftest import sample_study


@pytest.fixture
def filled(tmp_path: Path) -> Study:
    return sample_study(tmp_path / "study")


def text_of(path: Path) -> str:
    pages = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def test_a_machine_s_translation_is_marked_and_a_person_s_is_not(filled: Study, tmp_path: Path) -> None:
    with filled.open() as store:
        (view,) = load_views(filled, store, PackOptions(language="en"))
    first, second = (card.quotes[0].clause_id for card in view.scenarios[:2])
    table = tmp_path / "translated.csv"
    table.write_text(
        f"clause_id,text,by\n{first},=Words of a machine,some model\n{second},Words of a person,person\n",
        encoding="utf-8",
    )
    options = PackOptions(language="en", translations=table)
    report = build(filled, tmp_path / "pack", options, only=["scenario_cards"])
    text = text_of(report.folder / "4-journey/scenario-cards.en.pdf")

    assert text.count("machine translation") == 1
    assert "=Words of a machine" in text
    assert "Words of a person" in text
    assert next(file.cited.machine_translated for file in report.files) == 1


def test_a_table_of_something_else_is_no_translation(tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("text,rating\nfine,5\n", encoding="utf-8")
    with pytest.raises(ImportProblem, match="clause_id"):
        read_translations(table)


def test_brand_licence_and_link_are_the_only_things_to_change(filled: Study, tmp_path: Path) -> None:
    options = PackOptions(
        language="en", brand="Harbour Suds", licence="Ours alone.", link="https://suds.example/study/"
    )
    report = build(filled, tmp_path / "pack", options, only=["scenario_cards", "pre_read"])
    text = text_of(report.folder / "0-before/pre-read.en.pdf")
    assert "Harbour Suds" in text
    assert "Ours alone." in text
    with filled.open() as store:
        (view,) = load_views(filled, store, options)
    card = view.scenarios[0]
    assert card.link == f"https://suds.example/study/finding/{card.id}"
    assert card.qr == qr_svg(card.link) != qr_svg(card.id)


def threats(view_options: PackOptions, study: Study) -> str:
    with study.open() as store:
        (view,) = load_views(study, store, view_options)
    page = swot(view, list(view.pains), list(view.needs))
    return " ".join(line.text for line in page.blocks[3].lines)


def test_swot_says_what_it_cannot_know_of_others(filled: Study) -> None:
    options = PackOptions(language="en")
    assert "no post as a competitor's" in threats(options, filled)
    with filled.open() as store:
        _add_competitor(store)
    assert "1 posts speak of competitors" in threats(options, filled)


def _add_competitor(store: Store) -> None:
    save(store, make_post(900, "The other place has soap.", brand_role="competitor"))


def test_accepted_findings_come_first(filled: Study) -> None:
    with filled.open() as store:
        (view,) = load_views(filled, store, PackOptions(language="en"))
    for cards in (view.scenarios, view.pains, view.needs):
        marks = [card.unreviewed for card in cards]
        assert marks == sorted(marks)
    assert {card.card.status for card in view.cards} <= set(WANTED)


def test_words_that_a_person_hid_are_in_no_file(filled: Study, tmp_path: Path) -> None:
    with filled.open() as store:
        row = store.rows(
            "SELECT post_id, quote FROM evidence WHERE finding_id = ? ORDER BY rank", (first(store),)
        )[0]
        words = str(row["quote"]).strip(" .")
        start = store.value("SELECT instr(text, ?) FROM posts WHERE id = ?", (words, row["post_id"])) - 1
        span = {"version": 1, "start": start, "end": start + len(words)}
    before = build(filled, tmp_path / "before", only=["data"])
    assert words in (before.folder / "data/study.json").read_text(encoding="utf-8")
    with filled.open() as store:
        record(store, "redact", row["post_id"], span, who="Mo")
    shown = ("case_cards", "goal", "scenario_cards", "stickies", "hmw", "swot", "workbook", "capture")
    keys = (*shown, "editions", "data")
    report = build(filled, tmp_path / "pack", PackOptions(language="en", zipped=False), only=keys)
    for file in report.files:
        path = report.folder / file.path
        if path.suffix == ".pdf":
            text = text_of(path)
        elif path.suffix in (".pptx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        elif path.suffix == ".parquet":
            text = str(parquet.read_table(path).to_pylist())
        else:
            text = path.read_text(encoding="utf-8")
        assert words not in " ".join(text.split()), file.path


def first(store: Store) -> str:
    return str(store.value("SELECT id FROM findings ORDER BY kind DESC, rank LIMIT 1"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give one of: --out FILE, --pack DIR"),
        (["--out", "x.html", "--pack", "y"], "give one of"),
        (["--pack", "y", "--kind", "pain"], "a pack holds every kind"),
        (["--out", "x.html", "--lang", "both"], "for --pack"),
        (["--pack", "y", "--status", "rejected"], "cannot show"),
        (["--pack", "y", "--link", "javascript:x"], "no http"),
    ],
)
def test_the_command_says_what_it_cannot_do(filled: Study, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, ["export", "--study", str(filled.folder), *arguments])
    assert result.exit_code != 0
    assert said in result.output or said in str(result.exception)


@pytest.mark.heavy
def test_the_command_makes_a_whole_pack(filled: Study, tmp_path: Path) -> None:
    target = tmp_path / "workshop"
    arguments = ["export", "--study", str(filled.folder), "--pack", str(target), "--language", "both"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    assert "unreviewed (watermarked)" in result.output
    assert (target / "README.md").read_text(encoding="utf-8").count("scenario-cards.zh.pdf") == 2
    assert (target / "4-journey/journey-blank.A4-tiles.en.pdf").stat().st_size > 10_000
