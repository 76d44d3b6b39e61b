"""The records of a taxonomy, checked when they are made."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from crawler.ids import canonical_json, digest

PhaseId = Literal["need", "awareness", "consideration", "acquisition", "service", "loyalty"]
Provider = Literal[
    "traditional_communications",
    "product_services",
    "website",
    "partners",
    "employee_interactions",
    "professional_events",
    "social_media",
]
Scene = Literal["pre", "during", "post"]

UNASSIGNED = "unassigned"
AMBIGUOUS = "ambiguous"
NOT_PLACES = (UNASSIGNED, AMBIGUOUS)


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(_stripped), Field(min_length=1, max_length=80)]
Text = Annotated[str, BeforeValidator(_stripped), Field(min_length=1, max_length=400)]
Cue = Annotated[str, BeforeValidator(_stripped), Field(min_length=1, max_length=60)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Named(_Strict):
    id: Key
    name_zh: Name
    name_en: Name

    @model_validator(mode="after")
    def _reserved(self) -> "_Named":
        if self.id in NOT_PLACES:
            raise ValueError(f"{self.id!r} is the name of a result, not of an entry")
        return self


class _Cued(_Named):
    cues_zh: tuple[Cue, ...] = ()
    cues_en: tuple[Cue, ...] = ()
    not_if: tuple[Cue, ...] = ()
    weight: float = Field(default=1.0, gt=0, le=1, description="what a cue of this entry counts")

    @property
    def cues(self) -> tuple[str, ...]:
        """The cues of both languages."""
        return (*self.cues_zh, *self.cues_en)


class Phase(_Cued):
    """One of the six journey phases. Anchors are model sentences of the phase."""

    id: PhaseId
    definition_zh: Text
    definition_en: Text
    anchors_zh: tuple[Text, ...] = ()
    anchors_en: tuple[Text, ...] = ()


class Touchpoint(_Cued):
    """Where customer and provider meet; `end` marks the moment that closes the journey of its domain."""

    phase: PhaseId
    provider: Provider
    end: bool = False


class Lens(_Cued):
    """What the customer hopes to be spared or given: effort, time, care."""

    definition_zh: Text
    definition_en: Text


FacetAxis = Literal["provider", "sense", "servqual", "maslow", "driver", "membership", "family"]
FACET_AXES: tuple[FacetAxis, ...] = get_args(FacetAxis)


class Facet(_Cued):
    """A value on one more axis: five senses, SERVQUAL, Maslow, drivers, member programme, tag family.

    Providers have no cues: a touchpoint names its provider.
    """

    axis: FacetAxis
    definition_zh: Text
    definition_en: Text


class Category(_Named):
    """A family of tags."""


class Tag(_Cued):
    """An aspect that people speak of. Without `domains` it belongs to all of them.

    A tag with a `parent` is a sub-tag: who speaks of it speaks of its parent too. `severity` grades what
    blame of it means: 1 a nuisance, 2 it spoils the visit or purchase, 3 harm to health, money or data.
    """

    category: Key
    parent: Key | None = None
    severity: Literal[1, 2, 3] = 1
    domains: tuple[Key, ...] = ()


class Scenes(_Strict):
    """Which phases lie before, during and after consumption; each phase in one of them."""

    pre: tuple[PhaseId, ...]
    during: tuple[PhaseId, ...]
    post: tuple[PhaseId, ...]

    def of(self, phase: str) -> Scene | None:
        """The scene of a phase; None for "unassigned" and "ambiguous"."""
        table: dict[Scene, tuple[str, ...]] = {"pre": self.pre, "during": self.during, "post": self.post}
        return next((name for name, phases in table.items() if phase in phases), None)


class Weights(_Strict):
    """How the phase head, cues and touchpoints are weighed; see taxonomies/matching.toml."""

    head: float = Field(ge=0, le=1)
    touchpoint: float = Field(ge=0, le=1)
    negated: float = Field(ge=0, le=1)
    min_score: float = Field(ge=0, le=1)
    min_margin: float = Field(ge=0, le=1)
    neutral_band: float = Field(ge=0, le=1)


class Negation(_Strict):
    """Words that turn a cue round, and words that only look like them."""

    zh: tuple[str, ...]
    not_zh: tuple[str, ...]
    en: tuple[str, ...]
    not_en: tuple[str, ...]


class Matching(_Strict):
    """Settings of the matcher."""

    version: int
    weights: Weights
    negation: Negation


class Taxonomy(_Strict):
    """Everything that maps clauses, merged for one study. Order is the order of display."""

    domains: tuple[str, ...]
    versions: dict[str, int]
    phases: tuple[Phase, ...]
    touchpoints: tuple[Touchpoint, ...]
    lenses: tuple[Lens, ...]
    facets: tuple[Facet, ...] = ()
    categories: tuple[Category, ...]
    tags: tuple[Tag, ...]
    scenes: Scenes
    matching: Matching

    @model_validator(mode="after")
    def _complete(self) -> "Taxonomy":
        known = {category.id for category in self.categories}
        for position, tag in enumerate(self.tags):
            if tag.category not in known:
                raise ValueError(f"tags[{position}].category: there is no category {tag.category!r}")
        parents = {tag.id: tag.parent for tag in self.tags}
        for position, tag in enumerate(self.tags):
            if tag.parent is not None and parents.get(tag.parent, "") is not None:
                raise ValueError(f"tags[{position}].parent: {tag.parent!r} is no tag that may have sub-tags")
        return self

    @property
    def version(self) -> str:
        """Names the content: the shipped version and a hash of everything in force."""
        content = digest(canonical_json(self.model_dump(mode="json")), size=4)
        return f"{max(self.versions.values(), default=0)}+{content}"

    def touchpoint(self, key: str) -> Touchpoint | None:
        """The touchpoint of that id."""
        return next((item for item in self.touchpoints if item.id == key), None)


SECTIONS: dict[str, type[_Named]] = {
    "phases": Phase,
    "touchpoints": Touchpoint,
    "lenses": Lens,
    "facets": Facet,
    "categories": Category,
    "tags": Tag,
}


def key_of(location: tuple[int | str, ...], prefix: str = "") -> str:
    """A pydantic location as `phases[3].cues_zh[0]`."""
    text = prefix
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
