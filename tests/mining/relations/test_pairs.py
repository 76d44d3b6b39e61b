"""Relations: one that is planted is found, and where there is none, none is found."""

import random
from dataclasses import replace

import pytest

from mining.records import FindingKind
from mining.relations.pairs import RELATED, TOO_LITTLE, Related, Relation, Told, relate
from mining.relations.windows import PostFacts, Windows

NOTHING = Relation("", "", TOO_LITTLE, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0)
VOICES = 900
SITUATIONS, PAINS, NEEDS = 12, 15, 8


def corpus(seed: int, planted: float = 0.0, *, mixed: bool = False) -> tuple[Windows, list[Told]]:
    """Posts of 1 to 12 clauses; each clause carries a situation, a pain, a need or nothing, by chance.

    With `planted` the clause after a telling of situation 0 carries pain 0 with that probability.
    `mixed`: half of the voices complain in every other clause and tell situations twice as often.
    """
    chance = random.Random(seed)
    told: dict[str, list[str]] = {}
    posts = []
    for number in range(VOICES):
        angry = mixed and number % 2 == 0
        clauses = [f"c{chance.random():.17f}" for _ in range(chance.choice((1, 2, 3, 5, 8, 12)))]
        for at, clause in enumerate(clauses):
            if at and planted and clauses[at - 1] in told.get("s0", ()) and chance.random() < planted:
                told.setdefault("p0", []).append(clause)
            elif chance.random() < (0.3 if angry else 0.15):
                told.setdefault(f"s{chance.randrange(SITUATIONS)}", []).append(clause)
            elif chance.random() < (0.6 if angry else 0.2):
                told.setdefault(f"p{chance.randrange(PAINS)}", []).append(clause)
            elif chance.random() < 0.1:
                told.setdefault(f"n{chance.randrange(NEEDS)}", []).append(clause)
        posts.append(PostFacts(f"v{number}", "shop", "", 0.0 if angry else 1.0, [(c, "en") for c in clauses]))
    kinds = {"s": "scenario", "p": "pain", "n": "need"}
    return Windows(posts), [Told(name, kinds[name[0]], tuple(own)) for name, own in told.items()]  # type: ignore[arg-type]


def found(related: Related) -> list[Relation]:
    return [one for one in related.relations if one.verdict == RELATED]


def test_a_planted_relation_is_found_with_its_strength() -> None:
    windows, told = corpus(1, planted=0.5)
    related = relate(windows, told, {}, min_people=3)
    first, *others = found(related)

    assert (first.from_id, first.to_id) == ("s0", "p0")
    assert first.low > 2
    assert first.low < first.lift < first.high
    assert first.q < 0.001
    assert first.both <= first.tellers
    assert len(others) <= 1  # neighbours of the planted one may follow, strangers not
    assert related.tested <= related.pairs


@pytest.mark.parametrize("mixed", [False, True])
def test_where_nothing_is_related_nothing_is_found(mixed: bool) -> None:
    runs = [relate(*corpus(seed, mixed=mixed), {}, min_people=3) for seed in range(20)]

    assert sum(bool(found(run)) for run in runs) <= 2  # at a rate of .05, one in twenty may err
    assert min(run.tested for run in runs) > 250
    assert any(one.verdict == TOO_LITTLE for run in runs for one in run.relations)


def test_stars_of_another_kind_are_no_relation() -> None:
    """Who is angry tells of the night and of dirt, each by itself; among the angry the two are strangers."""
    chance = random.Random(3)
    told: dict[str, list[str]] = {"night": [], "trip": [], "dirt": []}
    posts = []
    for number in range(600):
        angry = number % 2 == 0
        clauses = [f"{number}-{at}-{chance.random()}" for at in range(3)]
        told["night" if chance.random() < (0.7 if angry else 0.2) else "trip"].append(clauses[1])
        told["dirt"] += [c for c in clauses[::2] if chance.random() < (0.4 if angry else 0.05)]
        rating = 0.0 if angry else 1.0
        posts.append(PostFacts(f"v{number}", "s", "", rating, [(c, "en") for c in clauses]))
    findings = [Told(name, "pain" if name == "dirt" else "scenario", tuple(c)) for name, c in told.items()]

    def night(known: bool) -> Relation:
        rated = [replace(post, rating=post.rating if known else None) for post in posts]
        related = relate(Windows(rated), findings, {}, min_people=1)
        return next(one for one in related.relations if one.from_id == "night")

    assert night(known=False).verdict == RELATED
    assert night(known=True).verdict == TOO_LITTLE


