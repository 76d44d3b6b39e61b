"""Objects, obstacles and wishes as data: what a text speaks of, what goes wrong, what is wished for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from mining.facets.data import Facet, decoys, load, version
from mining.facets.gaps import GapCues
from mining.facets.trades import trades_in_use, trades_version
from mining.mappers.cues import CueIndex, CueSet, find_all, fold
from mining.taxonomy_model import Negation

AXES = ("object", "obstacle", "wish", "act")
_DECOY = ""
_NEGATION = Negation(
    zh=("没有", "没", "不", "并不", "不会"),
    not_zh=("不得不", "差不多", "不但", "不仅", "不过", "不知", "不是"),
    en=("not", "no", "never", "n't", "without"),
    not_en=("not only", "no matter"),
)


@dataclass(frozen=True, slots=True)
class FacetHit:
    """A facet found in a text, with the span of its cue in the original text."""

    axis: str
    id: str
    start: int
    end: int


@cache
def facets(axis: str) -> Mapping[str, Facet]:
    """All concepts of an axis ("object", "obstacle" or "wish") by id."""
    return load(axis)


def facet_label(axis: str, key: str, language: str) -> str:
    """How a concept is called; the id itself where the lexicon no longer has it."""
    facet = facets(axis).get(key)
    return facet.label[language] if facet else key


def find_facets(text: str) -> list[FacetHit]:
    """Every object, obstacle and wish that a text names, by position.

    Left out: negated obstacles, and obstacles that mean something only of certain objects
    (`with` in the lexicon: "too small" of a garment) where none of these is named. Concepts of a trade
    are found where that trade is in use (see `trades`).
    """
    return list(_found(text, trades_in_use()))


@lru_cache(maxsize=65_536)  # the same clauses are asked about for their keys, their detail and each kind
def _found(text: str, trades: frozenset[str]) -> tuple[FacetHit, ...]:
    folded = fold(text)
    hits = set()
    for axis in AXES:
        for key, begin, stop, negated in _raw_hits(axis, folded.text, trades):
            if not (negated and axis == "obstacle"):
                start, end = folded.span(begin, stop)
                hits.add(FacetHit(axis, key, start, end))
    objects = {hit.id for hit in hits if hit.axis == "object"}
    kept = _bound_first([hit for hit in hits if _applies(hit, objects)])
    return tuple(sorted(kept, key=lambda hit: (hit.start, hit.end, hit.axis, hit.id)))


def is_vague(key: str) -> bool:
    """Whether "axis:concept" says that something is bad, but not what."""
    axis, _, concept = key.partition(":")
    facet = facets(axis).get(concept) if axis in AXES else None
    return facet is not None and facet.vague


def kin_of(key: str) -> str:
    """The wider key of "axis:concept" ("obstacle:long_wait" -> "obstacle:slow"), or the key itself."""
    axis, _, concept = key.partition(":")
    facet = facets(axis).get(concept) if axis in AXES else None
    return f"{axis}:{facet.kin}" if facet else key


def trade_of(key: str) -> str:
    """The trade of "axis:concept" whose pack has it, "" for a concept of every trade or an unknown one."""
    axis, _, concept = key.partition(":")
    facet = facets(axis).get(concept) if axis in AXES else None
    return facet.trade if facet else ""


def lexicon_version() -> str:
    """The versions of all lexicons, for a run's fingerprint."""
    return ".".join(str(version(axis)) for axis in AXES) + "+" + trades_version()


def _raw_hits(axis: str, text: str, trades: frozenset[str]) -> Iterator[tuple[str, int, int, bool]]:
    indices = [_index(axis, trade) for trade in ("", *sorted(trades))]
    for hit in find_all([plain for plain, _ in indices], text):
        if hit.key != _DECOY:
            yield hit.key, hit.start, hit.end, hit.negated
    for key, start, end, negated in chain.from_iterable(gapped.find(text) for _, gapped in indices):
        if not any(block in text for block in facets(axis)[key].not_if):
            yield key, start, end, negated


def _applies(hit: FacetHit, objects: set[str]) -> bool:
    needed = facets(hit.axis)[hit.id].with_objects
    return not needed or bool(needed & objects)


def _bound_first(hits: list[FacetHit]) -> list[FacetHit]:
    """Of obstacles that share a cue, those bound to the objects named, or of a trade, win over the others."""
    bound = {(hit.start, hit.end) for hit in hits if _is_bound(hit)}
    return [
        hit for hit in hits if hit.axis != "obstacle" or _is_bound(hit) or (hit.start, hit.end) not in bound
    ]


def _is_bound(hit: FacetHit) -> bool:
    if hit.axis != "obstacle":
        return False
    facet = facets("obstacle")[hit.id]
    return bool(facet.with_objects or facet.trade)


@cache
def _index(axis: str, trade: str) -> tuple[CueIndex, GapCues]:
    """The cues of one trade, or those of every trade ("") with the decoys."""
    rows = {key: facet for key, facet in facets(axis).items() if facet.trade == trade}
    sets = [CueSet(key, facet.cues, facet.not_if) for key, facet in rows.items()]
    if not trade:
        sets.append(CueSet(_DECOY, decoys(axis)))
    return CueIndex(sets, _NEGATION), GapCues({key: facet.gaps for key, facet in rows.items()})
