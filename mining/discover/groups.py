"""From items to groups: candidates by concepts and by likeness, the best cards, merging, membership."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.discover.candidates import SAMPLE, all_candidates
from mining.discover.choosing import Chosen, choose, completed, named_after
from mining.discover.corpus import Corpus
from mining.discover.former import Core, Former
from mining.discover.items import Item
from mining.discover.keys import PLANS
from mining.discover.measures import SHARED, Measures, measure
from mining.discover.merging import SAME, Family, merge_same, reliability
from mining.discover.prototypes import Membership, assign
from mining.discover.signatures import Signature
from mining.facets.lexicon import is_vague, kin_of
from mining.records import FindingKind

Rows = NDArray[np.intp]

MIN_DETAIL = {"scenario": 2.0, "pain": 2.0, "need": 2.0}  # of a clause that may carry a group
LISTED = 3  # so many activities and goals in one clause are a list, no situation
NEW_SHARE = 1 / 3  # of the clauses of a group that only likeness makes, once a study has findings
MIN_STABILITY = 0.4
FEWEST_WISH = 2  # people who wish the same
ALIKE_VAGUE = 0.35  # likeness of the quotes from which a vague wish says one thing
FIRM_TELLING = 0.8
MIN_SURE = 0.15  # mean probability that clauses are situations, where no act of customers says so
MIN_LIKENESS = 0.1  # of the quotes (pairs by chance: 0); below it they hardly resemble each other …
SAME_STORY = 0.55  # … and from here they say one thing, whatever the lexicons make of it
MANY = 10  # people from whom a group that names its failure or situation may be loose in words
LOOSE_LIKENESS = 0.1
LOOSE_TELLING = 0.5
TOPIC = 0.06  # share of people who name it from which one concept alone is a topic of the study
TOPIC_ACT = 0.12  # the same of an act of customers
# corrected cosines from which two groups are one: where both share one slot only, the same failure (a
# small group may join a large one sooner than two large ones may join), or the same two things
ONE_SLOT = 0.75
SAME_WHAT = 0.3
SAME_WHAT_LARGE = 0.65
LARGE = 20  # people
SAME_WORDS = 0.3
OTHER = ""  # a key that all pains and needs with a name share, and that alone makes none of them one


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that people say.

    `signatures` with their counts are the concepts that brought it together, the commonest first;
    empty where likeness alone did.
    """

    signatures: tuple[tuple[Signature, int], ...]
    membership: Membership
    reliability: float

    @property
    def rows(self) -> Rows:
        """Members and near-members."""
        return np.concatenate([self.membership.members, self.membership.near])


def fewest(kind: FindingKind, min_people: int) -> int:
    """How many people make a finding of a kind: one less of a need, since wishes are said seldom."""
    return max(min(FEWEST_WISH, min_people), min_people - 1) if kind == "need" else min_people


def find_groups(
    corpus: Corpus, *, min_people: int, seed: int, former: Sequence[Former] = ()
) -> list[Group]:
    """Groups of a kind, in the order of their smallest clause id.

    `former` are the groups of the last run: they grow, and stay apart from one another.
    """
    old = _grown(corpus, former)
    fresh = fit(corpus, _free(corpus, old), min_people=min_people, seed=seed, news_only=bool(former))
    started = [*old, *fresh]
    clusters = together(corpus, started, apart=len(old))
    memberships = assign(corpus.vectors, [rows for _, rows in clusters])
    groups = [
        Group(_weighed(started, cluster), membership, reliability(corpus.vectors, rows))
        for (cluster, rows), membership in zip(clusters, memberships, strict=True)
    ]
    return sorted(groups, key=lambda group: int(group.membership.members.min()))


def fit(
    corpus: Corpus,
    free: NDArray[np.bool_],
    *,
    min_people: int,
    seed: int,
    news_only: bool = False,
    sample: int = SAMPLE,
) -> list[Chosen]:
    """The best cards among the free rows, with all free rows that belong to them; not merged yet.

    With `news_only` those alone that hold something which the last run did not know.
    """
    carrying, chosen = carriers(corpus), list[Chosen]()
    for plan in PLANS[corpus.kind]:
        left = free & _free(corpus, chosen)
        rows = carrying[left[carrying]]
        offered = all_candidates(corpus, rows, plan, min_people=min_people, seed=seed, sample=sample)
        chosen += named_after(corpus, choose(corpus, offered, min_people=min_people), rows, plan)
    if news_only:
        chosen = [one for one in chosen if _is_news(one, corpus)]
    return completed(corpus, chosen, PLANS[corpus.kind], free & _free(corpus, chosen))


def _is_topic(corpus: Corpus, found: Measures) -> bool:
    """Whether all that a group shares is one thing of which everybody speaks."""
    limit = TOPIC_ACT if found.is_act else TOPIC
    return len(found.keys) < 2 and all(corpus.shares[key] >= limit for key in found.keys)


def together(corpus: Corpus, started: Sequence[Chosen], *, apart: int = 0) -> list[tuple[list[int], Rows]]:
    """Which of the groups are one, as their positions, and the rows that they have together.

    The first `apart` groups stay apart from one another.
    """
    families = [_family(corpus, start) for start in started]
    clusters = merge_same([start.rows for start in started], corpus.vectors, families, apart=apart)
    return [(one, np.sort(np.concatenate([started[at].rows for at in one]))) for one in clusters]


