"""Everything that an export is made of, read once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crawler.store import Store
from crawler.study import Study
from mining.decision_log import Decision, list_decisions
from mining.kano.reading import Candidate, KanoShift, load_candidates, load_shifts
from mining.odata.beside import Beside, beside
from mining.opportunities.model import Opportunity
from mining.opportunities.reading import load_opportunities
from mining.overlay import Overlay, ShownFinding, load_overlay
from mining.people import POSTS
from mining.relations.pairs import Relation
from mining.relations.reading import load_relations
from outputs.facts import StudyFacts, study_facts
from outputs.material.document import build_document
from outputs.material.manifest import build_manifest
from outputs.material.options import ExportOptions
from outputs.material.relations import shown_relations
from outputs.names import Names, load_names
from outputs.queries import (
    MappingRow,
    Quote,
    RunRow,
    TagRow,
    load_quotes,
    load_runs,
    load_tags,
    load_tags_before,
    mappings_by_finding,
)
from outputs.text import HTML_LANGUAGE, Language, Words


@dataclass(frozen=True)
class Material:
    """A study as read for one export. `findings` are those that may be shown: filtered, none hidden."""

    study: Study
    options: ExportOptions
    language: Language
    words: Words
    names: Names
    overlay: Overlay
    findings: tuple[ShownFinding, ...]
    facts: StudyFacts
    quotes: Mapping[str, Sequence[Quote]]
    places: Mapping[str, Mapping[str, Sequence[MappingRow]]]
    tags: Sequence[TagRow]
    relations: Sequence[Relation]
    runs: Sequence[RunRow]
    decisions: Sequence[Decision]
    document: Mapping[str, Any]
    manifest: Mapping[str, Any]
    tags_before: Mapping[tuple[str, str], TagRow] | None = None
    kano: Sequence[Candidate] = ()
    shifts: Sequence[KanoShift] = ()
    opportunities: Sequence[Opportunity] = ()
    odata: Sequence[Beside] = ()

    @cached_property
    def by_status(self) -> Mapping[str, int]:
        """How many findings have each status, those that are not shown included."""
        return Counter(item.status for item in self.overlay.shown)

    @property
    def rejected(self) -> int:
        """How many findings a person rejected: counted, not shown."""
        return self.by_status.get("rejected", 0)

    @property
    def unreviewed(self) -> int:
        """How many of the findings shown nobody has judged."""
        return sum(not item.reviewed for item in self.findings)

    def people(self, n: int) -> str:
        """So many people; so many posts where the study knows no author at all."""
        return self.words(f"{self._counted}.some", n=n)

    def people_of(self, k: int, n: int) -> str:
        """k of N people, or posts."""
        return self.words(f"{self._counted}.of", k=k, n=n)

    @property
    def authors_known(self) -> bool:
        """Whether any post of the study names its author."""
        return self.facts.people_basis != POSTS

    @property
    def voices(self) -> str:
        """What the distinct voices are called: people, or distinct posts where no author is known."""
        return self.words("overview.people" if self.authors_known else "overview.distinct")

    @property
    def _counted(self) -> str:
        return "people_count" if self.authors_known else "post_count"

    def nothing(self, kind: str) -> str:
        """What to say where there is no finding of a kind: not mined yet, or not enough evidence."""
        if self.overlay.run_id is None:
            return self.words("empty.unmined")
        if self.options.kinds or self.options.statuses:
            return self.words("empty.filtered")
        return self.words(f"empty.{kind}", n=self.facts.posts)

    def top(self, item: ShownFinding, axis: str) -> list[MappingRow]:
        """A finding's rows on an axis, largest share first."""
        return list(self.places.get(item.id, {}).get(axis, ()))

    def status(self, item: ShownFinding) -> str:
        """The word for a finding's status: what nobody has judged says so."""
        return self.words(f"status.{item.status.replace(' ', '_').replace('-', '_')}")

    def title(self, item: ShownFinding) -> str:
        """The title in the export's language, else in the other one, else the id."""
        other = "en" if self.language == "zh" else "zh"
        return item.title.get(self.language) or item.title.get(other) or item.id

    def title_language(self, item: ShownFinding) -> str:
        """The BCP 47 tag of what `title` gives."""
        own = bool(item.title.get(self.language))
        return HTML_LANGUAGE[self.language if own else "en" if self.language == "zh" else "zh"]

    def statement(self, item: ShownFinding) -> str:
        """The statement in the export's language, else in the other one."""
        other = "en" if self.language == "zh" else "zh"
        return item.finding.statement.get(self.language) or item.finding.statement.get(other) or ""


def gather(study: Study, store: Store, options: ExportOptions) -> Material:
    """Read a study for one export. Raises ExportProblem where a quote is not what its post says."""
    language = options.speak(study.config)
    overlay = load_overlay(store)
    names = load_names(study, language)
    facts = study_facts(store)
    runs = load_runs(store)
    findings = tuple(f for f in overlay.shown if options.keeps(f) and not f.hidden)
    document = build_document(store, overlay, options)
    return Material(
        study=study,
        options=options,
        language=language,
        words=Words(language),
        names=names,
        overlay=overlay,
        findings=findings,
        facts=facts,
        quotes=load_quotes(store, {item.id: item.evidence for item in findings}),
        places=mappings_by_finding(store, overlay),
        tags=load_tags(store),
        relations=shown_relations(load_relations(store), overlay),
        runs=runs,
        decisions=list_decisions(store),
        document=document,
        manifest=build_manifest(study, overlay, facts, runs, names.taxonomy.version, document, options),
        tags_before=load_tags_before(store),
        kano=load_candidates(store),
        shifts=load_shifts(store),
        opportunities=load_opportunities(store),
        odata=beside(store, names.taxonomy),
    )
