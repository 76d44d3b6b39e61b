"""The health of a study's merged taxonomy, with what its people say."""

from pathlib import Path

from crawler.study import load_study
from mining.overlay import current_findings
from mining.segments.compare import speakers
from mining.segments.voices import load_voices
from mining.taxonomy import load_taxonomy
from mining.taxonomy_health import Ailment, examine_taxonomy

__all__ = ["Ailment", "ailments_of"]


def ailments_of(path: Path) -> list[Ailment]:
    """What to look at in a study; [] for a path that is no study. Raises ConfigProblem."""
    if not (path / "study.toml").is_file():
        return []
    study = load_study(path)
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    if not study.database.exists():
        return examine_taxonomy(taxonomy)
    with study.open() as store:
        if not current_findings(store):
            return examine_taxonomy(taxonomy)
        voices = load_voices(store, taxonomy)
    said = {topic.key: len(who) for topic, who in speakers(voices).items() if topic.sign == "any"}
    return examine_taxonomy(taxonomy, said)
