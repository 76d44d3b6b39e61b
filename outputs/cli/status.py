"""`caifeng status`: what a study holds."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import counts_line, json_option, open_study, put, put_json, put_table, study_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.store import Store
    from crawler.store.coverage import Alarm
    from crawler.study import Study
    from mining.overlay import ShownFinding

SHOWN_FINDINGS = 10
SHOWN_LINES = 12


@click.command()
@study_option
@click.option("--all", "everything", is_flag=True, help="All findings, decisions and runs.")
@json_option
def status(folder: Path, everything: bool, as_json: bool) -> None:
    """What a study holds, and what was done to it.

    \b
    caifeng status --study tea
    """
    study = open_study(folder)
    with study.open() as store:
        facts = study_status(study, store)
    if as_json:
        put_json(facts)
    else:
        _print(facts, everything)


def study_status(study: "Study", store: "Store") -> dict[str, Any]:
    """Posts by source, refusals, seeds, findings as decided, decisions and runs, oldest first."""
    from crawler.jobs.ledger import completeness
    from crawler.store.coverage import list_alarms
    from crawler.store.runs import list_runs
    from mining.decisions import list_decisions
    from mining.overlay import current_findings

    sources = store.rows(
        "SELECT source, count(*) AS posts, count(DISTINCT author_key) AS authors,"
        " min(posted_at) AS oldest, max(posted_at) AS newest FROM posts GROUP BY source ORDER BY source"
    )
    return {
        "name": study.config.study.name,
        "question": study.config.study.question,
        "posts": store.value("SELECT count(*) FROM posts"),
        "gone": store.value("SELECT count(*) FROM posts WHERE gone_at IS NOT NULL"),
        "kept_pages": store.value("SELECT count(*) FROM snapshots"),
        "rejected": store.value("SELECT count(*) FROM rejects"),
        "sources": [dict(row) for row in sources],
        "seeds": completeness(store),
        "alarms": [asdict(alarm) for alarm in list_alarms(store)],
        "findings": [_finding(item) for item in current_findings(store)],
        "decisions": [asdict(decision) for decision in list_decisions(store)],
        "runs": list_runs(store),
    }


def _finding(item: "ShownFinding") -> dict[str, Any]:
    finding = item.finding
    return {
        "id": item.id,
        "kind": item.kind,
        "title": dict(item.title),
        "people": finding.people,
        "posts": finding.posts,
        "shelf": finding.shelf,
        "status": item.status,
        "reason": item.reason,
    }


def put_alarms(alarms: "Sequence[Alarm]") -> None:
    """Each alarm of the last crawls as one line; nothing where there is none."""
    from outputs.alarms import alarm_texts
    from outputs.text import Words

    for line in alarm_texts(alarms, Words("en")):
        put(f"ALARM {line}")


def _print(facts: dict[str, Any], everything: bool) -> None:
    from crawler.store.coverage import Alarm

    put(f"{facts['name']}: {facts['question'] or 'no question written down yet'}")
    gone = f" ({facts['gone']} of them gone where they stood)" if facts["gone"] else ""
    kept = f", pages kept {facts['kept_pages']}" if facts["kept_pages"] else ""
    put(f"posts {facts['posts']}{gone}, rows or pages refused {facts['rejected']}{kept}")
    put(f"findings: {counts_line(Counter(f['kind'] for f in facts['findings']))}")
    last = 0 if everything else -SHOWN_LINES
    _table(
        ("source", "posts", "authors", "oldest", "newest"),
        [(s["source"], s["posts"], s["authors"], s["oldest"], s["newest"]) for s in facts["sources"]],
    )
    _table(
        ("seed", "found/expected", "reason"),
        [
            (s["url"], found_of_expected(s["collected"], s["expected"]), s["reason"])
            for s in facts["seeds"][last:]
        ],
    )
    put_alarms([Alarm(**alarm) for alarm in facts["alarms"]])
    _print_findings(facts["findings"], everything)
    _table(
        ("decision", "who", "action", "finding", "at"),
        [(d["id"], d["who"], d["action"], d["subject_id"], d["at"]) for d in facts["decisions"][last:]],
    )
    _table(
        ("run", "stage", "status", "started", "result"),
        [(r["id"], r["stage"], r["status"], r["started_at"], _result(r)) for r in facts["runs"][last:]],
    )


def _print_findings(findings: list[dict[str, Any]], everything: bool) -> None:
    kinds = list(dict.fromkeys(finding["kind"] for finding in findings))
    most = None if everything else SHOWN_FINDINGS
    shown = [f for kind in kinds for f in [g for g in findings if g["kind"] == kind][:most]]
    _table(
        ("finding", "kind", "people", "posts", "shelf", "status", "title"),
        [
            (
                f["id"],
                f["kind"],
                f["people"],
                f["posts"],
                f["shelf"],
                f["status"],
                " / ".join(f["title"].values()),
            )
            for f in shown
        ],
    )
    if len(shown) < len(findings):
        put(f"and {len(findings) - len(shown)} more: caifeng status --all")


def _table(headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        put()
        put_table(headings, rows)


def found_of_expected(found: int, expected: int | None) -> str:
    """What was found of what is there: 12/40, or 12/? where the place does not say how much it holds."""
    return f"{found}/{'?' if expected is None else expected}"


def _result(run: dict[str, Any]) -> str:
    return run["message"] or counts_line(run["counts"])
