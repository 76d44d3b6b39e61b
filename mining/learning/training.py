"""`caifeng train`: fit, try out, say what changes, and keep the layer where it does no harm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crawler.clock import now_iso
from crawler.errors import MiningProblem
from crawler.store import Store
from crawler.study import Study
from mining.learning.fitting import Labels
from mining.learning.judged import Judged, load_judged
from mining.learning.space import make_basis, see
from mining.learning.trial import Figure, Material, decide, learn, try_out
from mining.records import TYPES
from mining.typing.features import Parts
from mining.typing.gold import parts_of, read_own_sentences, targets
from mining.typing.heads import ALL_PHASES
from mining.typing.own_heads import save_own
from mining.typing.weights import Heads, load, package_folder

FEWEST_CLAUSES, FEWEST_POSTS = 30, 10
FEWEST_PHASES = 30
SAMPLE = 2_000  # clauses on which changed labels are counted
# of macro-F1 on the package's own sentences; the shipped heads know these by heart (.91, where they reach
# .57 on such voices unseen), so a little less is no harm
HARM = 0.06


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was learnt: from how much, how it does on held-out folds, and what it changes.

    `general` is macro-F1 of types on the package's own sentences, before and after; the shipped heads were
    trained on these, so only the difference says something. `flips`: type -> labels that change, of
    `sampled` clauses. `worse` says why it is not kept unless forced; "" where it is well.
    """

    judged: int
    posts: int
    sources: dict[str, int]
    pulls: list[float]
    phases_learnt: bool
    figures: list[Figure]
    general: tuple[float, float]
    flips: dict[str, int]
    sampled: int
    worse: str
    kept: bool
    name: str


def train(study: Study, store: Store, *, force: bool = False, dry_run: bool = False) -> Outcome:
    """Fit the last layer to what reviewers said, from the shipped weights, and keep it in the study.

    A layer that does worse on held-out judgements, or clearly worse on the package's own sentences, is not
    kept unless forced. Raises MiningProblem where too little was judged.
    """
    judged, sources = load_judged(store)
    posts = {one.post for one in judged}
    if len(judged) < FEWEST_CLAUSES or len(posts) < FEWEST_POSTS:
        raise MiningProblem(
            f"{len(judged)} clauses of {len(posts)} posts were judged; "
            f"at least {FEWEST_CLAUSES} of {FEWEST_POSTS} are needed",
            where=str(study.folder),
            hint="caifeng review: the queue of unsure clauses",
        )
    heads, seed = load(package_folder()), study.config.mining.seed
    basis = make_basis(heads)
    labels = _labels(judged)
    seen = see(heads, _parts(judged))
    material = Material(basis.place(seen.hidden), seen, labels, [one.post for one in judged])
    figures, phases_too = _tried(material, heads, seed)
    change, pulls = learn(material, phases_too)
    new = _changed(heads, basis.layer_change(change.types), basis.layer_change(change.phases))
    general = _general(heads), _general(new)
    worse = _worse(figures, general)
    flips, sampled = _flips(store, heads, new, seed)
    kept = not dry_run and (force or not worse)
    record = {
        "made_at": now_iso(), "judged": len(judged), "posts": len(posts), "sources": sources, "pulls": pulls,
        "figures": [[f.name, f.judged, f.before, f.after, f.low, f.high] for f in figures],
        "forced": bool(worse),
    }  # fmt: skip
    layer = {"head.out": new.weights["head.out"], "head.out_b": new.weights["head.out_b"]}
    name = save_own(study.folder, layer, record) if kept else ""
    return Outcome(
        len(judged), len(posts), sources, pulls, phases_too, figures, general, flips, sampled, worse, kept,
        name,
    )  # fmt: skip


def _tried(material: Material, heads: Heads, seed: int) -> tuple[list[Figure], bool]:
    """The figures, and whether phases are learnt: not where too few were judged, or where it harms."""
    if int((material.labels.phases >= 0).sum()) >= FEWEST_PHASES:
        figures = try_out(material, heads.calibration, True, seed)
        if all(one.after >= one.before for one in figures if one.name == "phase"):
            return figures, True
    return try_out(material, heads.calibration, False, seed), False


def _labels(judged: Sequence[Judged]) -> Labels:
    return Labels(
        np.array([one.types for one in judged], dtype=np.float64),
        np.array([ALL_PHASES.index(one.phase) if one.phase else -1 for one in judged]),
        np.array([one.weight for one in judged]),
    )


def _parts(judged: Sequence[Judged]) -> Parts:
    return Parts(*([getattr(one, name) for one in judged] for name in ("text", "before", "after")))


def _changed(heads: Heads, types: tuple[Any, Any], phases: tuple[Any, Any]) -> Heads:
    """The heads with a last layer that adds the change to the calibrated scores.

    Calibration multiplies the net's scores, so the change is divided by those factors. A factor of nothing
    would leave the net out; the shipped ones are around 0.45.
    """
    of_types = [row[0] for row in heads.calibration.types]
    factors = np.array([*of_types, *[heads.calibration.phases[0]] * len(ALL_PHASES)])
    weight = heads.weights["head.out"] + np.hstack([types[0], phases[0]]) / factors
    bias = heads.weights["head.out_b"] + np.concatenate([types[1], phases[1]]) / factors
    layer = {"head.out": weight.astype(np.float32), "head.out_b": bias.astype(np.float32)}
    return Heads({**heads.weights, **layer}, heads.calibration, "")


def _general(heads: Heads) -> float:
    from mining.typing.figures import f1

    examples = read_own_sentences()
    seen = see(heads, parts_of(examples))
    found, _ = decide(heads.calibration, seen.logits, seen.phases)
    gold, _ = targets(examples)
    return round(float(np.mean([f1(gold[:, k], found[:, k]) for k in range(len(TYPES))])), 4)


def _worse(figures: Sequence[Figure], general: tuple[float, float]) -> str:
    types = next((one for one in figures if one.name == "types"), None)
    if types is not None and types.after < types.before:
        return "types of clauses that it did not see are told less well"
    return "sentences of other kinds are told clearly less well" if general[0] - general[1] > HARM else ""


def _flips(store: Store, old: Heads, new: Heads, seed: int) -> tuple[dict[str, int], int]:
    """Type or "phase" -> labels that change, over a sample of the study's clauses; always the same one."""
    rows = store.rows("SELECT post_id, text FROM clauses ORDER BY post_id, start")
    count = min(SAMPLE, len(rows))
    if not count:
        return dict.fromkeys((*TYPES, "phase"), 0), 0
    chosen = np.sort(np.random.default_rng(seed).choice(len(rows), count, replace=False))
    near = [("", ""), *((row["post_id"], row["text"]) for row in rows), ("", "")]
    parts = Parts(
        [near[at + 1][1] for at in chosen],
        [near[at][1] if near[at][0] == near[at + 1][0] else "" for at in chosen],
        [near[at + 2][1] if near[at + 2][0] == near[at + 1][0] else "" for at in chosen],
    )
    first, second = (decide(heads.calibration, *_scores(heads, parts)) for heads in (old, new))
    flips = {kind: int((first[0][:, k] != second[0][:, k]).sum()) for k, kind in enumerate(TYPES)}
    return flips | {"phase": int((first[1] != second[1]).sum())}, count


def _scores(heads: Heads, parts: Parts) -> tuple[Any, Any]:
    seen = see(heads, parts)
    return seen.logits, seen.phases
