"""The report: self-contained, readable, honest about what is missing."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.study import Study, init_study
from mining.decisions import record
from outputs.exports import ExportOptions, export
from outputs.report.charts import Feeling, emotion_strip, share_bar
from outputs.report.page import TEMPLATES, policy, style
from tests.builders import FindingSpec, discover, make_post, save
from tests.outputs.test_hostile import Page
from tests.sample import fill_sample


@pytest.fixture
def laundry(tmp_path: Path) -> Study:
    """The launderette in a study with a question."""
    question = "In which moments does our launderette leave people alone?"
    study = init_study(
        tmp_path / "lantern", name="lantern", question=question, domains=["retail", "membership"]
    )
    with study.open() as store:
        fill_sample(store)
    return study


def report(study: Study, language: str = "en") -> str:
    path = study.folder / "report.html"
    with study.open() as store:
        export(study, store, "html", path, ExportOptions(language=language))  # type: ignore[arg-type]
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-Hans"), ("en", "en")])
def test_it_needs_neither_network_nor_script(laundry: Study, language: str, tag: str) -> None:
    text = report(laundry, language)
    page = Page(text)
    metas = {a.get("http-equiv") or a.get("name"): a.get("content") for t, a in page.elements if t == "meta"}

    assert page.elements[0] == ("html", {"lang": tag})
    assert metas["Content-Security-Policy"] == policy()
    assert "default-src 'none'" in policy()
    assert metas["referrer"] == "no-referrer"
    assert not {"script", "link", "img", "iframe", "form"} & {t for t, _ in page.elements}
    assert not re.search(r"@import|url\(", style())


def test_the_policy_allows_the_style_that_is_there(laundry: Study) -> None:
    import base64
    import hashlib

    [sheet] = re.findall(r"<style>(.*?)</style>", report(laundry), flags=re.S)
    digest = base64.b64encode(hashlib.sha256(sheet.encode("utf-8")).digest()).decode("ascii")

    assert f"'sha256-{digest}'" in policy()


def test_a_card_shows_what_carries_it(laundry: Study) -> None:
    text = report(laundry)
    card = text[text.index('id="f5a1c0de"') : text.index("</article>")]

    for words in (
        "Washing alone before dawn",
        "4 of 24 people",
        "distinct authors",
        "Service and use",
        "75%",
        "night workers",
        "<q>I work nights at the bakery and come in at five in the morning.</q>",
        "Nobody else is there.",
        "★ 2/5",
        "2026-01-01",
        'href="https://reviews.example/posts/0" rel="noopener noreferrer"',
        "unreviewed",
        'lang="zh"',
        "1 more quote",
    ):
        assert words in card


def test_where_no_author_is_known_posts_are_counted_and_called_so(study: Study) -> None:
    posts = [make_post(n, f"Drum {n} leaks.", author_key=None) for n in range(4)]
    quotes = [(post, post.text) for post in posts[:3]]
    with study.open() as store:
        save(store, *posts)
        discover(store, FindingSpec("f001", quotes=quotes, people_basis="posts, authors unknown"))

    text = report(study)

    assert "3 of 4 posts" in text
    assert "distinct posts, authors unknown" in text
    assert "4 people" not in text


def test_page_one_says_what_it_is_made_of_and_what_it_cannot_tell(laundry: Study) -> None:
    text = report(laundry)
    cover = "".join(Page(text[: text.index("<main>")]).text)

    for words in (
        "In which moments does our launderette leave people alone?",
        "forum.example",
        "2026-01-01 – 2026-01-24",
        "11 of the 11 findings shown have not been reviewed",
        "Speakers, not customers",
        "Clauses without a journey",
    ):
        assert words in cover


def test_decisions_show(laundry: Study) -> None:
    with laundry.open() as store:
        record(store, "accept", "f5a1c0de", who="Mei")
        record(store, "reject", "fe55cc02", who="Mei")
        record(store, "rename", "fa10900d", {"en": "Ninety minutes for a drum"}, who="Mei")
        record(store, "note", "fa10900d", {"text": "Ask the operator"}, who="Mei")

    text = report(laundry)

    assert '<span class="mark accepted">accepted</span>' in text
    assert 'id="fe55cc02"' not in text
    assert "one rejected finding is counted but not shown" in text
    assert "Ninety minutes for a drum" in text
    assert "the machine called it: On Sundays the two big drums" in text
    assert "Ask the operator" in text


def test_ids_are_unique_and_every_jump_lands(laundry: Study) -> None:
    with laundry.open() as store:
        record(store, "reject", "fe55cc02", who="Mei")
        record(store, "merge", "fd44aa01", {"into": "fc00beef"}, who="Mei")
    page = Page(report(laundry))
    ids = Counter(a["id"] for _, a in page.elements if a.get("id"))
    jumps = {str(a["href"])[1:] for t, a in page.elements if t == "a" and str(a.get("href")).startswith("#")}

    assert max(ids.values()) == 1
    assert jumps <= set(ids)


def test_headings_go_down_one_step_at_a_time(laundry: Study) -> None:
    levels = [int(tag[1]) for tag, _ in Page(report(laundry)).elements if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize(
    ("mined", "language", "words"),
    [
        (True, "en", "No unmet need had enough evidence: none was told by enough people in 1 posts."),
        (True, "zh", "没有一个未满足的需求证据充分"),
        (False, "en", "These posts have not been mined yet."),
        (False, "zh", "这些帖子还没有挖掘"),
    ],
)
def test_a_study_without_findings_says_why(study: Study, mined: bool, language: str, words: str) -> None:
    with study.open() as store:
        save(store, make_post(1, "It leaks."))
        if mined:
            discover(store)

    text = report(study, language)

    assert words in text
    assert text.count('class="empty"') >= 6


def test_findings_without_words_say_so(study: Study) -> None:
    post = make_post(1, "It leaks.")
    with study.open() as store:
        save(store, post)
        discover(store, FindingSpec("f001", quotes=[(post, "It leaks.")]))
        store.conn.execute("DELETE FROM posts")

    assert "the posts were removed" in report(study)


def test_what_needs_a_second_look_has_its_own_shelf(laundry: Study) -> None:
    with laundry.open() as store:
        record(store, "accept", "fa10900d", who="Mei")
        discover(store)

    text = report(laundry)

    assert "The last mining no longer finds it as one thing." in text
    assert "On Sundays the two big drums mean a wait" in text


def test_many_findings_are_all_there_in_falling_detail(study: Study) -> None:
    posts = [make_post(n, f"Machine {n} leaks.") for n in range(110)]
    shelves = ["main"] * 40 + ["weak"] * 70
    specs = [
        FindingSpec(f"f{n:03d}", quotes=[(post, post.text)], rank=n, shelf=shelf)
        for n, (post, shelf) in enumerate(zip(posts, shelves, strict=True))
    ]
    with study.open() as store:
        save(store, *posts)
        discover(store, *specs)

    text = report(study)
    elements = Page(text).elements
    classes = Counter(str(a.get("class")) for t, a in elements if t == "article")

    assert classes == {"card pain": 30, "card compact pain": 10 + 60}
    assert {spec.id for spec in specs} <= {a.get("id") for _, a in elements}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_reach_wcag_aa_in_light_and_dark() -> None:
    sheet = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.S)
    themes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks]

    assert len(themes) == 2
    for theme in themes:
        for ink in ("ink", "soft", "scenario", "pain", "need", "link"):
            for ground in ("paper", "card", "track"):
                assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
        assert contrast(theme["mark-ink"], theme["mark"]) >= 4.5


def test_the_strip_draws_nothing_across_a_gap() -> None:
    feelings = [
        Feeling("a", 1.0, 0.5, 1.5, 9),
        Feeling("b", None, None, None, 3),
        Feeling("c", -2.0, -2.0, -1.0, 12),
        Feeling("d", 0.0, -0.5, 0.5, 12),
    ]

    strip = emotion_strip(feelings, width=400, height=100)

    assert [p.y for p in strip.points] == [32.0, None, 86.0, 50.0]
    assert strip.segments == ((250.0, 86.0, 350.0, 50.0),)
    assert not emotion_strip(feelings[1:2]).drawable


def test_a_bar_stays_within_its_track() -> None:
    bar = share_bar(1.4, -0.2, 1.7, width=50)

    assert (bar.length, bar.low, bar.high) == (50, 0, 50)
