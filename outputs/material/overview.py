"""Page one as lines of cells, for the formats that have no layout of their own."""

from collections.abc import Iterator

from outputs.facts import Share
from outputs.material.gather import Material

Line = tuple[str | int | float | None, ...]


def overview_lines(material: Material) -> Iterator[Line]:
    """Question, what was collected, what it cannot tell. One cell alone is a heading."""
    words, facts, config = material.words, material.facts, material.study.config.study
    yield (config.name,)
    yield words("overview.question"), config.question or words("overview.no_question")
    if material.unreviewed:
        yield (
            words("overview.review"),
            words("banner.unreviewed", n=material.unreviewed, of=len(material.findings)),
        )
    yield words("overview.rejected"), material.rejected
    yield words("overview.posts"), facts.posts
    yield material.voices, facts.people, words(f"basis.{facts.people_basis}")
    yield words("overview.period"), period(material)
    yield words("overview.gone"), facts.gone
    yield words("overview.duplicates"), facts.duplicates
    for label, share in shares(material):
        yield label, share.part, words("overview.of", n=share.whole), f"({share.percent:.0f} %)"
    yield ()
    yield (words("sections.sources"),)
    for source in facts.sources:
        by = words("overview.by_people", people=source.people) if material.authors_known else None
        yield source.key, source.posts, by
    yield ()
    yield (words("limits.title"),)
    for key in LIMITS:
        yield words(f"limits.{key}"), words(f"limits.{key}_why")


def manifest_lines(material: Material) -> Iterator[Line]:
    """The manifest's most asked for parts as lines of cells."""
    yield ()
    yield (material.words("sections.manifest"),)
    for name in ("caifeng", "created_at", "taxonomy_version", "data_sha256"):
        yield name, str(material.manifest[name])
    yield "filters", ", ".join((*material.options.kinds, *material.options.statuses)) or "-"


LIMITS = ("speakers", "importance", "cause", "panel", "journey")


def shares(material: Material) -> list[tuple[str, Share]]:
    """What the machine left open, as shares of what it looked at."""
    words, facts = material.words, material.facts
    return [
        (words("overview.phase_unassigned"), facts.phase_unassigned),
        (words("overview.phase_ambiguous"), facts.phase_ambiguous),
        (words("overview.touchpoint_unassigned"), facts.touchpoint_unassigned),
        (
            words("overview.outside"),
            Share(facts.in_findings.whole - facts.in_findings.part, facts.in_findings.whole),
        ),
    ]


def period(material: Material) -> str:
    """First and last day on which the posts were written, and how many carry no date."""
    facts, words = material.facts, material.words
    if facts.first_day is None:
        return words("overview.no_dates")
    span = facts.first_day if facts.first_day == facts.last_day else f"{facts.first_day} – {facts.last_day}"
    return span + (words("overview.undated", n=facts.undated) if facts.undated else "")
