"""The page of a finding: quotes in context, what speaks against it, why it is here, its history."""

import re

from mining.decisions import record
from mining.overlay import current_findings, load_overlay
from tests.builders import add_clauses, make_post, run, save
from tests.outputs.web_tools import Reviewer

PAIN = "fc00beef"


def test_every_quote_stands_in_its_post_with_date_star_and_link(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        item = next(one for one in current_findings(store) if one.id == PAIN)
    text = reviewer.get(f"/finding/{PAIN}").text

    assert text.count('<figure class="quote pain"') == len(item.evidence)
    assert 'class="around"' in text
    assert "★ " in text
    assert re.search(r'<time datetime="2026-01-\d\d">', text)
    assert re.search(r'<a href="https?://[^"]+" rel="noopener noreferrer">', text)
    assert "collected 2026-03-02" in text


def test_it_says_why_each_quote_and_the_whole_are_here(reviewer: Reviewer) -> None:
    text = reviewer.get(f"/finding/{PAIN}").text

    assert "Why it is here" in text
    assert "strength" in text
    assert "Journey phase" in text
    assert "Parts of its rank" in text


def test_praise_of_the_same_thing_speaks_against_it(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        item = next(one for one in current_findings(store) if one.id == PAIN)
        clause = item.evidence[0].clause_id
        run = store.value("SELECT run_id FROM current_runs WHERE stage = 'map'")
        post = make_post("praised", "The dryer was quick and warm, what a joy.", rating=5.0)
        save(store, post)
        (praise,) = add_clauses(store, post, post.text, types=("praise",), polarity=0.9)
        with store.writing() as conn:
            for one in (clause, praise):
                conn.execute(
                    "INSERT OR REPLACE INTO places VALUES (?, ?, 'service', 'unassigned', ?)",
                    (run, one, '{"tags":{"drying":["dryer"]}}'),
                )
            values = "'drying', 'positive', 1, 7, .14, 0, .4, 1, '烘干', 'Drying'"
            conn.execute(f"INSERT INTO tags VALUES (?, {values})", (run,))
    text = reviewer.get(f"/finding/{PAIN}").text

    against = text.split("What speaks against it")[1].split("</section>")[0]
    assert "Of 7 people who mention" in against
    assert "what a joy" in against


def test_no_opposite_is_claimed_where_none_was_looked_for(reviewer: Reviewer) -> None:
    assert "none was looked for" in reviewer.get("/finding/f5a1c0de").text


def test_history_tells_decisions_and_minings_and_undoes(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "accept", PAIN, {"reason": "heard it myself"}, who="Tom")
        record(store, "undo", "1")
        record(store, "note", PAIN, {"text": "Ask the staff"}, who="Mei")
    text = reviewer.get(f"/finding/{PAIN}").text
    history = text.split('id="h-history"')[1]

    assert "heard it myself" in history
    assert history.count('class="undone"') == 1
    assert "Ask the staff" in text
    assert "In each mining" in history


def test_a_merged_finding_leads_to_where_it_is_now(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "merge", "fd44aa01", {"into": PAIN})

    answer = reviewer.get("/finding/fd44aa01")
    assert str(answer.url).endswith(f"/finding/{PAIN}?said=merged")
    assert "was merged into this one" in answer.text


def test_quotes_set_aside_are_counted_and_can_be_taken_back(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        post = next(one for one in current_findings(store) if one.id == PAIN).evidence[0].post_id
        record(store, "mark", post, {"as": "advert"})
    text = reviewer.get(f"/finding/{PAIN}").text

    assert "1 quote set aside by people" in text
    assert "an advert" in text.split("set aside by people")[1]


def test_merging_offers_findings_of_the_same_kind_and_finds_by_title(reviewer: Reviewer) -> None:
    offered = re.findall(r'name="into" value="(\w+)"', reviewer.get(f"/finding/{PAIN}/ask?do=merge").text)
    with reviewer.study.open() as store:
        kinds = {item.id: item.kind for item in current_findings(store)}
        title = next(item.title["en"] for item in current_findings(store) if item.id == offered[0])

    assert offered
    assert {kinds[one] for one in offered} == {"pain"}
    assert PAIN not in offered
    part = reviewer.get(f"/finding/{PAIN}/choices", params={"find": title[:12].upper()})
    assert f'value="{offered[0]}"' in part.text
    assert "<html" not in part.text
    assert "No other finding" in reviewer.get(f"/finding/{PAIN}/choices?find=zzzz").text


def test_a_stored_page_is_said_to_be_missing(reviewer: Reviewer) -> None:
    answer = reviewer.get("/post/nothing/snapshot")

    assert answer.status_code == 404
    assert "No page of this post is kept" in answer.text


def test_what_is_told_together_is_said_with_its_interval_or_as_open(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        current = load_overlay(store)
        others = [item.id for item in current.shown if item.kind == "scenario" and item.id != PAIN][:2]
        relate = run(store, "relate")
        for other, verdict in zip(others, ("related", "not_enough_evidence"), strict=True):
            figures = (verdict, 6, 2, 5, 1.5, 4.0, 1.6, 9.0, 0.001, 0.01)
            values = (relate, current.run_id, other, PAIN, *figures)
            store.conn.execute(f"INSERT INTO relations VALUES ({', '.join('?' * 14)})", values)
    told = reviewer.get(f"/finding/{PAIN}").text.split('id="h-together"')[1].split("</section>")[0]

    assert [one in told for one in others] == [True, True]
    assert "6 times together, 1.5 by chance" in told
    assert "4.0 times as often (1.6 to 9.0)" in told
    assert told.count("not enough evidence") == 1
    assert PAIN in reviewer.get(f"/finding/{others[0]}").text.split('id="h-together"')[1]
