"""The board: columns by status and by phase, filters, more cards, what a card says."""

import re

from crawler.study import Study
from mining.decisions import record
from outputs.web.pages.board import COLUMN
from tests.builders import FindingSpec, discover, make_post, map_findings, save
from tests.outputs.web_tools import Reviewer


def cards(text: str) -> list[str]:
    return re.findall(r'<article class="card \w+" id="c-(\w+)"', text)


def many(study: Study, count: int) -> None:
    """Findings with one quote each, ranked by their numbers."""
    posts = [make_post(n, f"The dryer number {n} is cold.") for n in range(count)]
    specs = [
        FindingSpec(f"f{n:04d}", quotes=[(post, post.text)], rank=n, mappings=[("phase", "service", 1.0)])
        for n, post in enumerate(posts)
    ]
    with study.open() as store:
        save(store, *posts)
        discover(store, *specs)
        map_findings(store, *specs)


def test_each_finding_is_one_card_with_people_sources_and_a_quote(reviewer: Reviewer) -> None:
    text = reviewer.get("/board").text

    assert len(cards(text)) == len(set(cards(text))) > 4
    card = text.split('id="c-fc00beef"')[1].split("</article>")[0]
    assert re.search(r"<b>\d+ people</b>", card)
    assert re.search(r"\d+ sources?<", card)
    assert "said-there" in card
    assert "80 % stable" in card


def test_columns_follow_the_status(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "reject", "fc00beef")
    text = reviewer.get("/board").text
    columns = text.split('<section class="column"')

    assert "fc00beef" in next(one for one in columns if 'data-drop="reject"' in one)
    assert "fc00beef" not in "".join(one for one in columns if 'data-drop="reject"' not in one)


def test_by_phase_a_moved_finding_stands_where_it_was_moved(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "move", "fc00beef", {"axis": "phase", "key": "awareness"})
    text = reviewer.get("/board?by=phase").text
    column = next(one for one in text.split('<section class="column"') if 'data-drop="awareness"' in one)

    assert cards(column) == ["fc00beef"]
    assert "phase hand" in column
    assert cards(reviewer.get("/board?phase=awareness").text) == ["fc00beef"]


def test_filters_narrow_the_board(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "star", "fc00beef")

    assert cards(reviewer.get("/board?starred=1").text) == ["fc00beef"]
    needs = reviewer.get("/board?kind=need").text
    assert re.findall(r'<article class="card (\w+)"', needs)
    assert set(re.findall(r'<article class="card (\w+)"', needs)) == {"need"}
    assert cards(reviewer.get("/board?status=accepted").text) == []


def test_more_cards_come_when_asked_for_and_none_twice(study: Study) -> None:
    many(study, 2 * COLUMN + 3)
    with Reviewer(study) as reviewer:
        first = reviewer.get("/board").text
        seen = cards(first)
        link = re.search(r'href="(/board/more\?[^"]+)"', first)
        while link:
            part = reviewer.get(link.group(1).replace("&amp;", "&"), headers={"hx-request": "true"}).text
            assert "<html" not in part
            seen += cards(part)
            link = re.search(r'href="(/board/more\?[^"]+)"', part)
        whole = reviewer.get(f"/board/more?column=new&after={seen[11]}").text

    assert seen == [f"f{n:04d}" for n in range(2 * COLUMN + 3)]
    assert "<html" in whole
    assert cards(whole)[0] == "f0012"


def test_more_skips_nothing_when_cards_have_left_the_column(study: Study) -> None:
    many(study, 2 * COLUMN)
    with Reviewer(study) as reviewer:
        first = reviewer.get("/board").text
        with study.open() as store:
            for name in cards(first)[-5:]:
                record(store, "accept", name)
        link = re.search(r'href="(/board/more\?[^"]+)"', first)
        assert link
        part = reviewer.get(link.group(1).replace("&amp;", "&"), headers={"hx-request": "true"}).text

    assert cards(first) + cards(part) == [f"f{n:04d}" for n in range(2 * COLUMN)]


def test_a_banned_or_rejected_finding_is_in_no_phase(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "ban", "fc00beef")

    assert "fc00beef" not in reviewer.get("/board?by=phase").text
    assert "fc00beef" in reviewer.get("/board?status=banned").text
    assert "fc00beef" not in reviewer.get("/journey").text
