"""Quotes with their context, chosen fairly."""

from dataclasses import replace

from crawler.ids import content_hash
from crawler.store import Store
from crawler.store.posts import save_posts
from mining.decisions import record
from mining.overlay import current_findings, load_overlay
from outputs.queries import best_quotes, load_quotes, load_tags, mappings_by_finding
from tests.builders import FindingSpec, discover, make_post, save
from tests.sample import fill_sample


def quotes_of(store: Store, finding_id: str) -> list[str]:
    evidence = {f.id: f.evidence for f in current_findings(store)}
    return [q.text for q in best_quotes(load_quotes(store, evidence)[finding_id], 3)]


def test_a_quote_knows_its_post(store: Store) -> None:
    fill_sample(store)
    evidence = {f.id: f.evidence for f in current_findings(store)}

    quote = load_quotes(store, evidence)["fb3377aa"][0]

    assert (quote.rating, quote.day, quote.source, quote.language) == (
        2,
        "2026-01-01",
        "reviews.example",
        "en",
    )
    assert quote.context.before == " Nobody else is there. "


def test_each_person_speaks_before_anybody_speaks_twice(store: Store) -> None:
    one = make_post(1, "Cold soup. Cold tea. Cold rice.", author_key="a")
    two = make_post(2, "Cold plates.", author_key="b")
    save(store, one, two)
    discover(store, FindingSpec("f1", quotes=[(one, "Cold soup."), (one, "Cold tea."), (one, "Cold rice."),
                                              (two, "Cold plates.")]))  # fmt: skip

    assert quotes_of(store, "f1") == ["Cold soup.", "Cold plates.", "Cold tea."]


def test_the_same_words_are_shown_once(store: Store) -> None:
    posts = [make_post(n, "Too  slow" if n else "too slow") for n in range(3)]
    save(store, *posts)
    discover(store, FindingSpec("f1", quotes=[(p, p.text) for p in posts]))

    assert quotes_of(store, "f1") == ["too slow"]


def test_the_other_language_gets_the_last_place(store: Store) -> None:
    posts = [make_post(n, text) for n, text in enumerate(("Slow.", "So slow.", "Far too slow.", "太慢了。"))]
    save(store, *posts)
    discover(store, FindingSpec("f1", quotes=[(p, p.text) for p in posts]))

    assert quotes_of(store, "f1") == ["Slow.", "So slow.", "太慢了。"]


def test_a_quote_of_an_edited_post_keeps_its_words_and_context(store: Store) -> None:
    post = make_post(1, "First. It leaks. Last.")
    save(store, post)
    discover(store, FindingSpec("f1", quotes=[(post, "It leaks.")]))
    new = "Edited: all is well."
    save_posts(store, [replace(post, body=new, text=new, content_hash=content_hash(None, new))])

    evidence = {f.id: f.evidence for f in current_findings(store)}
    [quote] = load_quotes(store, evidence)["f1"]

    assert (quote.text, quote.context.before, quote.earlier) == ("It leaks.", "First. ", True)


def test_an_address_that_is_no_address_is_not_given(store: Store) -> None:
    post = make_post(1, "It leaks.")
    save(store, post)
    discover(store, FindingSpec("f1", quotes=[(post, post.text)], urls={post.id: "javascript:alert(1)"}))

    evidence = {f.id: f.evidence for f in current_findings(store)}

    assert load_quotes(store, evidence)["f1"][0].url is None


def test_tags_come_with_their_denominators(store: Store) -> None:
    fill_sample(store)

    first = load_tags(store)[0]

    assert (first.tag, first.people, first.of_people, first.label["zh"]) == ("points", 22, 24, "积分")


def test_a_merged_finding_is_spread_over_all_its_clauses(store: Store) -> None:
    fill_sample(store)
    record(store, "merge", "fd44aa01", {"into": "fc00beef"})

    places = mappings_by_finding(store, load_overlay(store))

    assert {row.key: (row.share, row.people) for row in places["fc00beef"]["phase"]} == {
        "loyalty": (0.5, 2),
        "service": (0.5, 2),
    }
    assert "fd44aa01" not in places
    assert places["f5a1c0de"]["phase"][0].key == "service"
