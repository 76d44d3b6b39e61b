"""What people said about single posts, laid over evidence: set aside, and words hidden.

A mark holds for a post wherever its words are quoted. Hidden words become as many blocks, so that
every offset stays right; they remain in study.db, and are in nothing that is shown or exported.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crawler.store import Store
from mining.decision_log import Decision, in_force, list_decisions
from mining.records import Evidence

SET_ASIDE: tuple[str, ...] = ("not_us", "advert", "duplicate")
MARKS: tuple[str, ...] = (*SET_ASIDE, "ours")  # "ours" takes the mark away again
POST_ACTIONS: tuple[str, ...] = ("mark", "redact")  # their subject is a post, not a finding
BLOCK = "█"


@dataclass(frozen=True, slots=True)
class Lens:
    """What the decisions about posts say.

    `marks`: post -> the mark in force. `hidden`: post -> the words to hide. `texts`: the versions of
    those posts with the words hidden.
    """

    marks: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def sort(self, evidence: Iterable[Evidence]) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
        """Evidence as (kept, set aside), words hidden in both."""
        seen = [self.hide(item) for item in evidence]
        kept = tuple(item for item in seen if item.post_id not in self.marks)
        return kept, tuple(item for item in seen if item.post_id in self.marks)

    def hide(self, item: Evidence) -> Evidence:
        """The evidence with its words hidden, where any are."""
        text = self.texts.get((item.post_id, item.post_version))
        return item if text is None else replace(item, quote=text[item.start : item.end])

    def text(self, post_id: str, version: int, text: str | None) -> str | None:
        """A version's text with its words hidden."""
        return self.texts.get((post_id, version), text)

    def words(self, post_ids: Iterable[str], text: str) -> str:
        """Any text, such as a title, with what is hidden in these posts hidden, too."""
        for post_id in post_ids:
            text = hide_words(text, self.hidden.get(post_id, ()))
        return text


NO_LENS = Lens()


def load_lens(store: Store, log: Sequence[Decision] | None = None) -> Lens:
    """The lens of the decisions in force; reads the texts of redacted posts only."""
    force = in_force(list_decisions(store) if log is None else list(log))
    marks: dict[str, str] = {}
    spans: dict[str, list[tuple[int, int, int]]] = {}
    for decision in force:
        if decision.action == "mark":
            marks.pop(decision.subject_id, None)
            if decision.payload["as"] in SET_ASIDE:
                marks[decision.subject_id] = str(decision.payload["as"])
        elif decision.action == "redact":
            spans.setdefault(decision.subject_id, []).append(
                (decision.payload["version"], decision.payload["start"], decision.payload["end"])
            )
    hidden: dict[str, tuple[str, ...]] = {}
    texts: dict[tuple[str, int], str] = {}
    for post_id, wanted in spans.items():
        versions = _versions(store, post_id)
        words = {versions[v][start:end] for v, start, end in wanted if v in versions}
        hidden[post_id] = tuple(sorted(filter(None, words), key=lambda word: (-len(word), word)))
        for version, text in versions.items():
            masked = _blocked(text, [(s, e) for v, s, e in wanted if v == version])
            texts[post_id, version] = hide_words(masked, hidden[post_id])
    return Lens(marks, hidden, texts)


def hide_words(text: str, words: Iterable[str]) -> str:
    """Each of the words as blocks of the same length."""
    for word in words:
        text = text.replace(word, BLOCK * len(word))
    return text


def _blocked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + BLOCK * len(text[start:end]) + text[end:]
    return text


def _versions(store: Store, post_id: str) -> dict[int, str]:
    rows = store.rows("SELECT version, text FROM post_versions WHERE post_id = ?", (post_id,))
    return {row["version"]: row["text"] for row in rows}