def carriers(corpus: Corpus) -> Rows:
    """The rows that tell enough to carry a group; the others may still join one."""
    good = corpus.detail.amount >= MIN_DETAIL[corpus.kind]
    if corpus.kind == "scenario":
        good &= np.array([not is_list(item) for item in corpus.items], dtype=bool)
    return np.flatnonzero(good)


def is_list(item: Item) -> bool:
    """Whether a clause counts up activities and goals, and tells none of them."""
    return sum(key.startswith(("activity:", "goal:")) for key in item.keys) >= LISTED


def _grown(corpus: Corpus, former: Sequence[Former]) -> list[Chosen]:
    """The last run's groups, with the clauses that are new since."""
    groups = [Chosen(one.signatures, one.rows) for one in former]
    new = np.array([item.new for item in corpus.items], dtype=bool)
    return completed(corpus, groups, PLANS[corpus.kind], new & _free(corpus, groups))


def _free(corpus: Corpus, groups: Sequence[Chosen]) -> NDArray[np.bool_]:
    """True for the rows of no group, shape (n,)."""
    free = np.ones(len(corpus.items), dtype=bool)
    for one in groups:
        free[one.rows] = False
    return free


def _is_news(one: Chosen, corpus: Corpus) -> bool:
    """Whether a group holds something that the last run did not know: a voice, or a third of it.

    What the last run left alone is not asked again.
    """
    share = float(np.mean([corpus.items[int(row)].new for row in one.rows]))
    return share > 0 if one.signatures else share >= NEW_SHARE


def core_of(group: Group, items: Sequence[Item]) -> Core:
    """The core of a group, to be kept for the next run."""
    members = sorted(items[int(row)].clause.id for row in group.membership.members)
    return Core(tuple(name for name, _ in group.signatures), tuple(members))


def shelves(
    corpus: Corpus, groups: Sequence[Group], stable: Sequence[float]
) -> tuple[list[Group], list[Group]]:
    """Groups for the main shelf, and weak ones.

    Weak is what shares little that tells, what is quoted in unlike words, and a
    group that falls apart when a fifth of the posts is left out (`stable`, see `stability`).
    """
    firm: list[Group] = []
    weak: list[Group] = []
    for group, stability in zip(groups, stable, strict=True):
        found = measure(corpus, group.membership.members)
        good = stability >= MIN_STABILITY and _is_firm(corpus, found)
        (firm if good else weak).append(group)
    return firm, weak


def _is_firm(corpus: Corpus, found: Measures) -> bool:
    """No situation and no wish is firm that nothing names."""
    unsure = not found.is_act and found.sure < MIN_SURE
    if corpus.kind == "scenario" and (unsure or _is_topic(corpus, found)):
        return False
    if corpus.kind == "need" and not _is_wished(corpus, found):
        return False
    alike = found.quotes_alike >= MIN_LIKENESS or corpus.kind == "need"
    if found.telling >= FIRM_TELLING and found.names_what and alike:
        return True
    if found.people >= MANY and found.telling >= LOOSE_TELLING and found.names_what:
        return found.quotes_alike >= LOOSE_LIKENESS
    # "not impressed" is told alike, too, and tells nothing
    unnamed = corpus.kind == "pain" and not found.what
    return unnamed and min(found.quotes_alike, found.alike) >= SAME_STORY


def _is_wished(corpus: Corpus, found: Measures) -> bool:
    """Whether a wish is one: of two people both name it, and what is vague is said alike."""
    named = [key for key in found.what if not is_vague(key)]
    if not named:
        return found.quotes_alike >= ALIKE_VAGUE
    both = any(all(key in corpus.items[row].keys for row in found.quotes) for key in named)
    return found.people > FEWEST_WISH or both


def _weighed(started: Sequence[Chosen], cluster: Sequence[int]) -> tuple[tuple[Signature, int], ...]:
    """Signatures with the rows behind them, the commonest first; a former group's share its rows evenly."""
    counts: Counter[Signature] = Counter()
    for at in cluster:
        for name in started[at].signatures:
            counts[name] += max(1, len(started[at].rows) // len(started[at].signatures))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _family(corpus: Corpus, one: Chosen) -> Family:
    """What makes two groups kin, and how like they must then be (see `merging`).

    Of situations all shared slots together; of pains and needs what fails or is wished, and that of
    the same object the more so: two different failures are never one, however alike they sound.
    """
    counts = Counter(key for row in one.rows for key in corpus.items[int(row)].keys)
    shared = sorted(key for key, count in counts.items() if count >= SHARED * len(one.rows))
    if corpus.kind == "scenario":
        slots = [key for key in shared if not key.startswith("obstacle:")]
        return {"+".join(slots): ONE_SLOT if len(slots) == 1 else SAME_WORDS} if slots else {}
    objects = [key for key in shared if key.startswith("object:")]
    what = [key for key in shared if key.startswith("wish:" if corpus.kind == "need" else "obstacle:")]
    if objects and not what:
        return None
    if not what:
        return {}
    needed = SAME_WHAT_LARGE if len(corpus.people(one.rows)) >= LARGE else SAME_WHAT
    same = dict.fromkeys(map(kin_of, what), SAME) | dict.fromkeys(what, needed)
    return same | {f"{a}+{b}": SAME_WORDS for a in objects for b in what} | {OTHER: float("inf")}
