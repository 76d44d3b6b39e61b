"""The order of the stages, and running them all."""

from collections.abc import Callable

from crawler.errors import ConfigProblem, MiningProblem
from crawler.stages import Progress, Stage, StageResult, run_stage, silent
from crawler.store import Store
from crawler.store.posts import count_posts
from crawler.study import Study
from mining.facets.trades import packs, trades_of, using_trades
from mining.llm.naming import restore_names
from mining.reading import DISCOVER_STAGE
from mining.schema import MINING_MIGRATIONS
from mining.slots.own import study_lexicon
from mining.stages.dedupe import DedupeStage
from mining.stages.discover import DiscoverStage
from mining.stages.embed import EmbedStage
from mining.stages.kano import KanoStage
from mining.stages.label import LabelStage
from mining.stages.map import MapStage
from mining.stages.relate import RelateStage
from mining.stages.segment import SegmentStage

STAGES: tuple[Callable[[], Stage], ...] = (
    DedupeStage,
    SegmentStage,
    LabelStage,
    EmbedStage,
    DiscoverStage,
    RelateStage,
    MapStage,
    KanoStage,
)


def mine(
    study: Study, *, force: bool = False, dry_run: bool = False, progress: Progress = silent
) -> list[StageResult]:
    """Run every stage whose input changed, in order, with the study's own words and those of its trades.

    Raises MiningProblem for a study without posts, ConfigProblem for a lexicon.toml with faults or a
    trade without a pack.
    """
    with study_lexicon(study.folder), study.open() as store:
        store.migrate(MINING_MIGRATIONS)
        if not count_posts(store):
            raise MiningProblem(
                "there are no posts to mine",
                where=str(study.folder),
                hint=f"caifeng import FILE --study {study.folder}, or caifeng crawl --study {study.folder}",
            )
        seed = study.config.mining.seed
        with using_trades(_trades(study, store)):
            results = [
                run_stage(make(), store, study, seed=seed, force=force, dry_run=dry_run, progress=progress)
                for make in STAGES
            ]
        if any(one.stage == DISCOVER_STAGE and one.status == "done" for one in results):
            restore_names(study, store)
        return results


def _trades(study: Study, store: Store) -> frozenset[str]:
    """The trades that study.toml names, else those that the posts speak of."""
    named = study.config.mining.trades
    if named is None:
        return trades_of(row[0] for row in store.conn.execute("SELECT text FROM posts"))
    if unknown := sorted(set(named) - packs().keys()):
        raise ConfigProblem(
            f"mining.trades names {unknown[0]}, of which there is no pack",
            where=str(study.folder / "study.toml"),
            hint=f"there are {', '.join(packs())}",
        )
    return frozenset(named)
