"""What the report says of KANO, opportunities and tags, on a shop whose truth is known."""

import re
from pathlib import Path

import pytest

from crawler.stages import run_stage
from crawler.study import Study, init_study
from mining.stages.kano import KanoStage
from mining.stages.map import MapStage
from outputs.exports import ExportOptions, export
from tests.builders import FindingSpec, add_clauses, discover, make_post, save
from tests.mining.stages.test_kano_stage import fill
from tests.outputs.test_hostile import Page


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Rudeness costs stars, good taste earns some; half of the posts a year later than the others."""
    study = init_study(tmp_path_factory.mktemp("made") / "shop", domains=["restaurant"])
    with study.open() as store:
        quotes = fill(store)
        with store.writing() as conn:
            conn.execute(
                "UPDATE posts SET posted_at = '2025-02-01T10:00:00+00:00' WHERE rowid % 2 = 0"
            )
        discover(store, FindingSpec("f1", quotes=quotes[:5]))
        run_stage(MapStage(), store, study)
        run_stage(KanoStage(), store, study)
    return study


def html(study: Study, language: str) -> str:
    path = study.folder / f"report-{language}.html"
    with study.open() as store:
        export(study, store, "html", path, ExportOptions(language=language))  # type: ignore[arg-type]
    return path.read_text(encoding="utf-8")


def section(text: str, name: str) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', text, re.S)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(0)).split())


def test_a_must_be_candidate_with_its_figures_and_the_doubts_one_click_away(shop: Study) -> None:
    text = html(shop, "en")
    kano = section(text, "kano")

    assert re.search(r"Staff attitude \d+ posts blame, \d+ praise must-be candidate (weak|moderate)", kano)
    assert "attractive candidate" in kano
    assert "Albayrak and Caber (2013)" in kano
    assert re.search(r"<summary>What the literature doubts</summary>", text)
    assert "Before 2026-02-01" in kano  # both periods are named
    assert "confirm" in kano  # a candidate, until a questionnaire confirms it


def test_where_to_look_first_promises_nothing(shop: Study) -> None:
    for language, never in (("en", ("will rise", "will increase")), ("zh", ("将提升", "必将"))):
        told = section(html(shop, language), "opportunities")

        assert not [word for word in never if word in told]
    told = section(html(shop, "en"), "opportunities")
    assert "not promises" in told
    assert "look here first" not in told  # half of the people are content with either
    assert re.search(r"1 Staff attitude 215 of 306 people", told)


def test_tags_have_a_grade_a_sentence_and_the_change_since_the_last_run(tmp_path: Path) -> None:
    study = init_study(tmp_path / "club", domains=["membership"])
    with study.open() as store:
        posts = [make_post(n, f"第{n}位会员：积分过期了。") for n in range(24)]
        save(store, *posts)
        for post in posts[:22]:
            add_clauses(store, post, "积分过期了", polarity=-0.9)
        discover(store)
        run_stage(MapStage(), store, study)
        for post in posts[22:]:
            add_clauses(store, post, "积分过期了", polarity=-0.9)
        run_stage(MapStage(), store, study)
    told = section(html(study, "en"), "tags")

    assert "24 of 24 people +2 since the last run" in told
    assert "●●" in told
    assert "Of the 24 people who mention “Membership and points”: 100% criticise Points expiry" in told
    assert "提到“会员与积分”的 24 人中：100% 不满积分过期" in section(html(study, "zh"), "tags")


def test_the_new_sections_are_well_formed(shop: Study) -> None:
    page = Page(html(shop, "zh"))

    images = [a for tag, a in page.elements if tag == "svg" and a.get("role") == "img"]
    assert images
    assert all(image["aria-label"] for image in images)


def test_the_table_of_a_talk_keeps_its_denominators_and_says_that_shares_overlap(tmp_path: Path) -> None:
    """A hundred people mention points: 81 dislike the mall, 28 the ways to earn, 13 the events."""
    study = init_study(tmp_path / "points", domains=["membership"])
    said = (
        ("积分商城的东西没人要", range(81)),
        ("积分获取的办法太少", range(28)),
        ("专属活动没意思", range(87, 100)),
    )
    zh = "提到“会员与积分”的 100 人中：81% 不满积分商城，28% 不满积分获取，13% 不满会员活动"
    with study.open() as store:
        for number in range(100):
            mine = [words for words, people in said if number in people]
            post = make_post(number, "，".join([f"第{number}位说积分商城", *mine]))
            save(store, post)
            add_clauses(store, post, f"第{number}位说积分商城", polarity=0.0)
            add_clauses(store, post, *mine, polarity=-0.9)
        discover(store)
        run_stage(MapStage(), store, study)

    for language, sentence, overlap in (
        ("zh", zh, "相加不等于 100%"),
        ("en", "Of the 100 people who mention “Membership and points”: 81% criticise", "do not add up"),
    ):
        told = section(html(study, language), "tags")
        assert sentence in told
        assert overlap in told
    assert "81 of 100 people" in section(html(study, "en"), "tags")
    assert "28 of 28 people" in section(html(study, "en"), "tags")
