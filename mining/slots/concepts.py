"""Names of concepts for people, and their broader concepts."""

from mining.slots.lexicon import concepts_by_id, in_use, read_table


def label(concept: str, language: str) -> str:
    """Name of a concept or of a broader one in "zh" or "en"; the id itself where it is not known."""
    column = 0 if language == "zh" else 1
    names = read_table("labels")
    found = in_use().names.get(concept) or names["concept"].get(concept) or names["kin"].get(concept)
    if found:
        return str(found[column])
    known = concepts_by_id().get(concept)
    if known is None:
        return concept.replace("_", " ")
    terms = known.zh if language == "zh" else known.en
    return terms[0] if terms else concept.replace("_", " ")


def kin(concept: str) -> str:
    """The broader concept ("mother" -> "family"), or "" where there is none."""
    known = concepts_by_id().get(concept)
    return known.kin if known else ""


def ancestors(concept: str) -> tuple[str, ...]:
    """Broader concepts, nearest first ("son" -> "child", "family", "people")."""
    found: list[str] = []
    parent = kin(concept)
    while parent and parent not in found:
        found.append(parent)
        parent = kin(parent)
    return tuple(found)


def slot_of(concept: str) -> str:
    """The slot that a concept fills, or "" where it is not known."""
    known = concepts_by_id().get(concept)
    return known.slot if known else ""
