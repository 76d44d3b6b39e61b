"""Text that wants to be more than text, in every file of a pack."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from crawler.study import Study, init_study
from outputs.neutral import FORMULA_STARTS
from outputs.pack import PackOptions, PackReport, build
from tests.builders import FindingSpec, discover, make_post, map_findings, save

HOSTILE = {
    "script": "<script>alert('x')</script><img src=http://evil.example/x.png onerror=alert(1)>",
    "formula": '=HYPERLINK("http://evil.example","click")',
    "command": "-2+3|cmd /c calc",
    "at": "@SUM(1+9)",
    "style": "</style></title><link rel=stylesheet href=http://evil.example/x.css>",
    "template": "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "rtl": "safe \u202egnp.exe\u202c end",
    "control": "bell \x07 escape \x1b[31m \x0b \u2028 x",
    "file": '<a href="file:///etc/passwd">x</a><iframe src="file:///etc/passwd"></iframe>',
    "latex": "\\input{/etc/passwd} %s %d ${HOME}",
    "xml": "]]></a:t></a:r><evil/><!-- & &amp; &lt;",
    "long": "supercalifragilistic" * 12,
    "emoji": "👨‍👩‍👧‍👦 🏳️‍🌈 很好",
}  # fmt: skip


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, PackReport]:
    """Each text is a quote, a title, a slot, a source, a tag; one is the study's name, one the brand."""
    folder = tmp_path_factory.mktemp("attacked")
    study = init_study(folder / "study", name=HOSTILE["script"], question=HOSTILE["style"])
    specs = []
    posts = []
    for number, (name, text) in enumerate(HOSTILE.items()):
        post = make_post(number, text, url="javascript:alert(1)", source=text[:60], subject=text[:60])
        posts.append(post)
        specs.append(
            FindingSpec(
                f"f{number:02d}{name}", kind=("scenario", "pain", "need")[number % 3], rank=number,
                quotes=[(post, text)], title={"zh": text[:150], "en": text[:150]},
                statement={"zh": text[:150], "en": text[:150]},
                slots={"who": text[:60], "when": text[:40], "goal": text[:40]},
                urls={post.id: "javascript:alert(1)"},
                mappings=[("phase", "service", 1.0), ("touchpoint", text[:20], 1.0)],
            )
        )  # fmt: skip
    tags = [(f"t{n}", "positive", 21, 30, 0.7, 0.5, 0.85, 21, text[:40], text[:40])
            for n, text in enumerate(HOSTILE.values())]  # fmt: skip
    with study.open() as store:
        save(store, *posts)
        discover(store, *specs)
        map_findings(store, *specs, tags=tags)
    options = PackOptions(language="en", brand=HOSTILE["formula"], licence=HOSTILE["xml"])
    keys = (
        "run_sheet pre_read case_cards goal scenario_cards stickies hmw benefits swot open_questions workbook"
        " capture editions data"
    )
    return study, build(study, folder / "pack", options, only=keys.split())


def files(report: PackReport, ending: str) -> list[Path]:
    return [report.folder / file.path for file in report.files if file.path.endswith(ending)]


def test_no_cell_is_a_formula_of_others_and_no_link_is_foreign(attacked: tuple[Study, PackReport]) -> None:
    _, report = attacked
    own = re.compile(r"=(SUM|IF|B\d+$|A\d+\+C\d+/1440$)")
    assert files(report, ".xlsx")
    for path in files(report, ".xlsx"):
        for sheet in load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" or own.match(str(cell.value)), (path.name, cell.value)
                    assert cell.hyperlink is None
                    risky = cell.data_type == "s" and str(cell.value).startswith(FORMULA_STARTS)
                    assert not risky or cell.quotePrefix, (path.name, cell.coordinate)


def test_no_csv_or_tsv_cell_begins_like_a_formula(attacked: tuple[Study, PackReport]) -> None:
    _, report = attacked
    assert len(files(report, ".csv")) >= 3
    for path in files(report, ".csv"):
        text = path.read_text(encoding="utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not [cell for cell in row if cell.startswith(FORMULA_STARTS) and not _number(cell)], path
    for path in files(report, ".tsv"):
        assert not [line for line in path.read_text("utf-8").splitlines() if line.startswith(FORMULA_STARTS)]


def _number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell) is not None


def test_pdfs_hold_no_link_no_script_and_nothing_from_this_machine(
    attacked: tuple[Study, PackReport],
) -> None:
    _, report = attacked
    seen = ""
    for path in files(report, ".pdf"):
        reader = PdfReader(path)
        for page in reader.pages:
            for annotation in page.get("/Annots", []):
                assert "/URI" not in annotation.get_object().get("/A", {})
        assert not {"/OpenAction", "/AA"} & set(reader.trailer["/Root"])
        text = "".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(path))
        assert "root:x:0" not in text
        assert "\u202e" not in text
        assert "49" not in text.split("{{ 7 * 7 }}")[0][-20:]
        seen += text
    assert "<script>alert" in seen
    assert "{{ 7 * 7 }}" in seen
    assert "[U+202E]" in seen


def test_slides_are_sound_xml_and_show_the_words(attacked: tuple[Study, PackReport]) -> None:
    _, report = attacked
    for path in files(report, ".pptx"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    root = ET.fromstring(archive.read(name))
                    assert not [e for e in root.iter() if "evil" in str(e.tag)]
                    assert not [e for e in root.iter() if "evil.example" in str(e.get("Target"))]
    deck = next(path for path in files(report, ".pptx") if "how-might-we" in path.name)
    text = "".join(
        shape.text_frame.text for slide in Presentation(str(deck)).slides for shape in slide.shapes
        if shape.has_text_frame
    )  # fmt: skip
    assert "</a:t>" in text or "SUM(1+9)" in text


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_run_sheet_runs_only_its_own_script(attacked: tuple[Study, PackReport]) -> None:
    _, report = attacked
    (path,) = files(report, ".html")
    page = Tags(path.read_text(encoding="utf-8"))
    assert [tag for tag, _ in page.found].count("script") == 1
    assert not [a for _, attrs in page.found for a in attrs if a.startswith("on") or a in ("src", "style")]
    policy = next(attrs["content"] for tag, attrs in page.found if attrs.get("http-equiv"))
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_xml_and_markdown_stay_what_they_are(attacked: tuple[Study, PackReport]) -> None:
    _, report = attacked
    for path in files(report, ".cjml"):
        ET.parse(path)
    for path in files(report, ".md"):
        text = path.read_text(encoding="utf-8").partition("```json")[0]  # the manifest is code
        assert "<script" not in text
        assert "\u202e" not in text
