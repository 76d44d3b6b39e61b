"""What phases, touchpoints, lenses and tags are called, from the study's own taxonomy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.study import Study
from mining.taxonomy import load_taxonomy
from mining.taxonomy_model import Taxonomy
from outputs.text import Language, Words


@dataclass(frozen=True, slots=True)
class Names:
    """Labels by axis and key; a key without a name is shown as itself, never hidden."""

    language: Language
    taxonomy: Taxonomy
    labels: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def label(self, axis: str, key: str) -> str:
        """The name of a key on an axis ("phase", "touchpoint", "lens", "provider", …)."""
        words = Words(self.language)
        if key in ("unassigned", "ambiguous"):
            return words(f"places.{key}")
        found = self.labels.get((axis, key), {}).get(self.language)
        return found or words.get(f"{axis}.{key}", key.replace("_", " "))


def load_names(study: Study, language: Language) -> Names:
    """Names from the taxonomies that the study's domains and its own files give."""
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    labels: dict[tuple[str, str], Mapping[str, str]] = {}
    for axis, entries in (
        ("phase", taxonomy.phases),
        ("touchpoint", taxonomy.touchpoints),
        ("lens", taxonomy.lenses),
        ("category", taxonomy.categories),
        ("tag", taxonomy.tags),
    ):
        for entry in entries:
            labels[axis, entry.id] = {"zh": entry.name_zh, "en": entry.name_en}
    for facet in taxonomy.facets:
        labels[facet.axis, facet.id] = {"zh": facet.name_zh, "en": facet.name_en}
    return Names(
        language=language,
        taxonomy=taxonomy,
        labels=labels,
    )
