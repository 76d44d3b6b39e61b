"""The review app in a real browser: a designer's work by keys alone, with and without script."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from crawler.study import Study
from mining.decision_log import list_decisions
from mining.overlay import ShownFinding, current_findings
from tests.builders import FindingSpec, discover, make_post, map_findings, save
from tests.outputs.test_hostile import attacked
from tests.outputs.web_tools import Live, serve_live

__all__ = ["attacked"]
pytestmark = pytest.mark.browser
COUNT = 24
QUOTES = 4
expect.set_options(timeout=20_000)  # a machine that does other things, too


def specs() -> list[FindingSpec]:
    """Two dozen pain points of four quotes each, all in one phase."""
    posts = [make_post(n, f"Dryer {n // QUOTES} stopped early, case {n}.") for n in range(COUNT * QUOTES)]
    return [
        FindingSpec(
            f"fa{n:04d}", rank=n, mappings=[("phase", "service", 1.0)],
            quotes=[(post, post.text) for post in posts[n * QUOTES : (n + 1) * QUOTES]],
        )
        for n in range(COUNT)
    ]  # fmt: skip


@pytest.fixture
def crowd(study: Study) -> Study:
    found = specs()
    with study.open() as store:
        save(store, *{post.id: post for spec in found for post, _ in spec.quotes}.values())
        discover(store, *found)
        map_findings(store, *found)
    return study


def opened(browser: Browser, live: Live, **options: object) -> tuple[BrowserContext, Page, list[str]]:
    """A page that was let in, and everything wrong that its browser says."""
    context = browser.new_context(**{"locale": "en", **options})  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(live.opening)
    return context, page, said


def shown(study: Study) -> dict[str, ShownFinding]:
    with study.open() as store:
        return {item.id: item for item in current_findings(store)}


def review_by_keys(page: Page, url: str) -> None:
    """Twenty cards, judged in turn; the twelve of the first screen, then those behind "more"."""
    page.goto(f"{url}/board?status=new")
    for number in range(20):
        page.keyboard.press("j")
        if number == 12:
            expect(page.locator("#more-new")).to_be_focused()
            page.keyboard.press("Enter")
        expect(page.locator("article.card:focus")).to_have_id(f"c-fa{number:04d}")
        page.keyboard.press("arp"[number % 3])
        mark = ("accepted", "rejected", "parked")[number % 3]
        expect(page.locator(f"#s-fa{number:04d}:focus > .mark.{mark}")).to_be_visible()


def merge_split_move(page: Page, url: str) -> None:
    """One merged into another, two quotes split off a third, a fourth moved in the journey: keys alone."""
    page.goto(f"{url}/finding/fa0020")
    page.keyboard.press("m")
    expect(page.locator("#ask input[name=find]")).to_be_focused()
    page.keyboard.type("Title fa0021")
    expect(page.locator("#choices input")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#choices input")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is kept")).to_be_visible()
    page.goto(f"{url}/finding/fa0022")
    page.keyboard.press("g")
    expect(page.locator("#ask input[name=clause]").first).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    expect(page.locator("#split-count")).to_have_text("2")
    page.locator("#ask input[name=en]").focus()
    page.keyboard.type("Of its own")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is kept")).to_be_visible()
    page.goto(f"{url}/journey")
    page.locator("#e-fa0001, [data-item]").first.focus()
    while page.evaluate("document.activeElement.id") != "e-fa0003":
        page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.locator("#ask select[name=key]")).to_be_focused()
    page.keyboard.type("Loyalty")
    page.locator("#ask button").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-drop=loyalty] #e-fa0003")).to_be_visible()


def check(study: Study) -> None:
    found = shown(study)
    status = {name: item.status for name, item in found.items()}
    judged = [("accepted", "rejected", "parked")[n % 3] for n in range(20)]
    judged[4] = "new"  # the one that was undone
    assert [status[f"fa{n:04d}"] for n in range(20)] == judged
    assert found["fa0021"].merged_from == ("fa0020",)
    assert [item.title["en"] for item in found.values() if item.by_hand] == ["Of its own"]
    assert found["fa0022"].finding.posts == QUOTES - 2
    assert found["fa0003"].placed == {"phase": "loyalty"}


def test_a_designer_decides_by_keys_alone_and_nothing_is_lost(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        context, page, said = opened(browser, live)
        review_by_keys(page, live.url)
        page.goto(f"{live.url}/finding/fa0004")
        page.keyboard.press("u")
        expect(page.get_by_text("is kept")).to_be_visible()
        merge_split_move(page, live.url)
        check(crowd)
        with crowd.open() as store:
            discover(store, *specs())
            map_findings(store, *specs())
            decided = len(list_decisions(store))
        check(crowd)
        page.goto(f"{live.url}/decisions")
        expect(page.locator("tr[data-item]")).to_have_count(decided)
        assert said == []
        context.close()


def test_keys_pressed_before_the_dialog_is_there_decide_nothing(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        context, page, _ = opened(browser, live)
        page.route("**/ask?do=merge", lambda route: (page.wait_for_timeout(400), route.continue_()))
        page.goto(f"{live.url}/finding/fa0000")
        page.keyboard.press("m")
        page.keyboard.press("a")
        expect(page.locator("#ask input[name=find]")).to_be_focused()

        assert shown(crowd)["fa0000"].status == "new"
        context.close()


def test_a_refused_decision_is_said_and_the_card_stays(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        context, page, _ = opened(browser, live)
        page.goto(f"{live.url}/board")
        page.evaluate("document.querySelectorAll('[name=csrf]').forEach(e => { e.value = 'old' })")
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator("#said")).to_contain_text("not from the server that runs now")

        assert page.locator("#c-fa0000 h3").is_visible()
        context.close()


def test_a_card_is_dragged_to_another_column(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        context, page, said = opened(browser, live, viewport={"width": 1400, "height": 900})
        page.goto(f"{live.url}/board")
        page.locator("#c-fa0000 h3").drag_to(page.locator("[data-drop=accept] h2"))

        expect(page.locator("[data-drop=accept] #c-fa0000 .mark.accepted")).to_be_visible()
        assert shown(crowd)["fa0000"].status == "accepted"
        assert said == []
        context.close()


def test_without_script_pages_read_and_forms_work(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        context, page, _ = opened(browser, live, java_script_enabled=False)
        page.goto(f"{live.url}/board")
        page.locator("#c-fa0000").get_by_role("button", name="Accept").click()
        expect(page.get_by_text("Decision 1 is kept.")).to_be_visible()
        page.goto(f"{live.url}/finding/fa0001")
        page.get_by_role("link", name="Rename").click()
        page.locator("input[name=en]").fill("By a form")
        page.get_by_role("button", name="Rename").click()

        assert page.locator("h1").inner_text() == "By a form"
        assert shown(crowd)["fa0000"].status == "accepted"
        context.close()


def test_hostile_text_runs_nothing_in_a_real_browser(attacked: Study, browser: Browser) -> None:
    with serve_live(attacked) as live:
        context, page, said = opened(browser, live)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        single = ("/finding/f00script", "/finding/f10attribute")
        for path in ("/board", "/journey?weak=1", "/decisions", "/", *single):
            page.goto(live.url + path)
            page.wait_for_load_state("networkidle")

        assert [line for line in said if "404" not in line] == []
        assert [url for url in asked if not url.startswith((live.url, "data:"))] == []
        context.close()
