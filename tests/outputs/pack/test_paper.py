"""Paper: nothing is cut off, every character is drawn, and what is missing on a machine is said."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import ExportProblem
from crawler.study import Study, init_study
from outputs import health
from outputs.pack import PackOptions, build, fonts, paper
from outputs.pack.measure import lines_of, size_for
from outputs.pack.parts import poster
from outputs.pack.pdfium import picture, tiles
from outputs.text import load_table
from tests.builders import FindingSpec, discover, make_post, map_findings, save
from tests.outputs.pack.conftest import sample_study

LONG_EN = (
    "Waiting in the rain with two children and a pram while the only machine that works is out of soap " * 2
)
LONG_ZH = "下着雨抱着孩子推着童车在门口等唯一还能用的那台机器结果洗衣液又没有了只好原路返回第二天再来一趟" * 3
UNBROKEN = "Donaudampfschifffahrtsgesellschaftskapitaen" * 4


def crowded(folder: Path) -> Study:
    """Findings whose titles and quotes are as long as can be, all in one phase."""
    study = init_study(folder, name=LONG_EN[:120], question=LONG_ZH)
    posts, specs = [], []
    for number in range(15):
        words = (LONG_EN, LONG_ZH, UNBROKEN)[number % 3] + f" {number}"
        post = make_post(number, words, source=("a-very-long-name-of-a-source" * 3)[:70])
        posts.append(post)
        specs.append(
            FindingSpec(
                f"f{number:02d}long", kind=("scenario", "pain", "need")[number // 5], rank=number,
                quotes=[(post, words)], title={"zh": LONG_ZH[:190], "en": words[:190]},
                statement={"zh": LONG_ZH, "en": LONG_EN},
                slots={"who": LONG_EN[:50], "when": LONG_ZH[:30], "where": UNBROKEN[:60]},
                mappings=[("phase", "service", 1.0)],
            )
        )  # fmt: skip
    with study.open() as store:
        save(store, *posts)
        discover(store, *specs)
        map_findings(store, *specs)
    return study


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, float]]]:
    """What overflows in each sheet that is laid out."""
    seen: list[tuple[str, dict[str, float]]] = []
    original = paper.lay_out

    def watched(view: Any, sheet: Any, *rest: Any) -> Any:
        document = original(view, sheet, *rest)
        seen.append((sheet.name, paper.overflowing(document)))
        return document

    monkeypatch.setattr(paper, "lay_out", watched)
    monkeypatch.setattr(poster, "lay_out", watched)
    return seen


EVERYTHING = "case_cards benefits stickies journey_poster swot concepts editions scenario_cards"


@pytest.mark.parametrize(
    ("language", "keys"),
    [
        ("en", "scenario_cards swot"),
        pytest.param("zh", EVERYTHING, marks=pytest.mark.heavy),
        pytest.param("en", EVERYTHING, marks=pytest.mark.heavy),
    ],
)
def test_long_names_are_set_smaller_and_never_cut(
    language: Any, keys: str, tmp_path: Path, laid_out: list[tuple[str, dict[str, float]]]
) -> None:
    options = PackOptions(language=language)
    report = build(crowded(tmp_path / "study"), tmp_path / "pack", options, only=keys.split())

    assert len(laid_out) >= len(keys.split())
    assert [entry for entry in laid_out if entry[1]] == []
    text = "".join(
        page.get_textpage().get_text_bounded()
        for page in pypdfium2.PdfDocument(report.folder / f"4-journey/scenario-cards.{language}.pdf")
    )
    start = (LONG_ZH if language == "zh" else LONG_EN)[:146]
    assert "".join(start.split()) in "".join(text.split())


def test_a_box_that_overflows_is_seen(tmp_path: Path) -> None:
    html = '<div data-fit="a" style="width:50mm;height:10mm"><p>{}</p></div>'
    module = fonts.weasyprint()
    assert set(paper.overflowing(module.HTML(string=html.format(LONG_EN)).render())) == {"a"}
    assert paper.overflowing(module.HTML(string=html.format("short")).render()) == {}


def test_the_poster_comes_in_all_sizes(tmp_path: Path) -> None:
    options = PackOptions(language="zh")
    report = build(sample_study(tmp_path / "study"), tmp_path / "pack", options, only=["journey_poster"])
    for size, (width, height) in poster.SIZES.items():
        for mode in poster.MODES:
            document = pypdfium2.PdfDocument(report.folder / f"4-journey/journey-{mode}.{size}.zh.pdf")
            assert len(document) == 1
            assert document[0].get_size() == pytest.approx((width * 72 / 25.4, height * 72 / 25.4), rel=2e-3)
    tiled = pypdfium2.PdfDocument(report.folder / "4-journey/journey-filled.A4-tiles.zh.pdf")
    assert [page.get_size() for page in tiled] == [pytest.approx((595.3, 841.9), abs=0.2)] * 8
    assert (report.folder / "4-journey/journey-filled.zh.png").stat().st_size < 30_000_000
    words = pypdfium2.PdfDocument(report.folder / "4-journey/journey-blank.A1.zh.pdf")[0].get_textpage()
    assert "客户旅程" in words.get_text_bounded()


def test_tiles_and_pictures_are_the_same_each_time(tmp_path: Path) -> None:
    from outputs.pack.dates import moment

    pdf = fonts.weasyprint().HTML(string="<p>采风</p>").write_pdf()
    at = moment("2026-03-02T08:00:00+00:00")
    once, twice = (tiles(pdf, [(0, 0), (100, 100)], (210, 297), at) for _ in range(2))
    assert once == twice
    assert b"D:20260302080000" in once
    assert picture(pdf, width=200) == picture(pdf, width=200)


def test_without_a_chinese_font_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_draws_chinese", lambda _css: False)
    with pytest.raises(ExportProblem, match="no font with Chinese") as caught:
        build(
            sample_study(tmp_path / "study"), tmp_path / "pack", PackOptions(language="zh"), only=["pre_read"]
        )
    assert "fonts-noto-cjk" in str(caught.value)
    assert not (tmp_path / "pack").exists()


def test_the_doctor_looks_at_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.check_paper().verdict == "ok"
    monkeypatch.setattr(fonts, "_draws_chinese", lambda _css: False)
    told = health.check_paper()
    assert (told.verdict, "fonts-noto-cjk" in told.advice) == ("warn", True)


def test_a_font_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fonts.VARIABLE, "/nowhere/none.otf")
    with pytest.raises(ExportProblem, match="names a file that is not there"):
        fonts.font_css()


def test_without_pango_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    original = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return original(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ExportProblem, match="Pango"):
        fonts.weasyprint()


def test_what_no_font_draws_is_shown_by_its_number() -> None:
    assert fonts.drawable("采风 coffee − ● ▲ 咖啡…") == "采风 coffee − ● ▲ 咖啡…"
    assert fonts.drawable("a\U000e0fffb\U0010fffdc") == "a\U000e0fffb[U+10FFFD]c".replace(
        "\U000e0fff", "[U+E0FFF]"
    )


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    html = f'<link rel=attachment href="{secret.as_uri()}"><img src="{secret.as_uri()}"><p>x</p>'
    data = fonts.weasyprint().HTML(string=html, url_fetcher=fonts.only_fonts()).write_pdf()
    assert b"secret" not in data


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=300), st.floats(3, 30), st.floats(1, 15))
def test_a_size_that_is_chosen_fits_or_is_the_smallest(text: str, width: float, height: float) -> None:
    size = size_for([text], width, height, most=28)
    assert 7 <= size <= 28
    if size > 7:
        assert lines_of(text, width, size) * size * 1.28 * 2.54 / 72 <= height


def test_both_languages_have_the_same_words() -> None:
    from outputs.pack.words import PackWords, _own

    chinese, english = _own("zh"), _own("en")
    assert {key for key in english[0] if not key.endswith("_one")} == set(chinese[0])
    assert {k: len(v) for k, v in chinese[1].items()} == {k: len(v) for k, v in english[1].items()}
    for key, text in english[0].items():
        if key in chinese[0]:
            assert _holes(text) == _holes(chinese[0][key]), key
    assert not set(english[0]) & set(load_table("en"))  # nothing of the interface is overruled
    assert PackWords("zh").blank != PackWords("en").blank


def _holes(text: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
