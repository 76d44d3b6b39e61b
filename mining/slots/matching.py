"""Every lexicon concept that a text names, with exact spans in the original text."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from mining.normalise import Shadow, shadow
from mining.slots.guards import annulled
from mining.slots.lexicon import Term, automaton

# words beside which a weak term is a use after all
_ZH_BEFORE = re.compile(
    r"(?:用来|用于|适合|方便|平时|偶尔|经常|为了|准备|喜欢|边|给|去|来|在|想|要|放|到|从|当|回)[^，。]{0,2}$"
)
_ZH_AFTER = re.compile(r"^(?:的?时候?|用|方便|里|内|上|什么的|足够|没问题|无压力|够用|神器|必备)")
_EN_BEFORE = re.compile(
    r"\b(?:for|while|when|to|at|in|from|near|play|playing|my|our|like|love|use it as)\s+(?:[a-z']+\s+)?$"
)

_OUTLAST = ("who", "where")  # 送给妈妈 is a gift and names the mother; "wear at home" names the home


@dataclass(frozen=True, slots=True)
class ConceptHit:
    """A concept named by `text[start:end]`."""

    slot: str
    concept: str
    start: int
    end: int


def shadow_of(text: str, language: str) -> Shadow:
    """The shadow that terms are matched on; English apostrophes made straight."""
    made = shadow(text)
    return (
        made
        if language == "zh" or "’" not in made.text
        else Shadow(made.text.replace("’", "'"), made.offsets)
    )


def concept_hits(plain: Shadow, language: str, hidden: Container[str] = ()) -> list[ConceptHit]:
    """Hits in the shadow's coordinates: the longest wins; `hidden` terms are not seen."""
    text = plain.text
    known = "zh" if language == "zh" else "en"
    found = [
        ConceptHit(term.slot, term.concept, start, end)
        for start, end, terms in _matches(text, known)
        if not hidden or text[start:end] not in hidden
        for term in terms
        if (not term.weak or _points_at_use(text, start, end, known))
        and not annulled(term.concept, text, start, end, known)
    ]
    return [hit for hit in _outermost(found) if hit.concept]


def terms_in(plain: Shadow, language: str) -> set[str]:
    """Every term of the lexicon in the shadow, also inside another."""
    return {plain.text[start:end] for start, end, _ in _matches(plain.text, language)}


def _matches(text: str, language: str) -> Iterator[tuple[int, int, tuple[Term, ...]]]:
    for last, (length, terms) in automaton(language).iter(text):
        start, end = last + 1 - length, last + 1
        if language != "zh":
            end = _word_end(text, start, end)
        if end >= 0:
            yield start, end, terms


def concepts(text: str, language: str) -> list[ConceptHit]:
    """All concepts that the text names, several a slot, in order; spans are exact in `text`."""
    plain = shadow_of(text, language)
    return [
        ConceptHit(hit.slot, hit.concept, *plain.span(hit.start, hit.end))
        for hit in concept_hits(plain, language)
    ]


def _word_end(text: str, start: int, end: int) -> int:
    """End of the word or plural that a term fills, or -1 when it only begins or ends inside one."""
    if start and (text[start - 1].isalnum() or text[start - 1] == "'"):
        return -1
    for suffix in ("", "s", "es"):
        stop = end + len(suffix)
        if text.startswith(suffix, end) and (stop == len(text) or not text[stop].isalnum()):
            return stop
    return -1


def _points_at_use(text: str, start: int, end: int, language: str) -> bool:
    before = text[max(0, start - 24) : start]
    if language == "zh":
        return _ZH_BEFORE.search(before[-6:]) is not None or _ZH_AFTER.match(text[end : end + 4]) is not None
    return _EN_BEFORE.search(before) is not None


def _outermost(hits: Iterable[ConceptHit]) -> list[ConceptHit]:
    """Drop what lies inside a longer hit (午 in 下午茶) or has another's span; people and places stay."""
    kept: list[ConceptHit] = []
    for hit in sorted(hits, key=lambda h: (-(h.end - h.start), h.start, h.slot, h.concept)):
        inside = any(
            other.start <= hit.start
            and hit.end <= other.end
            and (other.slot == hit.slot or hit.slot not in _OUTLAST or not other.concept)
            for other in kept
        )
        crossing = any(
            other.slot == hit.slot and other.start < hit.end and hit.start < other.end for other in kept
        )
        if not inside and not crossing:
            kept.append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end, h.slot))
