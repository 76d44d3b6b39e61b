"""Stage "kano" behind the real map stage, on a shop where rudeness costs stars and good taste earns some."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from crawler.stages import StageResult, run_stage
from crawler.store import Store
from crawler.store.posts import save_posts
from crawler.study import Study, init_study
from mining.kano.answers import save_answers
from mining.kano.reading import Candidate, features_to_ask, load_candidates, load_kano_findings
from mining.kano.sheets import SurveyAnswer
from mining.stages.kano import KanoStage, settings_of
from mining.stages.map import MapStage
from outputs.cli import run as run_command
from tests.builders import FindingSpec, add_clauses, discover, make_post, save

RUDE, KIND = "收银的人态度冷漠得很", "收银的人态度热情"
TASTY, PLAIN = "奶茶味道特别好", "奶茶味道很一般"
POSTS = 360


@pytest.fixture
def shop(tmp_path: Path) -> Study:
    return init_study(tmp_path / "shop", domains=["restaurant"])


def fill(store: Store, *, rated: bool = True, named: bool = True, count: int = POSTS) -> list[Any]:
    """Posts with up to two clauses; rudeness costs 1.5 stars, good taste earns 1.2, nothing else counts."""
    chance = random.Random(3)
    posts, clauses = [], []
    for number in range(count):
        said, stars = [], 3.4
        if chance.random() < 0.6:
            rude = chance.random() < 0.5
            said.append((RUDE if rude else KIND, -0.9 if rude else 0.9))
            stars -= 1.5 if rude else 0
        if chance.random() < 0.6:
            plain = chance.random() < 0.5
            said.append((PLAIN if plain else TASTY, -0.9 if plain else 0.9))
            stars += 0 if plain else 1.2
        rating = float(min(5, max(1, round(stars + chance.gauss(0, 0.4)))))
        padding = "嗯" * chance.randrange(40)  # people write at different lengths
        text = "，".join([f"第{number}次来{padding}", *(words for words, _ in said)])
        post = make_post(
            number, text, rating=rating if rated else None, author_key=f"p{number}" if named else None
        )
        posts.append(post)
        clauses.append((post, said))
    save(store, *posts)
    for post, said in clauses:
        for words, polarity in said:
            add_clauses(store, post, words, polarity=polarity)
    return [(post, said[0][0]) for post, said in clauses if said]


def analysed(store: Store, study: Study, **options: Any) -> StageResult:
    run_stage(MapStage(), store, study)
    return run_stage(KanoStage(), store, study, seed=7, **options)


def by_name(store: Store) -> dict[str, Candidate]:
    return {item.feature: item for item in load_candidates(store)}


def test_candidates_are_written_and_read_back(store: Store, shop: Study) -> None:
    fill(store)
    done = analysed(store, shop)
    found = by_name(store)

    assert done.counts["posts_without_rating"] == 0
    staff, taste = found["staff_attitude"], found["taste"]
    assert (staff.verdict, staff.grade, staff.label_zh) == ("must_be", "moderate", "服务态度")
    assert (taste.verdict, taste.grade) == ("attractive", "moderate")
    assert staff.penalty == pytest.approx(-1.5, abs=0.25)
    assert taste.reward == pytest.approx(1.2, abs=0.25)
    assert staff.ia_low is not None
    assert staff.ia_high is not None
    assert -1 <= staff.ia_low <= (staff.ia or 0) <= staff.ia_high < -1 / 3
    assert staff.n_neg == staff.people_neg > 60
    assert staff.missing == {"reason": "gates_passed"}
    assert done.counts["verdicts"]["must_be"] >= 1


def test_few_posts_give_insufficient_evidence_with_what_is_missing(store: Store, shop: Study) -> None:
    fill(store, count=40)
    analysed(store, shop)
    staff = by_name(store)["staff_attitude"]

    assert (staff.verdict, staff.grade) == ("insufficient_evidence", None)
    assert staff.missing["negative_mentions"] == 30 - staff.n_neg


def test_posts_without_a_rating_are_counted_and_say_nothing(store: Store, shop: Study) -> None:
    fill(store, rated=False)
    done = analysed(store, shop)

    assert (done.counts["posts"], done.counts["features"]) == (0, 0)
    assert done.counts["posts_without_rating"] > 200
    assert load_candidates(store) == []


def test_without_authors_the_posts_stand_in_and_the_note_says_so(store: Store, shop: Study) -> None:
    fill(store, named=False)
    analysed(store, shop)
    staff = by_name(store)["staff_attitude"]

    assert (staff.verdict, staff.grade, staff.note) == ("must_be", "moderate", "people_unknown")


def test_the_same_again_is_fresh_and_other_ratings_are_not(store: Store, shop: Study) -> None:
    posts = fill(store, count=60)
    assert analysed(store, shop).status == "done"
    assert analysed(store, shop).status == "fresh"
    first = load_candidates(store)
    analysed(store, shop, force=True)
    assert load_candidates(store) == first
    with store.writing() as conn:
        conn.execute("UPDATE posts SET rating = 1.0 WHERE id = ?", (posts[0][0].id,))
    assert analysed(store, shop, dry_run=True).status == "would run"


def test_copies_change_no_figure(store: Store, shop: Study) -> None:
    posts = [post for post, _ in fill(store, count=120)]
    analysed(store, shop)
    before = load_candidates(store)
    copies = [make_post(f"copy-{p.native_id}", p.text, author_key=None, rating=p.rating) for p in posts]
    save_posts(store, copies)
    with store.writing() as conn:
        conn.executemany(
            "INSERT INTO duplicates (post_id, post_version, group_id, kept) VALUES (?, 1, ?, ?)",
            [row for a, b in zip(posts, copies, strict=True) for row in ((a.id, a.id, 1), (b.id, a.id, 0))],
        )
    assert analysed(store, shop).status == "done"
    assert load_candidates(store) == before


def test_findings_that_speak_of_a_feature(store: Store, shop: Study) -> None:
    quotes = [item for item in fill(store, count=60) if item[1] in (RUDE, TASTY)]
    rude = [item for item in quotes if item[1] == RUDE]
    tasty = [item for item in quotes if item[1] == TASTY][:2]
    discover(store, FindingSpec("f1", quotes=rude), FindingSpec("f2", quotes=[*rude[:2], *tasty]))
    analysed(store, shop)

    assert load_kano_findings(store, "staff_attitude") == {"f1": 1.0, "f2": 0.5}
    assert load_kano_findings(store, "taste") == {"f2": 0.5}
    assert load_kano_findings(store, "nothing") == {}


def answers(count: int, functional: Any, dysfunctional: Any) -> list[SurveyAnswer]:
    return [SurveyAnswer(str(n), "staff_attitude", functional, dysfunctional) for n in range(count)]


def test_only_a_survey_of_enough_people_confirms(store: Store, shop: Study) -> None:
    fill(store)
    analysed(store, shop)
    assert by_name(store)["staff_attitude"].survey is None

    confirmed = []
    for given in (
        answers(199, "must", "dislike"),
        answers(200, "like", "neutral"),
        answers(200, "must", "dislike"),
    ):
        save_answers(store, "spring", given)
        confirmed.append(by_name(store)["staff_attitude"].confirmed)

    assert confirmed == [False, False, True]


def test_the_questionnaire_asks_about_the_features_most_spoken_of(store: Store, shop: Study) -> None:
    fill(store)
    analysed(store, shop)
    asked = features_to_ask(store, 1)

    assert len(asked) == 1
    assert asked[0].form == "quality"
    assert len(features_to_ask(store, 2)) == 2


@pytest.mark.parametrize(("lang", "said"), [("en", "must-be candidate"), ("zh", "必备型候选")])
def test_the_command_shows_candidates_in_words(
    lang: str, said: str, shop: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    with shop.open() as store:
        fill(store)
        analysed(store, shop)
    command = ["kano", "candidates", "--study", str(shop.folder)]

    assert run_command([*command, "--lang", lang, "--all"]) == 0
    told = capsys.readouterr()
    assert said in told.out
    assert run_command([*command, "--json"]) == 0
    documents = json.loads(capsys.readouterr().out)["candidates"]
    assert {item["verdict"] for item in documents} >= {"must_be", "attractive"}
    assert (
        run_command(
            ["kano", "questionnaire", "--study", str(shop.folder), "--out", str(shop.folder / "f.html")]
        )
        == 0
    )


def test_periods_of_a_study(shop: Study, capsys: pytest.CaptureFixture[str]) -> None:
    with shop.open() as store:
        fill(store, count=200)
        analysed(store, shop)
    command = ["kano", "drift", "--study", str(shop.folder), "--at", "2026-02-01"]

    assert run_command([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["reviews_before"], found["undated"]) == (0, 0)
    assert found["reviews_after"] > 150
    assert {shift["before"] for shift in found["shifts"]} == {"insufficient_evidence"}
    assert not any(shift["drifted"] for shift in found["shifts"])
    assert run_command(command) == 0
    assert "must-be candidate" in capsys.readouterr().out
    assert run_command([*command[:-1], "soon"]) == 2


def test_a_study_that_was_never_mined_has_no_candidates(
    shop: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["kano", "candidates", "--study", str(shop.folder)]) == 0
    assert "caifeng mine" in capsys.readouterr().err


def test_the_configuration_is_all_that_a_run_needs(shop: Study) -> None:
    config = KanoStage().config(shop)

    assert json.loads(json.dumps(config)) == config
    assert settings_of(config["settings"]).gates.mentions == 30
    assert KanoStage().model(shop) is None
