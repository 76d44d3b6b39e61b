"""Wishes of a study that a source cannot honour: they are said, never dropped in silence."""

from dataclasses import replace

from spiders.source import SeedSpec, Source

SAID = ("query", "tag", "select")
NO_DATES = "since and until, for posts without a date"


def unheard(source: Source, spec: SeedSpec) -> tuple[str, ...]:
    """Names of the wishes that change nothing about where this source begins at this address.

    A topic's address stays that topic whatever `query` says; there a source that can search does not.
    """
    return tuple(
        wish
        for wish in SAID
        if getattr(spec, wish) and not (wish in source.understands and _heard(wish, source, spec))
    )


def _heard(wish: str, source: Source, spec: SeedSpec) -> bool:
    if wish == "select":  # it says how pages are read, not where they are
        return True
    without = replace(spec, query=None) if wish == "query" else replace(spec, tag=None)
    return source.seeds(spec) != source.seeds(without)
