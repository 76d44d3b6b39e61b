"""People are counted once, whatever the copies."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.store import Store
from mining.people import AUTHORS, MIXED, POSTS, Census, PostFacts, load_census
from tests.builders import add_clauses, make_post, save


def post(name: str, author: str | None, group: str | None = None, heard: bool = True) -> PostFacts:
    return PostFacts(name, "forum.example", author, group or name, heard)


def test_two_posts_of_one_author_are_one_person() -> None:
    census = Census([post("p1", "ann"), post("p2", "ann"), post("p3", "bo")])
    assert census.count(["p1", "p2"]).count == 1
    found = census.count(["p1", "p2", "p3"])
    assert (found.count, found.basis) == (2, AUTHORS)


def test_without_authors_duplicate_groups_are_counted_and_said() -> None:
    census = Census([post("p1", None, "g"), post("p2", None, "g"), post("p3", None)])
    found = census.count(["p1", "p2", "p3"])
    assert (found.count, found.basis) == (2, POSTS)


def test_mixed_sources_say_so() -> None:
    census = Census([post("p1", "ann"), post("p2", None)])
    assert census.count(["p1", "p2"]).basis == MIXED


def test_an_anonymous_copy_belongs_to_the_author_of_the_text() -> None:
    census = Census([post("p1", "ann", "g"), post("p2", None, "g")])
    found = census.count(["p1", "p2"])
    assert (found.count, found.basis) == (1, AUTHORS)


def test_authors_of_copies_set_aside_count_with_the_kept_one() -> None:
    census = Census([post("p1", "ann", "g"), post("p2", "bo", "g", heard=False)])
    assert census.count(["p1"]).count == 2


def test_authors_of_copies_that_are_heard_count_only_for_themselves() -> None:
    census = Census([post("p1", "ann", "g"), post("p2", "bo", "g")])
    assert census.count(["p1"]).count == 1
    assert census.count(["p1", "p2"]).count == 2


def test_nobody_is_nobody() -> None:
    assert Census([]).count([]).count == 0


def test_read_from_the_store(store: Store) -> None:
    kept, copy, other = (
        make_post(1, "The dryer ate a sock.", author_key="ann"),
        make_post(2, "The dryer ate a sock.", author_key="bo"),
        make_post(3, "Quiet on Sundays.", author_key=None),
    )
    save(store, kept, copy, other)
    add_clauses(store, kept, kept.text)
    add_clauses(store, other, other.text)
    with store.writing() as conn:
        conn.executemany(
            "INSERT INTO duplicates (post_id, post_version, group_id, kept) VALUES (?, 1, ?, ?)",
            [(kept.id, kept.id, 1), (copy.id, kept.id, 0), (other.id, other.id, 1)],
        )
    census = load_census(store)
    assert census.count([kept.id]).count == 2
    assert census.count([kept.id, other.id]).basis == MIXED
    assert census.source_of(kept.id) == "forum.example"


FACTS = st.lists(
    st.builds(
        post,
        st.integers(0, 30).map(lambda n: f"p{n}"),
        st.sampled_from([None, "ann", "bo", "cy"]),
        st.sampled_from(["g1", "g2", None]),
        st.booleans(),
    ),
    unique_by=lambda item: item.post_id,
    max_size=12,
)


@given(FACTS.flatmap(lambda facts: st.tuples(st.just(facts), st.permutations(facts))))
def test_order_changes_nothing(orders: tuple[list[PostFacts], list[PostFacts]]) -> None:
    facts, shuffled = orders
    ids = [item.post_id for item in facts]
    one, other = Census(facts), Census(shuffled)
    assert [one.people_of(key) for key in ids] == [other.people_of(key) for key in ids]
    assert one.people(ids) == other.people(ids[::-1])


@given(FACTS)
def test_more_copies_without_a_name_add_nobody(facts: list[PostFacts]) -> None:
    copies = [PostFacts(f"copy-{f.post_id}", f.source, None, f.group_id) for f in facts]
    ids = [item.post_id for item in facts]
    before = Census(facts).people(ids)
    after = Census([*facts, *copies]).people([*ids, *(copy.post_id for copy in copies)])
    assert after == before
