"""Who, when, where, doing what and what for: one filler a slot, as a verbatim span with its concept."""

from mining.normalise import Shadow
from mining.records import SLOT_NAMES, Slot
from mining.slots.candidates import Candidate, guesses
from mining.slots.choice import chosen
from mining.slots.matching import concept_hits, shadow_of


def extract(text: str, language: str) -> dict[str, Slot]:
    """Who, when, where, activity and goal of a text, as far as it names them.

    `text[slot.start:slot.end] == slot.text`; `concept` is "" where no lexicon entry matched.
    Languages other than "zh" are read with the English lexicon.
    """
    plain = shadow_of(text, language)
    hits = concept_hits(plain, language)
    best = chosen(plain, hits, guesses(plain, text, hits, language), language)
    return {slot: _filler(plain, text, best[slot]) for slot in SLOT_NAMES if slot in best}


def _filler(plain: Shadow, text: str, one: Candidate) -> Slot:
    start, end = plain.span(one.start, one.end)
    return Slot(text[start:end], start, end, one.concept)
