"""Text that wants to be more than text: nothing runs, nothing links, nothing is lost."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crawler.records import Post
from crawler.study import Study
from mining.decisions import record
from outputs.exports import FORMATS, ExportOptions, export
from outputs.neutral import guard_formula, markdown, visible
from tests.builders import FindingSpec, discover, make_post, map_findings, save

HOSTILE = {
    "script": "<script>alert('got you')</script> and <img src=x onerror=alert(1)>",
    "formula": '=HYPERLINK("http://evil.example","click")',
    "plus": "+1+1", "minus": "-2+3|cmd", "at": "@SUM(1)", "tab": "\t=1+1", "return": "\r=1+1",
    "template": "{{ 7 * 7 }}{% include '/etc/passwd' %}${7*7}",
    "sql": "'); DROP TABLE posts; --",
    "rtl": "safe \u202egnp.exe\u202c \u2066isolated",
    "zero": "zero\u200bwidth\u200d\ufeffjoin",
    "long": "word " * 2_000,
    "markdown": "# Heading\n1. list [link](javascript:alert(1)) ![x](http://evil.example/x.png) `code` http://a.b",
    "control": "bell \x07 and escape \x1b[31mred",
    "attribute": '" onmouseover="alert(1)" x="',
    "style": "</style><script>alert(2)</script>",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈",
}  # fmt: skip
BAD_URLS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "//evil.example",
)
ALLOWED = frozenset(
    re.findall(
        r"\w+",
        """html head meta title style body div header main section article footer nav h1 h2 h3 h4 p ul li dl
        dt dd a b i q small span bdi svg rect line circle text g table thead tbody tr th td figure
        figcaption blockquote time details summary pre""",
    )
)


@pytest.fixture
def attacked(study: Study) -> Study:
    """A finding for each text: the text is its quote, its title, its slot, and a note about it."""
    posts: list[Post] = []
    specs: list[FindingSpec] = []
    for number, (name, text) in enumerate(HOSTILE.items()):
        bad = BAD_URLS[number % len(BAD_URLS)]
        post = make_post(number, text, url=bad, source=text[:60], subject=text[:60], title=text[:90])
        posts.append(post)
        specs.append(
            FindingSpec(
                f"f{number:02d}{name}", kind=("scenario", "pain", "need")[number % 3], rank=number,
                quotes=[(post, text)], title={"zh": text[:150], "en": text[:150]},
                statement={"zh": text[:150], "en": text[:150]}, slots={"who": text[:60]},
                urls={post.id: bad}, mappings=[("phase", "service", 1.0), ("touchpoint", text[:20], 1.0)],
            )
        )  # fmt: skip
    tags = [(f"t{n}", "negative", 21, 30, 0.7, 0.5, 0.85, 21, text[:40], text[:40])
            for n, text in enumerate(HOSTILE.values())]  # fmt: skip
    with study.open() as store:
        save(store, *posts)
        discover(store, *specs)
        map_findings(store, *specs, tags=tags)
        for spec, text in zip(specs, HOSTILE.values(), strict=True):
            record(
                store,
                "note",
                spec.id,
                {"text": visible(text)[:4_000]},
                who=" ".join(visible(text).split())[:100],
            )
    return study


def write(study: Study, name: str, language: str = "en") -> Path:
    path = study.folder / f"out{FORMATS[name].extension}"
    with study.open() as store:
        export(study, store, name, path, ExportOptions(language=language))  # type: ignore[arg-type]
    return path


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_holds_no_foreign_element(attacked: Study, language: str) -> None:
    page = Page(write(attacked, "html", language).read_text(encoding="utf-8"))
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not [attributes for _, attributes in page.elements if "style" in attributes or "src" in attributes]
    links = {attributes["href"] for tag, attributes in page.elements if tag == "a"}
    assert all(link and (link.startswith(("#", "https://", "http://"))) for link in links)
    assert not any("evil" in str(link) for link in links)


def test_the_report_shows_the_words_as_they_are(attacked: Study) -> None:
    text = "".join(Page(write(attacked, "html").read_text(encoding="utf-8")).text)

    for name in ("script", "formula", "template", "sql", "attribute", "zero", "emoji"):
        assert HOSTILE[name] in text
    assert "\u202e" not in text
    assert "[U+202E]" in text


def test_the_json_is_untouched(attacked: Study) -> None:
    data = json.loads(write(attacked, "json").read_text(encoding="utf-8"))

    assert {post["body"] for post in data["posts"]} == set(HOSTILE.values())
    assert {e["quote"] for f in data["findings"] for e in f["evidence"]} == set(HOSTILE.values())
    assert {e["url"] for f in data["findings"] for e in f["evidence"]} == {None}
    assert {post["url"] for post in data["posts"]} == {None}


def test_no_csv_cell_begins_like_a_formula(attacked: Study) -> None:
    path = write(attacked, "csv")
    for file in (path, path.with_name("out.evidence.csv")):
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))

        assert len(rows) == len(HOSTILE) + 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    quotes = {row[5] for row in rows}
    assert {guard_formula(text) for text in HOSTILE.values()} <= quotes


def test_no_workbook_cell_is_a_formula_or_a_foreign_link(attacked: Study) -> None:
    book = load_workbook(write(attacked, "xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink]
    guarded = [cell for cell in cells if str(cell.value).startswith("=HYPERLINK")]
    assert guarded
    assert all(cell.quotePrefix for cell in guarded)


def test_markdown_renders_to_plain_words(attacked: Study) -> None:
    text = write(attacked, "md").read_text(encoding="utf-8")

    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "http://evil" not in text
    assert "\u202e" not in text
    assert not [
        line for line in text.split("\n") if re.match(r"(>\s*)?(# Heading|1\. list|=HYPER|\+1)", line)
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_long_text_stays_bounded_and_the_store_stays_whole(attacked: Study, name: str) -> None:
    assert write(attacked, name).stat().st_size < 2_000_000
    with attacked.open() as store:
        assert store.value("SELECT count(*) FROM posts") == len(HOSTILE)


def test_markdown_leaves_ordinary_words_alone() -> None:
    assert markdown("It rained - twice. 4.5 stars, 100%!") == "It rained - twice. 4.5 stars, 100%!"
    assert markdown("1. one") == r"1\. one"
    assert markdown("a\nb <b> & [c](d)") == r"a b &lt;b\> &amp; \[c\](d)"
