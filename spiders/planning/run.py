"""Planning from outside of Scrapy: one process looks at all sources, politely, and says what it saw."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.config import SourceSection, StudyConfig
from crawler.errors import CrawlProblem
from crawler.jobs.background import environment
from crawler.store.rests import resting_hosts
from crawler.study import Study
from spiders.common.places import host_of
from spiders.planning.sketch import Budget, Seen, SourcePlan, sketch

PATIENCE = 600.0  # seconds for looking at all sources of a study


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """The plans of the sources, how many requests it took to make them, and the time for all together.

    Hosts are crawled side by side, the sources of one host one after the other.
    """

    sources: tuple[SourcePlan, ...]
    requests_made: int
    seconds_least: float
    seconds_most: float


def plan(
    config: StudyConfig, sources: Sequence[SourceSection] | None = None, *, study: Study | None = None
) -> StudyPlan:
    """What a crawl of the sources (all of the study where none are given) would do; nothing is stored.

    Asks for robots.txt, the page itself where its engine is not known by its address, and the first page
    that the engine begins with. With `study`, hosts that were sent to rest are left alone. Raises
    CrawlProblem when there is nothing to plan or the looking itself failed.
    """
    chosen = list(config.sources if sources is None else sources)
    if not chosen:
        raise CrawlProblem("there are no sources to plan for", hint="caifeng plan URL, or add [[sources]]")
    answer = _looked_at(config, chosen, study)
    plans = tuple(
        sketch(Seen(**seen), Budget(section.limit, config.crawl.max_pages, config.crawl.delay))
        for section, seen in zip(chosen, answer["seen"], strict=True)
    )
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    for one in plans:
        host = host_of(one.url)
        least[host] = least.get(host, 0.0) + one.seconds_least
        most[host] = most.get(host, 0.0) + one.seconds_most
    return StudyPlan(plans, answer["requests"], max(least.values()), max(most.values()))


def _looked_at(config: StudyConfig, sources: list[SourceSection], study: Study | None) -> dict[str, Any]:
    order = {
        "config": config.model_dump(mode="json"),
        "sources": [source.model_dump(mode="json") for source in sources],
        "rests": _rests(study),
    }
    try:
        run = subprocess.run(
            [sys.executable, "-P", "-m", "spiders.planning"], input=json.dumps(order), capture_output=True,
            text=True, encoding="utf-8", env=environment(), timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CrawlProblem(
            f"no plan after {PATIENCE:.0f} s", hint="plan fewer sources: caifeng plan URL"
        ) from error
    if run.returncode != 0:
        lines = run.stderr.strip().splitlines() or [f"exit code {run.returncode}"]
        raise CrawlProblem(f"could not look at the sources: {lines[-1][:200]}")
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _rests(study: Study | None) -> dict[str, tuple[str, str]]:
    if study is None or not Path(study.database).exists():
        return {}
    with study.open() as store:
        return {host: (until.isoformat(), why) for host, (until, why) in resting_hosts(store).items()}