def test_sentences_that_tell_of_a_situation_are_compared_with_their_like() -> None:
    """Pains stand beside situations and nowhere else; that says nothing about any one situation."""
    chance = random.Random(4)
    told: dict[str, list[str]] = {"night": [], "trip": [], "dirt": []}
    posts = []
    for number in range(900):
        clauses = [f"{number}-{at}-{chance.random()}" for at in range(3)]
        posts.append(PostFacts(f"v{number}", "s", "", None, [(c, "en") for c in clauses]))
        if number % 3 == 0:
            told[chance.choice(("night", "trip"))].append(clauses[1])
            told["dirt"] += [clauses[2]] if chance.random() < 0.5 else []
    findings = [Told(name, "pain" if name == "dirt" else "scenario", tuple(c)) for name, c in told.items()]

    assert found(relate(Windows(posts), findings, {}, min_people=1)) == []


def test_order_changes_nothing() -> None:
    windows, told = corpus(5, planted=0.4)
    posts = list({id(post): post for post in windows._post.values()}.values())
    random.Random(9).shuffle(posts)

    assert relate(Windows(posts), told[::-1], {}, min_people=3) == relate(windows, told, {}, min_people=3)


def test_one_sentence_under_two_kinds_is_no_relation() -> None:
    """A pain and a need in one clause are often one thing; a situation and what hurts in it are two."""
    posts = [PostFacts(f"v{n}", "s", "", 1.0, [(f"c{n}a", "en"), (f"c{n}b", "en")]) for n in range(200)]
    same, rest = tuple(f"c{n}a" for n in range(0, 200, 4)), tuple(f"c{n}a" for n in range(1, 200, 2))

    def pair(kind: FindingKind, other: FindingKind, concept: str = "") -> Relation:
        about = frozenset({"night"})
        findings = [
            Told("one", kind, same, about),
            Told("rest", kind, rest),
            Told("two", other, same, frozenset({concept})),
        ]
        related = relate(Windows(posts), findings, {}, min_people=0)
        return next((one for one in related.relations if one.from_id == "one"), NOTHING)

    assert pair("pain", "need") == NOTHING
    assert pair("scenario", "pain", "night") == NOTHING
    noise = pair("scenario", "pain", "noise")
    assert (noise.both, noise.same_clause, noise.verdict) == (50, 50, RELATED)


def test_copies_of_a_text_are_one_voice() -> None:
    clauses = [(f"c{n}", "en") for n in range(4)]
    posts = [PostFacts("one", "s", "", 1.0, [(f"{n}{c}", "en") for c, _ in clauses]) for n in range(30)]
    told = [
        Told("s", "scenario", tuple(f"{n}c1" for n in range(30))),
        Told("p", "pain", tuple(f"{n}c2" for n in range(30))),
    ]

    assert relate(Windows(posts), told, {}, min_people=1) == Related((), 0, 0)


def test_windows_end_where_the_post_ends() -> None:
    windows = Windows([PostFacts("v", "s", "x", 0.5, [(f"c{n}", "zh") for n in range(6)])])

    assert windows.around("c0").clauses == ("c1", "c2")
    assert windows.around("c3").clauses == ("c1", "c2", "c4", "c5")
    assert windows.around("c3").stratum == ("s", "", "zh", "middle", "5")
    assert windows.one_each(["c5", "c2", "gone"]) == {"v": windows.around("c2")}
