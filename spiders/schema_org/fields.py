"""Single fields of schema.org nodes: names, authors, ratings, likes, identities."""

from collections.abc import Mapping
from typing import Any

from spiders.common.html import plain_text
from spiders.common.json import as_dict, as_list, as_text
from spiders.common.numbers import Rating, read_count, read_rating
from spiders.common.places import absolute, stable
from spiders.schema_org.jsonld import types_of

Node = Mapping[str, Any]


def first_text(node: Node, *names: str) -> str | None:
    """The first of these fields that holds a string, as plain text."""
    for name in names:
        for value in as_list(node.get(name)):
            text = as_text(value.get("@value") if isinstance(value, dict) else value)
            if text is not None:
                return plain_text(text)
    return None


def name_of(value: Any) -> str | None:
    """The name of a thing given as a node, a list of nodes, or just its name."""
    for item in as_list(value):
        found = first_text(item, "name", "headline") if isinstance(item, dict) else as_text(item)
        if found:
            return plain_text(found)
    return None


def author_of(value: Any) -> str | None:
    """What names an author best: an account's identifier, else the name."""
    for item in as_list(value):
        if isinstance(item, dict):
            found = as_text(item.get("identifier")) or first_text(item, "name", "alternateName")
        else:
            found = as_text(item)
        if found:
            return found
    return None


def rating_of(value: Any) -> Rating | None:
    """A reviewRating node, or a bare number."""
    for item in as_list(value):
        if isinstance(item, dict):
            found = read_rating(
                item.get("ratingValue"), best=item.get("bestRating"), worst=item.get("worstRating")
            )
        else:
            found = read_rating(item)
        if found:
            return found
    return None


def likes_of(node: Node) -> int | None:
    """upvoteCount, or the LikeAction among the interaction statistics."""
    votes = read_count(node.get("upvoteCount"))
    if votes is not None:
        return votes
    for item in map(as_dict, as_list(node.get("interactionStatistic"))):
        kind = item.get("interactionType")
        names = types_of(kind) if isinstance(kind, dict) else {str(kind).rsplit("/", 1)[-1]}
        if "LikeAction" in names:
            return read_count(item.get("userInteractionCount"))
    return None


def expected_of(node: Node) -> int | None:
    """Reviews that a thing states to have; ratingCount is no such figure, as ratings may have no text."""
    for item in map(as_dict, as_list(node.get("aggregateRating"))):
        found = read_count(item.get("reviewCount"))
        if found is not None:
            return found
    return None


def native_id_of(node: Node, page_url: str) -> str | None:
    """An identity that the site itself gives: its @id, own address or identifier.

    A bare fragment ("#review-3") is no identity: it often only counts the items of a page.
    """
    for name in ("@id", "url"):
        value = as_text(node.get(name))
        if value and not value.startswith(("#", "_:")):
            found = absolute(page_url, value)
            if found and stable(found) != stable(page_url):
                return stable(found)
            if value.startswith(("urn:", "tag:")):
                return value
    return as_text(node.get("identifier"))


def notes_of(node: Node) -> str:
    """positiveNotes and negativeNotes as lines: words of the reviewer that stand outside of the body."""
    lines = []
    for name, sign in (("positiveNotes", "+ "), ("negativeNotes", "- ")):
        for notes in as_list(node.get(name)):
            items = as_list(notes.get("itemListElement")) if isinstance(notes, dict) else [notes]
            lines += [sign + text for item in items if (text := name_of(item))]
    return "\n".join(lines)
