"""What was collected, from whom, and what it cannot tell: page one of every output."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.jobs.ledger import completeness
from crawler.store import Store
from crawler.store.coverage import Alarm, list_alarms
from crawler.store.runs import current_run, list_runs
from mining.people import Census, load_census
from mining.reading import DISCOVER_STAGE, MAP_STAGE, ensure_tables

MOST_SUBJECTS = 12
_COLLECTING = ("import", "crawl")


@dataclass(frozen=True, slots=True)
class Count:
    """So many posts by so many people; `key` is None where the posts do not say."""

    key: str | None
    posts: int
    people: int


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """0–100; 0 of nothing is 0."""
        return 100 * self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How often each value of one rating scale was given. Never a mean: who rates is not who buys."""

    low: float | None
    high: float | None
    posts_by_value: Mapping[float, int]


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """Everything that page one states. Counts are of posts unless they say people."""

    posts: int
    people: int
    people_basis: str
    without_author: int
    duplicates: int
    sources: tuple[Count, ...]
    languages: tuple[Count, ...]
    subjects: tuple[Count, ...]
    more_subjects: int
    first_day: str | None
    last_day: str | None
    undated: int
    collected_from: str | None
    collected_until: str | None
    scales: tuple[Scale, ...]
    rejects: Mapping[str, int]
    masked: Mapping[str, int]
    seeds: tuple[Mapping[str, Any], ...]
    clauses: int
    typed: int
    in_findings: Share
    phase_unassigned: Share
    phase_ambiguous: Share
    touchpoint_unassigned: Share
    alarms: tuple[Alarm, ...] = ()
    gone: int = 0


def study_facts(store: Store) -> StudyFacts:
    """Count what the study holds. Reads only."""
    ensure_tables(store)
    census = load_census(store)
    everyone = census.count(row["id"] for row in store.rows("SELECT id FROM posts"))
    subjects = _counts(store, census, "subject")
    days = store.rows(
        "SELECT min(substr(posted_at, 1, 10)) AS first, max(substr(posted_at, 1, 10)) AS last,"
        " sum(posted_at IS NULL) AS undated, min(substr(fetched_at, 1, 10)) AS since,"
        " max(substr(fetched_at, 1, 10)) AS until FROM posts"
    )[0]
    return StudyFacts(
        posts=_number(store, "SELECT count(*) FROM posts"),
        people=everyone.count,
        people_basis=everyone.basis,
        without_author=_number(store, "SELECT count(*) FROM posts WHERE author_key IS NULL"),
        duplicates=_number(store, "SELECT count(*) FROM duplicates WHERE kept = 0"),
        sources=tuple(_counts(store, census, "source")),
        languages=tuple(_languages(store, census)),
        subjects=tuple(subjects[:MOST_SUBJECTS]),
        more_subjects=max(0, len(subjects) - MOST_SUBJECTS),
        first_day=days["first"],
        last_day=days["last"],
        undated=days["undated"] or 0,
        collected_from=days["since"],
        collected_until=days["until"],
        scales=_scales(store),
        rejects=_rejects(store),
        masked=_masked(store),
        seeds=tuple(completeness(store)),
        alarms=tuple(list_alarms(store)),
        gone=int(store.value("SELECT count(*) FROM posts WHERE gone_at IS NOT NULL")),
        **_mined(store),
    )


def _number(store: Store, sql: str, parameters: tuple[Any, ...] = ()) -> int:
    return int(store.value(sql, parameters) or 0)


def _counts(store: Store, census: Census, column: str) -> list[Count]:
    rows = store.rows(f"SELECT {column} AS key, id FROM posts")  # noqa: S608 - our own column names
    return _counted(census, ((row["key"], row["id"]) for row in rows))


def _languages(store: Store, census: Census) -> list[Count]:
    """As the source states it, else the language of most of the text in the post or its copies."""
    length: dict[str, Counter[str]] = defaultdict(Counter)
    for row in store.rows(
        "SELECT post_id, language, sum(length(text)) AS size FROM clauses GROUP BY post_id, language"
    ):
        length[census.group_of(row["post_id"])][row["language"]] += row["size"]
    heard = {group: min(sizes, key=lambda key: (-sizes[key], key)) for group, sizes in length.items()}
    rows = store.rows("SELECT id, language FROM posts")
    return _counted(
        census, ((row["language"] or heard.get(census.group_of(row["id"])), row["id"]) for row in rows)
    )


def _counted(census: Census, pairs: Iterable[tuple[str | None, str]]) -> list[Count]:
    posts: dict[str | None, list[str]] = defaultdict(list)
    for key, post_id in pairs:
        posts[key].append(post_id)
    counts = [Count(key, len(ids), census.count(ids).count) for key, ids in posts.items()]
    return sorted(counts, key=lambda count: (-count.posts, count.key or ""))


def _scales(store: Store) -> tuple[Scale, ...]:
    rows = store.rows(
        "SELECT rating_min, rating_max, round(rating) AS value, count(*) AS posts FROM posts"
        " WHERE rating IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    scales: dict[tuple[float | None, float | None], dict[float, int]] = {}
    for row in rows:
        scales.setdefault((row["rating_min"], row["rating_max"]), {})[row["value"]] = row["posts"]
    return tuple(Scale(low, high, values) for (low, high), values in scales.items())


def _rejects(store: Store) -> dict[str, int]:
    rows = store.rows("SELECT reason, count(*) AS n FROM rejects GROUP BY reason ORDER BY n DESC, reason")
    return {row["reason"]: row["n"] for row in rows}


def _masked(store: Store) -> dict[str, int]:
    """What was masked, counted once per input: the same file imported twice is one input."""
    newest = {
        (run["stage"], run["config_hash"], run["input_hash"]): run["counts"]
        for run in list_runs(store)
        if run["stage"].startswith(_COLLECTING) and run["status"] == "done"
    }
    total: Counter[str] = Counter()
    for counts in newest.values():
        for name, value in counts.items():
            if name.startswith("masked.") and isinstance(value, int):
                total[name.removeprefix("masked.")] += value
    return {name: total[name] for name in sorted(total) if total[name]}


def _mined(store: Store) -> dict[str, Any]:
    found, placed = current_run(store, DISCOVER_STAGE), current_run(store, MAP_STAGE)
    typed = _typed(store)
    used = _number(store, "SELECT count(DISTINCT clause_id) FROM evidence WHERE run_id = ?", (found,))
    places = _number(store, "SELECT count(*) FROM places WHERE run_id = ?", (placed,))

    def places_with(column: str, value: str) -> Share:
        sql = f"SELECT count(*) FROM places WHERE run_id = ? AND {column} = ?"  # noqa: S608 - our own column names
        return Share(_number(store, sql, (placed, value)), places)

    return {
        "clauses": _number(store, "SELECT count(*) FROM clauses"),
        "typed": typed,
        "in_findings": Share(min(used, typed), typed),
        "phase_unassigned": places_with("phase", "unassigned"),
        "phase_ambiguous": places_with("phase", "ambiguous"),
        "touchpoint_unassigned": places_with("touchpoint", "unassigned"),
    }


def _typed(store: Store) -> int:
    """Clauses that are a scenario, a pain or a need; praise alone makes no finding."""
    rows = store.rows("SELECT types, count(*) AS n FROM labels GROUP BY types")
    return sum(row["n"] for row in rows if set(json.loads(row["types"])) & {"scenario", "pain", "need"})
