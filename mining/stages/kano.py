"""Stage "kano": candidates for KANO classes, and opportunities. The only writer of its four tables.

Needs ratings: posts without one are left out and counted, because the words of the same sentences would
only predict themselves.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from crawler.ids import canonical_json, digest
from crawler.stages import StageContext, table_hash
from crawler.store import Store
from crawler.store.runs import current_run
from mining.kano.cues import CueEvidence, cue_table
from mining.kano.gates import Gates
from mining.kano.grades import Graded, grade, replications
from mining.kano.loading import Material, load_material
from mining.kano.periods import Periods, compare_periods, middle_day
from mining.kano.prca import FeatureResult, PrcaResult, PrcaSettings, analyse
from mining.mappers.place import from_cues
from mining.opportunities.measures import opportunities
from mining.opportunities.model import Opportunity
from mining.opportunities.reading import COLUMNS as OPPORTUNITY_COLUMNS
from mining.opportunities.reading import rows_of
from mining.reading import MAP_STAGE, current_discovery
from mining.schema import MINING_MIGRATIONS
from mining.taxonomy import load_taxonomy
from mining.taxonomy_model import Negation

_INPUTS = (
    """
    SELECT clause_id, cues FROM places
    WHERE run_id = (SELECT run_id FROM current_runs WHERE stage = 'map') ORDER BY clause_id
    """,
    """
    SELECT clauses.id, post_id, text, polarity FROM clauses
    LEFT JOIN labels ON labels.clause_id = clauses.id ORDER BY clauses.id
    """,
    """
    SELECT posts.id, source, author_key, subject, language, length(text), rating, rating_min, rating_max,
        posted_at, group_id
    FROM posts LEFT JOIN duplicates ON duplicates.post_id = posts.id ORDER BY posts.id
    """,
    """
    SELECT finding_id, clause_id FROM evidence
    WHERE run_id = (SELECT run_id FROM current_runs WHERE stage = 'discover') ORDER BY finding_id, clause_id
    """,
)
_COLUMNS = (
    "feature", "label_zh", "label_en", "verdict", "grade", "n_neg", "n_pos", "people_neg", "people_pos",
    "penalty", "penalty_p", "reward", "reward_p", "riocs", "ia", "ia_low", "ia_high", "stability", "missing",
    "cues", "note",
)  # fmt: skip


class KanoStage:
    """Candidates of all tags that rated posts mention, under a new run id, in one transaction."""

    name = "kano"
    version = 3
    reads: tuple[str, ...] = ("posts", "duplicates", "clauses", "labels", "places", "evidence")
    writes: tuple[str, ...] = ("kano_candidates", "kano_findings", "kano_shifts", "opportunities")

    def config(self, study: Any) -> Mapping[str, Any]:
        """Settings of the analysis, and what of the study's taxonomy it uses."""
        taxonomy = load_taxonomy(study.config.study.domains, study.folder)
        settings = PrcaSettings(seed=study.config.mining.seed)
        return {
            "settings": asdict(settings),
            "cues": cue_table()["version"],
            "neutral_band": taxonomy.matching.weights.neutral_band,
            "negation": taxonomy.matching.negation.model_dump(mode="json"),
            "labels": {tag.id: [tag.name_zh, tag.name_en] for tag in taxonomy.tags},
        }

    def model(self, study: Any) -> str | None:
        """None: the model is that of the labels, which are an input."""
        return None

    def input_hash(self, store: Store) -> str:
        """Hash of tags, labels, posts and the evidence in force, whatever their order."""
        store.migrate(MINING_MIGRATIONS)
        return digest(*(table_hash(store, query) for query in _INPUTS))

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Analyse, grade, write, and return the counts."""
        store, config = context.store, context.config
        store.migrate(MINING_MIGRATIONS)
        settings = settings_of(config["settings"])
        negation = Negation.model_validate(config["negation"])
        material = load_material(store, negation, config["neutral_band"])
        context.progress(self.name, 0, 3)
        result = analyse(material.reviews, settings)
        context.progress(self.name, 1, 3)
        graded = _graded(material, result, settings)
        labels = {tag: (zh, en) for tag, (zh, en) in config["labels"].items()}
        chances = opportunities(material.reviews, labels, seed=settings.seed)
        middle = middle_day(material.reviews)
        periods = compare_periods(material.reviews, middle, settings) if middle else None
        context.progress(self.name, 2, 3)
        with store.writing() as conn:
            _write(conn, context.run_id, result, graded, material.cues, config["labels"])
            _write_findings(store, conn, context.run_id, set(graded))
            _write_opportunities(conn, context.run_id, chances)
            if middle and periods:
                _write_shifts(conn, context.run_id, middle, periods)
        context.progress(self.name, 3, 3)
        return _counts(result, graded.values(), middle, periods)


def settings_of(values: Mapping[str, Any]) -> PrcaSettings:
    """Settings as the configuration holds them."""
    return PrcaSettings(**{**values, "gates": Gates(**values["gates"])})


def _graded(material: Material, result: PrcaResult, settings: PrcaSettings) -> dict[str, Graded]:
    verdicts = {item.feature: item.verdict for item in result.features}
    replicated = replications(material.reviews, verdicts, settings)
    return {
        item.feature: grade(item, material.cues.get(item.feature, CueEvidence()), replicated[item.feature])
        for item in result.features
    }


def _write(
    conn: sqlite3.Connection,
    run_id: str,
    result: PrcaResult,
    graded: Mapping[str, Graded],
    cues: Mapping[str, CueEvidence],
    labels: Mapping[str, list[str]],
) -> None:
    conn.executemany(
        f"INSERT INTO kano_candidates (run_id, {', '.join(_COLUMNS)})"  # noqa: S608 - column names are ours
        f" VALUES (?{', ?' * len(_COLUMNS)})",
        (
            (run_id, *_row(item, graded[item.feature], cues.get(item.feature), labels.get(item.feature)))
            for item in result.features
        ),
    )


def _row(
    item: FeatureResult, graded: Graded, cues: CueEvidence | None, labels: list[str] | None
) -> tuple[Any, ...]:
    """The values of _COLUMNS; a feature that the taxonomy no longer has keeps its id for a name."""
    low, high = item.ia_interval or (None, None)
    label_zh, label_en = labels or (item.feature, item.feature)
    missing = {"reason": item.ruling.reason, **item.ruling.missing}
    if item.entangled:
        missing["with"] = list(item.entangled)
    return (
        item.feature, label_zh, label_en, graded.verdict, graded.grade,
        item.sides.negative, item.sides.positive, item.sides.people_negative, item.sides.people_positive,
        item.penalty, item.penalty_p, item.reward, item.reward_p, item.riocs, item.ia, low, high,
        item.ruling.stability, canonical_json(missing), canonical_json(cues.as_json() if cues else {}),
        " ".join(graded.notes),
    )  # fmt: skip


def _write_findings(store: Store, conn: sqlite3.Connection, run_id: str, features: set[str]) -> None:
    """Which findings speak of a feature: clauses of their evidence that carry its tag."""
    sizes: dict[str, int] = {}
    counts: dict[tuple[str, str], int] = {}
    rows = store.rows(
        "SELECT finding_id, places.cues FROM evidence"
        " LEFT JOIN places ON places.clause_id = evidence.clause_id AND places.run_id = ?"
        " WHERE evidence.run_id = ? ORDER BY finding_id",
        (current_run(store, MAP_STAGE), current_discovery(store)),
    )
    for finding_id, cues in rows:
        sizes[finding_id] = sizes.get(finding_id, 0) + 1
        for tag in features & set(from_cues("", "", json.loads(cues or "{}")).tags):
            counts[tag, finding_id] = counts.get((tag, finding_id), 0) + 1
    conn.executemany(
        "INSERT INTO kano_findings (run_id, feature, finding_id, share, clauses) VALUES (?, ?, ?, ?, ?)",
        (
            (run_id, tag, finding_id, count / sizes[finding_id], count)
            for (tag, finding_id), count in sorted(counts.items())
        ),
    )


def _write_opportunities(conn: sqlite3.Connection, run_id: str, found: Iterable[Opportunity]) -> None:
    conn.executemany(
        f"INSERT INTO opportunities (run_id, rank, {', '.join(OPPORTUNITY_COLUMNS)})"  # noqa: S608 - our own names
        f" VALUES (?, ?{', ?' * len(OPPORTUNITY_COLUMNS)})",
        ((run_id, rank, *row) for rank, row in enumerate(rows_of(found))),
    )


def _write_shifts(conn: sqlite3.Connection, run_id: str, at: date, periods: Periods) -> None:
    conn.executemany(
        "INSERT INTO kano_shifts (run_id, feature, at, before, after, drifted, reviews_before, reviews_after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                run_id, shift.feature, at.isoformat(), shift.before, shift.after, int(shift.drifted),
                periods.reviews_before, periods.reviews_after,
            )
            for shift in periods.shifts
        ),
    )  # fmt: skip


def _counts(
    result: PrcaResult, graded: Iterable[Graded], middle: date | None, periods: Periods | None
) -> dict[str, Any]:
    verdicts: dict[str, int] = {}
    for item in graded:
        verdicts[item.verdict] = verdicts.get(item.verdict, 0) + 1
    return {
        "features": len(result.features),
        "posts": result.reviews,
        "posts_without_rating": result.without_rating,
        "verdicts": dict(sorted(verdicts.items())),
        "controls": list(result.controls),
        "r_squared": result.r_squared,
        "drift": {
            "at": middle.isoformat() if middle else None,
            "posts_before": periods.reviews_before if periods else 0,
            "posts_after": periods.reviews_after if periods else 0,
            "drifted": sum(shift.drifted for shift in periods.shifts) if periods else 0,
        },
    }
