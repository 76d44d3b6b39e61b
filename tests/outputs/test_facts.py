"""Page one: what was collected, from whom, and what was left open."""

from crawler.store import Store
from outputs.facts import Count, Share, study_facts
from tests.builders import add_clauses, discover, make_post, run, save
from tests.sample import fill_sample


def test_facts_of_the_sample(store: Store) -> None:
    fill_sample(store)

    facts = study_facts(store)

    assert (facts.posts, facts.people, facts.people_basis, facts.without_author) == (24, 24, "authors", 0)
    assert facts.sources == (Count("forum.example", 14, 14), Count("reviews.example", 10, 10))
    assert [(c.key, c.posts) for c in facts.languages] == [("en", 14), ("zh", 10)]
    assert (facts.first_day, facts.last_day, facts.undated) == ("2026-01-01", "2026-01-24", 0)
    assert dict(facts.scales[0].posts_by_value) == {1.0: 3, 2.0: 9, 3.0: 5, 4.0: 2, 5.0: 5}
    assert facts.masked == {"email": 1, "phone": 2}
    assert facts.rejects == {"no text": 1}
    assert (facts.seeds[0]["expected"], facts.seeds[0]["collected"]) == (40, 13)
    assert facts.phase_ambiguous.part == 1


def test_posts_without_authors_say_so(store: Store) -> None:
    save(store, make_post(1, "One.", author_key=None), make_post(2, "Two.", author_key=None))

    facts = study_facts(store)

    assert (facts.people, facts.people_basis, facts.without_author) == (2, "posts, authors unknown", 2)


def test_one_author_of_two_posts_is_one_person(store: Store) -> None:
    save(
        store, make_post(1, "One.", author_key="a"), make_post(2, "Two.", author_key="a", source="b.example")
    )

    facts = study_facts(store)

    assert (facts.posts, facts.people) == (2, 1)
    assert facts.sources == (Count("b.example", 1, 1), Count("forum.example", 1, 1))


def test_the_same_file_imported_twice_is_masked_once(store: Store) -> None:
    save(store, make_post(1, "One."))
    for _ in range(2):
        run(store, "import", {"masked.phone": 3, "new": 1})

    assert study_facts(store).masked == {"phone": 3}


def test_clauses_in_no_finding_are_counted(store: Store) -> None:
    post = make_post(1, "It broke. It was late. Nice colour.")
    save(store, post)
    add_clauses(store, post, "It broke.", "It was late.")
    add_clauses(store, post, "Nice colour.", types=("praise",))
    discover(store)

    facts = study_facts(store)

    assert (facts.clauses, facts.typed, facts.in_findings) == (3, 2, Share(0, 2))


def test_an_empty_study_has_facts_too(store: Store) -> None:
    facts = study_facts(store)

    assert (facts.posts, facts.people, facts.first_day, facts.phase_unassigned.percent) == (0, 0, None, 0.0)


def test_the_language_of_a_post_that_states_none_is_that_of_its_clauses(store: Store) -> None:
    zh = make_post(1, "洗衣机坏了。OK", language=None)
    copy = make_post(2, "洗衣机坏了。OK", language=None)
    silent = make_post(3, "…", language=None)
    save(store, zh, copy, silent)
    add_clauses(store, zh, "洗衣机坏了。")
    store.conn.execute("UPDATE clauses SET language = 'zh'")
    store.conn.executemany("INSERT INTO duplicates VALUES (?, 1, 'g1', ?)", [(zh.id, 1), (copy.id, 0)])

    assert [(c.key, c.posts) for c in study_facts(store).languages] == [("zh", 2), (None, 1)]
