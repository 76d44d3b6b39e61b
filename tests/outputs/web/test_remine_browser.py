"""A designer's work by keys on findings that were really mined, and all of it there after another mining."""

import pytest
from playwright.sync_api import Browser, Page, expect

from crawler.study import Study
from mining.overlay import ShownFinding, current_findings, with_evidence
from mining.pipeline import mine
from outputs.demo.posts import DemoPost, demo_posts
from tests.builders import make_post, save
from tests.outputs.web.test_app_browser import opened
from tests.outputs.web_tools import serve_live

pytestmark = pytest.mark.browser
REVIEWED, UNDONE = 20, 4
MARKS = ("accepted", "rejected", "parked")
LATER = 20  # of the demo's posts, which come after the review


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The demo's posts but the last ones, mined for real."""
    from crawler.study import init_study  # noqa: PLC0415 - the fixture `study` lives for one test only

    made = init_study(tmp_path_factory.mktemp("mined") / "study")
    take_in(made, demo_posts()[:-LATER])
    mine(made)
    return made


def take_in(study: Study, posts: tuple[DemoPost, ...]) -> None:
    with study.open() as store:
        save(store, *(make_post(post.number, post.text, posted_at=post.date) for post in posts))


def shown(study: Study) -> dict[str, ShownFinding]:
    with study.open() as store:
        return {item.id: item for item in current_findings(store)}


def quoted(study: Study, name: str) -> set[str]:
    with study.open() as store:
        items = {item.id: item for item in current_findings(store)}
        return {evidence.clause_id for evidence in with_evidence(store, items[name]).finding.evidence}


def review(page: Page, url: str) -> list[str]:
    """Twenty cards judged in turn by j and a, r or p, "more" opened on the way; their ids in that order."""
    page.goto(f"{url}/board?status=new")
    names: list[str] = []
    while len(names) < REVIEWED:
        page.keyboard.press("j")
        expect(page.locator("article.card:focus, .more:focus")).to_be_visible()
        if page.evaluate("document.activeElement.id") == "more-new":
            page.keyboard.press("Enter")
            expect(page.locator("article.card:focus")).to_be_visible()
        names.append(str(page.evaluate("document.activeElement.id")).removeprefix("c-"))
        number = len(names) - 1
        page.keyboard.press("arp"[number % 3])
        expect(page.locator(f"#s-{names[-1]}:focus > .mark.{MARKS[number % 3]}")).to_be_visible()
    return names


def merge(page: Page, url: str, name: str, title: str) -> None:
    page.goto(f"{url}/finding/{name}")
    page.keyboard.press("m")
    expect(page.locator("#ask input[name=find]")).to_be_focused()
    page.keyboard.insert_text(title)
    expect(page.locator("#choices input")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#choices input")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is kept")).to_be_visible()


def split(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/finding/{name}")
    page.keyboard.press("g")
    expect(page.locator("#ask input[name=clause]").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#split-count")).to_have_text("1")
    page.locator("#ask input[name=en]").focus()
    page.keyboard.type("Of its own")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is kept")).to_be_visible()


def move(page: Page, url: str, taken: set[str]) -> str:
    """The first finding of the journey that nothing was done to, moved to loyalty; its id."""
    page.goto(f"{url}/journey")
    placed = page.locator("[data-drop]:not([data-drop=loyalty]) [data-item]")
    names = [str(one.get_attribute("id")).removeprefix("e-") for one in placed.all()]
    name = next(one for one in names if one not in taken)
    page.locator(f"#e-{name}").focus()
    page.keyboard.press("v")
    expect(page.locator("#ask select[name=key]")).to_be_focused()
    page.keyboard.type("Loyalty")
    page.locator("#ask button").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-drop=loyalty] #e-{name}")).to_be_visible()
    return name


def undo(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/finding/{name}")
    page.keyboard.press("u")
    expect(page.get_by_text("is kept")).to_be_visible()


def test_every_decision_is_there_after_more_posts_were_mined(mined: Study, browser: Browser) -> None:
    with serve_live(mined) as live:
        context, page, said = opened(browser, live)
        names = review(page, live.url)
        undo(page, live.url, names[UNDONE])
        rest = [item for item in shown(mined).values() if item.id not in names and item.finding.posts > 3]
        gone, into = next((a, b) for a in rest for b in rest if a.id != b.id and a.kind == b.kind)
        merge(page, live.url, gone.id, into.title["en"])
        parted = next(item.id for item in rest if item.id not in (gone.id, into.id))
        split(page, live.url, parted)
        moved = move(page, live.url, {*names, gone.id, into.id, parted})
        context.close()
        assert said == []
    before = {name: quoted(mined, name) for name in (into.id, parted)}

    take_in(mined, demo_posts()[-LATER:])
    results = {result.stage: result for result in mine(mined)}
    assert results["discover"].status == "done"

    found = shown(mined)
    judged = [MARKS[number % 3] for number in range(REVIEWED)]
    judged[UNDONE] = "new"
    assert [found[name].status for name in names] == judged
    assert found[into.id].merged_from == (gone.id,)
    assert gone.id not in found
    assert [item.title["en"] for item in found.values() if item.by_hand] == ["Of its own"]
    assert found[moved].placed == {"phase": "loyalty"}
    for name, clauses in before.items():
        assert len(quoted(mined, name) & clauses) > len(clauses) / 2
