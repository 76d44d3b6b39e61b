"""Stage "relate": from posts in the store to relations in the store, and what of them is shown."""

import random

from crawler.stages import run_stage
from crawler.store import Store
from crawler.study import Study
from mining.relations.pairs import RELATED, TOO_LITTLE
from mining.relations.reading import load_relations
from mining.stages.relate import RelateStage
from tests.builders import FindingSpec, add_clauses, discover, make_post, save

NIGHT, TRIP = "We come here late at night", "We stop here on long trips"
DARK, QUEUE = "the lamp over the door is dead", "the queue takes an hour"
LAMP = "please hang up a second lamp"


def fill(store: Store, *, planted: bool) -> None:
    """240 voices tell of nights or trips; with `planted` it is dark at night, and a lamp is wanted."""
    chance = random.Random(2)
    quotes: dict[str, list] = {name: [] for name in ("night", "trip", "dark", "queue", "lamp")}
    posts = []
    for number in range(240):
        scene = chance.choice(("night", "trip"))
        said = [(scene, NIGHT if scene == "night" else TRIP)]
        if chance.random() < (0.6 if planted and scene == "night" else 0.15):
            said.append(("dark", DARK))
        if chance.random() < 0.3:
            said.append(("queue", QUEUE))
        if chance.random() < 0.1:
            said.append(("lamp", LAMP))
        post = make_post(number, ". ".join(words for _, words in said) + f". Visit {number}.")
        posts.append(post)
        for name, words in said:
            quotes[name].append((post, words))
    save(store, *posts)
    for post in posts:
        add_clauses(store, post, f"Visit {post.native_id}", types=())
    kinds = {"night": "scenario", "trip": "scenario", "lamp": "need"}
    discover(store, *(FindingSpec(n, kinds.get(n, "pain"), quotes=q) for n, q in quotes.items() if q))


def test_a_planted_relation_is_written_and_read(store: Store, study: Study) -> None:
    fill(store, planted=True)
    done = run_stage(RelateStage(), store, study)
    first, *others = load_relations(store)

    assert (first.from_id, first.to_id, first.verdict) == ("night", "dark", RELATED)
    assert 1 < first.low < first.lift < first.high
    assert all(one.verdict == TOO_LITTLE for one in others)
    assert done.counts["related"] == 1
    assert done.counts["tested"] <= done.counts["pairs"]
    assert run_stage(RelateStage(), store, study).status == "fresh"


def test_nothing_planted_nothing_found(store: Store, study: Study) -> None:
    fill(store, planted=False)
    done = run_stage(RelateStage(), store, study)

    assert done.counts["related"] == 0
    assert done.counts["not_enough_evidence"] > 0
    assert {one.verdict for one in load_relations(store)} == {TOO_LITTLE}


def test_a_study_without_findings_has_no_relations(store: Store, study: Study) -> None:
    save(store, make_post(1, "Nothing to say"))

    assert run_stage(RelateStage(), store, study).counts["pairs"] == 0
    assert load_relations(store) == []


def test_findings_that_were_mined_again_have_none_until_they_are_compared(store: Store, study: Study) -> None:
    fill(store, planted=True)
    run_stage(RelateStage(), store, study)
    discover(store)

    assert load_relations(store) == []


def test_a_finding_that_is_forgotten_takes_its_relations_along(store: Store, study: Study) -> None:
    fill(store, planted=True)
    run_stage(RelateStage(), store, study)
    with store.writing() as conn:
        conn.execute("DELETE FROM findings WHERE id = 'dark'")

    assert store.value("SELECT count(*) FROM relations WHERE 'dark' IN (from_id, to_id)") == 0
