"""A study as the pack sees it, in one language: read once, shared by all artefacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.store import Store
from crawler.study import Study
from mining.kano.reading import Candidate, load_candidates
from mining.mappers.journey_grid import load_grid
from mining.mappers.journey_model import Grid
from mining.overlay import ShownFinding
from mining.records import FindingKind
from outputs.material.gather import Material, gather
from outputs.material.options import ExportOptions
from outputs.names import load_names
from outputs.pack.card import Extras, PackCard, pack_card
from outputs.pack.chip import KanoChip, kano_chips
from outputs.pack.dates import day_of, state_of
from outputs.pack.options import PackOptions
from outputs.pack.segments import Segments, load_segments
from outputs.pack.translate import read_translations
from outputs.pack.words import PackWords
from outputs.report.journey import JourneyView, journey_view
from outputs.text import Language, Words

MOST_OTHERS = 60  # pains, and needs, at the most


@dataclass(frozen=True)
class PackView:
    """Everything that artefacts print. `day` is when the study last changed: a pack has no other date."""

    material: Material
    options: PackOptions
    words: PackWords
    brand: str
    state: str
    day: str
    scenarios: tuple[PackCard, ...]
    pains: tuple[PackCard, ...]
    needs: tuple[PackCard, ...]
    grid: Grid
    journey: JourneyView
    candidates: tuple[Candidate, ...]
    chips: Mapping[str, KanoChip]
    segments: Segments

    @property
    def language(self) -> Language:
        """The language of this view."""
        return self.material.language

    @property
    def cards(self) -> tuple[PackCard, ...]:
        """All cards: scenarios, pains, needs."""
        return (*self.scenarios, *self.pains, *self.needs)

    @property
    def by_id(self) -> Mapping[str, PackCard]:
        """finding id -> card."""
        return {card.id: card for card in self.cards}

    @property
    def source_note(self) -> str:
        """Where the words come from and what may be done with them, in one line."""
        sources = ", ".join(str(count.key) for count in self.material.facts.sources[:6])
        return self.options.licence or self.words("note.licence", sources=sources)

    @property
    def origin(self) -> str:
        """The line that every page carries: from which state of which study, by its hash."""
        digest = str(self.material.manifest["data_sha256"])[:12]
        version = self.material.manifest["taxonomy_version"]
        return self.words(
            "note.origin", brand=self.brand, day=self.day, posts=self.material.facts.posts, digest=digest,
            taxonomy=version,
        )  # fmt: skip


def load_views(study: Study, store: Store, options: PackOptions) -> list[PackView]:
    """One view for each language asked for. Raises ExportProblem, ImportProblem."""
    languages = options.speak(study.config)
    first = gather(study, store, options.filters(languages[0]))
    state = state_of(first)
    manifest = {**first.manifest, "created_at": state}
    first = replace(first, manifest=manifest)
    return [_view(store, _speaking(first, language), options, state) for language in languages]


def _speaking(material: Material, language: Language) -> Material:
    """The same material in another language."""
    return replace(
        material,
        language=language,
        words=Words(language),
        names=load_names(material.study, language),
        options=ExportOptions(language=language, statuses=material.options.statuses),
    )


def _view(store: Store, material: Material, options: PackOptions, state: str) -> PackView:
    words = PackWords(material.language)
    candidates = tuple(load_candidates(store))
    chips = kano_chips(store, candidates, words)
    extras = Extras(words, chips, read_translations(options.translations), options.link)

    def cards(kind: FindingKind, most: int) -> tuple[PackCard, ...]:
        chosen = chosen_findings(material.findings, kind)[:most]
        return tuple(pack_card(material, item, n, extras) for n, item in enumerate(chosen, start=1))

    return PackView(
        material=material,
        options=options,
        words=words,
        brand=options.brand or material.study.config.study.name,
        state=state,
        day=day_of(state),
        scenarios=cards("scenario", options.cards),
        pains=cards("pain", MOST_OTHERS),
        needs=cards("need", MOST_OTHERS),
        grid=load_grid(store, material.names.taxonomy, material.findings),
        journey=journey_view(material, store),
        candidates=candidates,
        chips=chips,
        segments=load_segments(store, material),
    )


def chosen_findings(findings: Sequence[ShownFinding], kind: FindingKind) -> list[ShownFinding]:
    """Those of a kind that a workshop sees: starred, then accepted ones first; weak signals only as such."""
    kept = [f for f in findings if f.kind == kind and f.reason != "gone"]
    kept = [f for f in kept if f.starred or f.status == "accepted" or f.finding.shelf != "weak"]
    return sorted(
        kept,
        key=lambda f: (
            not f.starred, f.status != "accepted", f.finding.shelf != "main", f.finding.rank, f.id,
        ),
    )  # fmt: skip
