"""The KANO candidate of a finding as a chip: letters, never colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.store import Store
from mining.kano.reading import Candidate, load_kano_findings
from outputs.kano.words import grade_text, verdict_text
from outputs.text import Words

LETTERS: Mapping[str, str] = {
    "must_be": "M",
    "performance": "O",
    "attractive": "A",
    "indifferent": "I",
    "must_be_or_performance": "M/O",
    "attractive_or_performance": "A/O",
    "insufficient_evidence": "?",
}


@dataclass(frozen=True, slots=True)
class KanoChip:
    """`letters` is ? where the evidence is insufficient, "" where the finding speaks of no feature."""

    letters: str
    feature: str
    name: str
    verdict: str
    grade: str


NO_CHIP = KanoChip("", "", "", "", "")


def kano_chips(store: Store, candidates: Sequence[Candidate], words: Words) -> dict[str, KanoChip]:
    """finding id -> the chip of the feature that most of its evidence speaks of."""
    best: dict[str, tuple[float, KanoChip]] = {}
    for candidate in candidates:
        chip = chip_of(candidate, words)
        for finding_id, share in load_kano_findings(store, candidate.feature).items():
            if finding_id not in best or share > best[finding_id][0]:
                best[finding_id] = (share, chip)
    return {finding_id: chip for finding_id, (_, chip) in best.items()}


def chip_of(candidate: Candidate, words: Words) -> KanoChip:
    """The chip of one feature."""
    name = candidate.label_zh if words.language == "zh" else candidate.label_en
    return KanoChip(
        LETTERS.get(candidate.verdict, "?"),
        candidate.feature,
        name,
        verdict_text(candidate, words),
        grade_text(candidate, words),
    )
