"""O-data and what people say, key by key. Side by side, and no more: other people, other moments.

discontent = of the people who speak in a phase with feeling, those at <= -1; of the people who speak in a
month or of a product, those who blame any tag.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crawler.store import Store
from mining.mappers.journey_grid import load_grid
from mining.odata.table import Figure, load_figures
from mining.segments.compare import GroupShare, share_of
from mining.segments.voices import Voice, in_group, load_voices, people_in
from mining.taxonomy_model import Taxonomy

LEAST_KEYS = 8  # below, no correlation is given
LEAST_PEOPLE = 20  # behind a share that is to be correlated


@dataclass(frozen=True, slots=True)
class Line:
    """One key: the figures of the organisation, and who speaks there; people 0 where nobody does."""

    key: str
    figures: Mapping[str, float]
    people: int
    posts: int
    discontent: GroupShare | None


@dataclass(frozen=True, slots=True)
class Together:
    """Rank correlation (Spearman) of a figure with discontent over `keys` keys; None below LEAST_KEYS."""

    metric: str
    keys: int
    rho: float | None


@dataclass(frozen=True, slots=True)
class Beside:
    """One table beside the posts. `only_said` are keys of the posts that the table does not have."""

    name: str
    axis: str
    metrics: tuple[str, ...]
    lines: tuple[Line, ...]
    only_said: tuple[str, ...]
    together: tuple[Together, ...]


def beside(store: Store, taxonomy: Taxonomy) -> list[Beside]:
    """Every table of O-data beside the posts of the study, by name; [] without any."""
    figures = load_figures(store)
    if not figures:
        return []
    voices = load_voices(store, taxonomy)
    tables: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        tables.setdefault((figure.name, figure.axis), []).append(figure)
    grid = _phases(store, taxonomy) if any(axis == "phase" for _, axis in tables) else {}
    return [_table(name, axis, rows, voices, grid) for (name, axis), rows in tables.items()]


def _table(
    name: str,
    axis: str,
    rows: Sequence[Figure],
    voices: Sequence[Voice],
    phases: Mapping[str, tuple[int, int, GroupShare | None]],
) -> Beside:
    metrics = tuple(dict.fromkeys(row.metric for row in rows))
    keys = list(dict.fromkeys(row.key for row in rows))
    said = phases if axis == "phase" else _groups(axis, voices)
    lines = []
    for key in keys:
        people, posts, discontent = said.get(key, (0, 0, None))
        own = {row.metric: row.value for row in rows if row.key == key}
        lines.append(Line(key, own, people, posts, discontent))
    rest = tuple(sorted(key for key, (people, _, _) in said.items() if people and key not in keys))
    together = tuple(_together(metric, lines) for metric in metrics)
    return Beside(name, axis, metrics, tuple(lines), rest, together)


def _groups(axis: str, voices: Sequence[Voice]) -> dict[str, tuple[int, int, GroupShare | None]]:
    found = {}
    for key in sorted({value for voice in voices for value in voice.values.get(axis, ())}):
        mine = in_group(voices, axis, key)
        people = people_in(mine)
        blaming = people_in([v for v in mine if any("negative" in signs for signs in v.tags.values())])
        found[key] = (len(people), len(mine), share_of(len(blaming), len(people)) if people else None)
    return found


def _phases(store: Store, taxonomy: Taxonomy) -> dict[str, tuple[int, int, GroupShare | None]]:
    found = {}
    for row in load_grid(store, taxonomy).rows:
        felt = row.emotion
        share = share_of(felt.bad, felt.people) if felt is not None and felt.people else None
        found[row.phase] = (row.people, row.clauses, share)
    found.pop("unassigned", None)
    return found


def _together(metric: str, lines: Sequence[Line]) -> Together:
    pairs = [
        (line.figures[metric], line.discontent.share)
        for line in lines
        if metric in line.figures and line.discontent and line.discontent.of_people >= LEAST_PEOPLE
    ]
    if len(pairs) < LEAST_KEYS:
        return Together(metric, len(pairs), None)
    from scipy.stats import rankdata

    ranks = np.array([rankdata([pair[side] for pair in pairs]) for side in (0, 1)])
    if min(np.ptp(ranks, axis=1)) == 0:
        return Together(metric, len(pairs), None)
    return Together(metric, len(pairs), float(np.corrcoef(ranks)[0, 1]))
