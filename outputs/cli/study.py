"""`caifeng init` and `caifeng status`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import counts_line, json_option, open_study, put, put_json, put_table, say, study_option

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.study import Study


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the study; the folder's name if not given.")
@click.option("--question", help="What you want to know; printed on page one of every output.")
@click.option("--domain", "domains", multiple=True, help="Taxonomy to use; may be given again, they merge.")
def init(folder: Path, name: str | None, question: str | None, domains: tuple[str, ...]) -> None:
    """Make a study: a folder with study.toml and study.db.

    \b
    caifeng init tea --question "What makes members stay away?" --domain restaurant --domain membership
    """
    from crawler.study import CONFIG_NAME, init_study

    study = init_study(folder, name=name, question=question, domains=list(domains))
    say(f"A study is in {study.folder}. Its limits and sources are in {study.folder / CONFIG_NAME}.")
    say(f"Next: caifeng import FILE --study {folder}, or caifeng crawl URL --study {folder}")


@click.command()
@study_option
@json_option
def status(folder: Path, as_json: bool) -> None:
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
        _print_status(facts)


def study_status(study: "Study", store: "Store") -> dict[str, Any]:
    """Counts of posts, findings and decisions, the ledger of seeds, and the runs, newest last."""
    from crawler.store.ledger import list_seeds
    from crawler.store.runs import list_runs
    from mining.schema import MINING_MIGRATIONS

    store.migrate(MINING_MIGRATIONS)
    sources = store.rows(
        "SELECT source, count(*) AS posts, count(DISTINCT author_key) AS authors,"
        " min(posted_at) AS oldest, max(posted_at) AS newest FROM posts GROUP BY source ORDER BY source"
    )
    kinds = store.rows(
        "SELECT kind, count(*) AS findings FROM findings JOIN current_runs USING (run_id)"
        " WHERE stage = 'discover' GROUP BY kind ORDER BY kind"
    )
    return {
        "name": study.config.study.name,
        "question": study.config.study.question,
        "posts": store.value("SELECT count(*) FROM posts"),
        "sources": [dict(row) for row in sources],
        "rejected": store.value("SELECT count(*) FROM rejects"),
        "seeds": list_seeds(store),
        "findings": {row["kind"]: row["findings"] for row in kinds},
        "decisions": store.value("SELECT count(*) FROM decisions"),
        "runs": list_runs(store),
    }


def _print_status(facts: dict[str, Any]) -> None:
    put(f"{facts['name']}: {facts['question'] or 'no question written down yet'}")
    put(f"posts {facts['posts']}, rows or pages refused {facts['rejected']}, decisions {facts['decisions']}")
    put(f"findings: {counts_line(facts['findings'])}")
    if facts["sources"]:
        put()
        rows = [(s["source"], s["posts"], s["authors"], s["oldest"], s["newest"]) for s in facts["sources"]]
        put_table(("source", "posts", "authors", "oldest", "newest"), rows)
    if facts["seeds"]:
        put()
        rows = [
            (seed["url"], f"{seed['collected']}/{_expected(seed['expected'])}", seed["reason"])
            for seed in facts["seeds"]
        ]
        put_table(("seed", "found/expected", "reason"), rows)
    if facts["runs"]:
        put()
        put_table(
            ("run", "stage", "status", "started", "result"),
            [(r["id"], r["stage"], r["status"], r["started_at"], _result(r)) for r in facts["runs"]],
        )


def _expected(value: int | None) -> str:
    return "?" if value is None else str(value)


def _result(run: dict[str, Any]) -> str:
    return run["message"] or counts_line(run["counts"])
