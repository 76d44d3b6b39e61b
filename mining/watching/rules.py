"""Alert rules: which of them the newest posts set off. Reads voices and clauses, writes nothing."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.config import WatchRule
from mining.kano.ols import benjamini_hochberg
from mining.mappers.cues import CueIndex, CueSet, fold
from mining.segments.compare import Topic, speakers
from mining.segments.proportions import equal_shares_p
from mining.segments.voices import Voice, people_in
from mining.taxonomy_model import Negation, Taxonomy

SPIKE_Q = 0.01
WORDS_SEVERITY = 3
MOST_EVIDENCE = 5
DEFAULT_RULES = (
    WatchRule(kind="spike"),
    WatchRule(kind="severity", people=2),
    WatchRule(kind="words", people=1),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A clause of the newest posts, with the words that set a rule off. `quote` is masked as stored."""

    clause_id: str
    post_id: str
    quote: str
    url: str | None
    people: frozenset[str]
    tags: frozenset[str]
    blames: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that was set off: by what, by how many of whom, and how that was before."""

    kind: str
    subject: str
    severity: int
    people: int
    of_people: int
    people_before: int
    of_people_before: int
    evidence: tuple[Said, ...]
    owner: str


def alerts(
    rules: Sequence[WatchRule],
    new: Sequence[Voice],
    old: Sequence[Voice],
    said: Sequence[Said],
    taxonomy: Taxonomy,
) -> list[Alert]:
    """What the rules say of the new voices; `said` are the clauses of the new posts."""
    found: list[Alert] = []
    for rule in rules or DEFAULT_RULES:
        if rule.kind == "words":
            found += _words(rule, new, said, taxonomy.matching.negation)
        else:
            found += _tags(rule, new, old, said, taxonomy)
    best: dict[tuple[str, str], Alert] = {}
    for alert in found:
        best.setdefault((alert.kind, alert.subject), alert)
    return sorted(best.values(), key=lambda a: (-a.severity, -a.people, a.kind, a.subject))


def _tags(
    rule: WatchRule, new: Sequence[Voice], old: Sequence[Voice], said: Sequence[Said], taxonomy: Taxonomy
) -> list[Alert]:
    """Tags blamed by enough new people: whatever was before ("severity"), or clearly more often ("spike")."""
    now, before = speakers(new), speakers(old)
    n_now, n_before = len(people_in(new)), len(people_in(old))
    grades = {tag.id: tag.severity for tag in taxonomy.tags}
    counts = []
    for topic in sorted(now, key=lambda t: t.key):
        wanted = not rule.tags or topic.key in rule.tags
        if topic.sign == "negative" and wanted and grades.get(topic.key, 1) >= rule.severity_from:
            counts.append((topic, len(now[topic]), len(before.get(topic, ()))))
    if rule.kind == "spike":
        counts = _spikes(rule, counts, n_now, n_before)
    return [
        Alert(
            rule.kind, topic.key, grades.get(topic.key, 1), k, n_now, earlier, n_before,
            _quotes(said, topic), rule.owner,
        )
        for topic, k, earlier in counts
        if k >= rule.people
    ]  # fmt: skip


def _spikes(
    rule: WatchRule, counts: list[tuple[Topic, int, int]], n_now: int, n_before: int
) -> list[tuple[Topic, int, int]]:
    """Those whose share is `factor` times what it was and is not chance (1 % false discoveries)."""
    if not n_now or not n_before:
        return []
    values = benjamini_hochberg([equal_shares_p(k, n_now, b, n_before) for _, k, b in counts])
    return [
        count
        for count, q in zip(counts, values, strict=True)
        if q < SPIKE_Q and count[1] / n_now >= rule.factor * count[2] / n_before
    ]


def _words(rule: WatchRule, new: Sequence[Voice], said: Sequence[Said], negation: Negation) -> list[Alert]:
    words = tuple(rule.words) or safety_words()
    index = CueIndex([CueSet(word, (word,)) for word in words], negation)
    hits: dict[str, list[Said]] = {}
    for clause in said:
        for key in sorted({hit.key for hit in index.find(fold(clause.quote).text) if not hit.negated}):
            hits.setdefault(key, []).append(clause)
    n_now = len(people_in(new))
    found = []
    for word, clauses in hits.items():
        people = frozenset().union(*(clause.people for clause in clauses))
        if len(people) >= rule.people:
            evidence = tuple(clauses[:MOST_EVIDENCE])
            found.append(
                Alert("words", word, WORDS_SEVERITY, len(people), n_now, 0, 0, evidence, rule.owner)
            )
    return found


@cache
def safety_words() -> tuple[str, ...]:
    """The words that come with caifeng, both languages."""
    path = Path(__file__).with_name("safety.toml")
    data: Mapping[str, Iterable[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return (*data["zh"], *data["en"])


def _quotes(said: Sequence[Said], topic: Topic) -> tuple[Said, ...]:
    """The first clauses of new posts that blame the tag, one for each post."""
    found: dict[str, Said] = {}
    for clause in said:
        if clause.blames and topic.key in clause.tags:
            found.setdefault(clause.post_id, clause)
    return tuple(found.values())[:MOST_EVIDENCE]
