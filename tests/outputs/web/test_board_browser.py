"""The board in a real browser: a decision moves its card at once, and keys alone go on from there."""

import pytest
from playwright.sync_api import Browser, Page, expect

from crawler.study import Study
from mining.decisions import record
from tests.outputs.web.test_app_browser import crowd, opened, shown
from tests.outputs.web_tools import Live, serve_live

__all__ = ["crowd"]
pytestmark = pytest.mark.browser


def on(page: Page, name: str) -> None:
    """The focus comes to stand here: keys wait in a queue while the server answers."""
    expect(page.locator(f"#{name}")).to_be_focused()


def column(page: Page, key: str) -> list[str]:
    return [str(one.get_attribute("id")) for one in page.locator(f"[data-key={key}] article.card").all()]


def counted(page: Page, key: str) -> str:
    return page.locator(f"[data-key={key}] [data-count]").inner_text()


def at_board(browser: Browser, live: Live, query: str = "") -> tuple[Page, list[str]]:
    _, page, said = opened(browser, live, viewport={"width": 1280, "height": 900})
    page.goto(f"{live.url}/board{query}")
    return page, said


def test_a_card_moves_at_once_and_j_goes_on_where_it_was(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        page, said = at_board(browser, live)
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator("[data-key=accepted] #c-fa0000 .mark.accepted")).to_be_visible()
        on(page, "s-fa0000")  # the line where it was
        assert (counted(page, "new"), counted(page, "accepted")) == ("23", "1")
        page.keyboard.press("s")  # still about the same card
        expect(page.locator("#c-fa0000 [value=unstar]")).to_be_visible()
        page.keyboard.press("j")
        on(page, "c-fa0001")
        expect(page.locator(".stub")).to_have_count(0)
        page.keyboard.press("r")
        expect(page.locator("[data-key=rejected] #c-fa0001")).to_be_visible()
        page.keyboard.press("p")  # thought better of it, in the same place
        expect(page.locator("[data-key=parked] #c-fa0001")).to_be_visible()
        page.keyboard.press("u")
        page.keyboard.press("u")
        expect(page.locator("[data-key=new] #c-fa0001")).to_be_visible()
        expect(page.locator("#c-fa0001")).to_be_focused()
        assert column(page, "new")[0] == "c-fa0001"
        assert (counted(page, "new"), counted(page, "rejected")) == ("23", "0")
        page.reload()
        assert column(page, "accepted") == ["c-fa0000"]
        assert said == []
        page.context.close()


def test_a_click_moves_it_too_and_the_message_takes_it_back(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        page, said = at_board(browser, live)
        page.locator("#c-fa0002").get_by_role("button", name="Reject").click()
        expect(page.locator("[data-key=rejected] #c-fa0002")).to_be_visible()
        page.locator("#c-fa0003").get_by_role("button", name="Accept").click()
        expect(page.locator("[data-key=accepted] #c-fa0003")).to_be_visible()
        expect(page.locator(".stub")).to_have_count(1)
        page.locator("#said").get_by_role("button", name="Undo").click()
        expect(page.locator("[data-key=new] #c-fa0003")).to_be_focused()

        assert {name: item.status for name, item in shown(crowd).items() if item.status != "new"} == {
            "fa0002": "rejected"
        }
        assert said == []
        page.context.close()


def test_keys_pressed_faster_than_the_server_answers_are_kept(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        page, said = at_board(browser, live)
        page.route("**/decide", lambda route: (page.wait_for_timeout(150), route.continue_()))
        page.keyboard.type("jajrjpja")
        expect(page.locator("[data-key=accepted] article.card")).to_have_count(2)

        assert [shown(crowd)[f"fa000{n}"].status for n in range(4)] == [
            *("accepted", "rejected", "parked", "accepted")
        ]
        assert said == []
        page.context.close()


def test_dialogs_of_a_card_leave_the_board_where_it_is(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        page, said = at_board(browser, live)
        page.keyboard.type("jj")
        page.keyboard.press("e")
        expect(page.locator("#ask input[name=en]")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type("Said anew")
        page.keyboard.press("Enter")
        expect(page.locator("#c-fa0001 h3")).to_have_text("Said anew")
        expect(page.locator("#c-fa0001")).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("m")
        expect(page.locator("#ask input[name=find]")).to_be_focused()
        page.keyboard.type("Said anew")
        expect(page.locator("#choices input")).to_have_count(1)
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator(".stub")).to_contain_text("merged into “Said anew”")
        expect(page.locator("#c-fa0001 .who")).to_contain_text("8 people")
        page.keyboard.press("j")
        on(page, "c-fa0003")
        assert (page.url, said) == (f"{live.url}/board", [])
        page.context.close()


def test_more_is_walked_onto_and_what_left_its_column_is_not_skipped(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        page, said = at_board(browser, live, "?status=new")
        page.keyboard.type("ja" + "j" * 12)
        on(page, "more-new")
        page.keyboard.press("Enter")
        expect(page.locator("article.card:visible")).to_have_count(23)
        on(page, "c-fa0012")
        assert said == []
        page.context.close()


def test_after_more_the_first_new_card_has_the_focus_also_where_there_is_yet_more(
    crowd: Study, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outputs.web.pages.board.COLUMN", 5)
    with serve_live(crowd) as live:
        page, said = at_board(browser, live)
        page.keyboard.type("j" * 6)
        for number in (5, 10):
            on(page, "more-new")
            page.keyboard.press("Enter")
            expect(page.locator(f"#c-fa{number:04d}")).to_be_focused()
            page.keyboard.type("j" * 5)
        assert said == []
        page.context.close()


def test_by_phase_a_moved_card_changes_its_column(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        page, said = at_board(browser, live, "?by=phase")
        page.keyboard.press("j")
        page.keyboard.press("v")
        expect(page.locator("#ask select[name=key]")).to_be_focused()
        page.keyboard.type("Loyalty")
        page.locator("#ask button").last.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-key=loyalty] #c-fa0000")).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("r")
        expect(page.locator("#c-fa0001")).to_be_hidden()  # what is rejected is in no phase
        assert counted(page, "service") == "22"
        assert said == []
        page.context.close()


def test_what_another_decided_meanwhile_is_shown_before_anything_is_recorded(
    crowd: Study, browser: Browser
) -> None:
    with serve_live(crowd) as live:
        page, _ = at_board(browser, live)
        with crowd.open() as store:
            record(store, "reject", "fa0000", {}, who="Lin")
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.get_by_text("Somebody else has just decided")).to_be_visible()
        assert shown(crowd)["fa0000"].status == "rejected"
        page.context.close()


def test_a_server_that_is_gone_is_said(crowd: Study, browser: Browser) -> None:
    with serve_live(crowd) as live:
        page, _ = at_board(browser, live)
        page.route("**/decide", lambda route: route.abort())
        page.keyboard.type("ja")
        expect(page.locator("#said")).to_contain_text("nothing was recorded")
        assert column(page, "new")[0] == "c-fa0000"
        page.context.close()
