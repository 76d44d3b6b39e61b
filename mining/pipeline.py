"""The order of the stages, and running them all."""

from collections.abc import Callable

from crawler.errors import MiningProblem
from crawler.stages import Progress, Stage, StageResult, run_stage, silent
from crawler.store.posts import count_posts
from crawler.study import Study
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
    """Run every stage whose input changed, in order, with the study's own words for slots.

    Raises MiningProblem for a study without posts, ConfigProblem for a lexicon.toml with faults.
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
        results = [
            run_stage(make(), store, study, seed=seed, force=force, dry_run=dry_run, progress=progress)
            for make in STAGES
        ]
        if any(one.stage == DISCOVER_STAGE and one.status == "done" for one in results):
            restore_names(study, store)
        return results
