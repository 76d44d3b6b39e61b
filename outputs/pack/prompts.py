"""Job stories and how-might-we questions, made from slots by templates: what is not stated stays blank."""

from mining.overlay import ShownFinding
from outputs.material.gather import Material
from outputs.material.slots import slot_text
from outputs.neutral import cut
from outputs.pack.words import PackWords
from outputs.text import Language

LONGEST = 90


def job_story(item: ShownFinding, language: Language, words: PackWords) -> str:
    """When [situation], I want to [motivation], so I can [outcome]; a blank where it is not stated."""
    slots = item.finding.slots
    situation = [slot_text(slots.get(name), language) for name in ("when", "where", "activity")]
    stated = (" · " if language == "en" else "，").join(filter(None, situation))
    goal = slot_text(slots.get("goal"), language)
    return words(
        "prompt.job",
        situation=_stated(stated, words),
        motivation=words.blank,
        outcome=_stated(goal, words),
    )


def _stated(text: str, words: PackWords) -> str:
    """What posts state, in brackets; a blank where they do not."""
    return words("prompt.stated", text=text) if text else words.blank


def how_might_we(item: ShownFinding, material: Material, words: PackWords) -> tuple[str, str, str]:
    """Three questions about one finding: remove the bad, amplify the good, question the assumption."""
    slots = item.finding.slots
    values = {
        "title": cut(short_title(material.title(item)), LONGEST),
        "who": slot_text(slots.get("who"), material.language) or words("prompt.somebody"),
        "situation": _situation(item, material, words),
        "blank": words.blank,
    }
    return (
        words(f"prompt.remove_{item.kind}", **values),
        words(f"prompt.amplify_{item.kind}", **values),
        words("prompt.question", **values),
    )


def short_title(title: str) -> str:
    """A title without the quote behind the dash, where something stands before it."""
    head = title.partition(" — ")[0].strip()
    return head or title


def _situation(item: ShownFinding, material: Material, words: PackWords) -> str:
    slots = item.finding.slots
    parts = [slot_text(slots.get(name), material.language) for name in ("when", "where", "activity")]
    stated = (", " if material.language == "en" else "，").join(filter(None, parts))
    return _stated(stated, words)
