"""A study's voices, and those of a benchmark study, ready for comparing."""

from pathlib import Path

from crawler.errors import MiningProblem
from crawler.study import Study, load_study
from mining.overlay import current_findings
from mining.segments.compare import Comparison, Of, compare
from mining.segments.voices import Voice, load_voices
from mining.taxonomy import load_taxonomy


def voices_of(study: Study, *, with_findings: bool = True) -> list[Voice]:
    """The voices of a mined study, with the findings that people have not rejected."""
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    with study.open() as store:
        shown = [item for item in current_findings(store) if not item.hidden] if with_findings else []
        return load_voices(store, taxonomy, shown)


def against_benchmark(study: Study, benchmark: Path, *, of: Of = "people") -> Comparison:
    """A study's tags beside those of another study: its own posts, where it marks any as own, else all.

    Findings are not compared, as ids of two studies do not mean the same. Raises MiningProblem where the
    benchmark has no posts.
    """
    mine = voices_of(study, with_findings=False)
    own = [voice for voice in mine if "own" in voice.values.get("brand", ())]
    theirs = voices_of(load_study(benchmark), with_findings=False)
    if not theirs:
        raise MiningProblem("the benchmark has no posts", where=str(benchmark))
    return compare(own or mine, theirs, of=of)
