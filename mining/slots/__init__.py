"""Slots: who, when, where, doing what and what for, as verbatim spans with language-neutral concepts."""

from mining.slots.concepts import ancestors, kin, label, slot_of
from mining.slots.extract import extract
from mining.slots.matching import ConceptHit, concepts

__all__ = ["ConceptHit", "ancestors", "concepts", "extract", "kin", "label", "slot_of"]
