"""The teacher of slots: multilingual-e5-small (Wang et al. 2024) tuned to spans (torch).

It reads a sentence by itself, each piece with what the rules would choose there. Of each slot it gives a
distribution over all spans of up to LONGEST pieces and "none": what a span scores adds a beginning, an end,
all pieces inside, the length, and whether the rules would choose this very span.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mining.records import SLOT_NAMES
from mining.slots.candidates import favourites
from mining.slots.gold import by_rule
from mining.slots.matching import shadow_of
from mining.typing import teacher
from mining.typing.e5 import E5File, Tokenizer
from mining.typing.teacher import Tensors

if TYPE_CHECKING:
    import torch

LONGEST = 24  # pieces of a span
MOST_PIECES = 110
SLOTS = len(SLOT_NAMES)
HIDDEN = 256
_LIMIT = -1e9
_NONE_AT_FIRST = 4.0


@dataclass(frozen=True, slots=True)
class Pieces:
    """Piece ids with marks at both ends, and the characters of the text that each stands for.

    `ruled`, `wanted`: of each slot first and last piece that the rules would choose, and the labelled ones.
    """

    ids: list[int]
    spans: list[tuple[int, int] | None]
    ruled: list[tuple[int, int] | None]
    wanted: list[tuple[int, int] | None]


def pieces_of(
    file: E5File,
    tokenizer: Tokenizer,
    text: str,
    language: str,
    slots: Mapping[str, str],
    hidden: frozenset[str] = frozenset(),
) -> Pieces:
    """A sentence as the teacher reads it, the rules without the hidden terms."""
    found = tokenizer.pieces(text[: teacher.MAX_CHARACTERS])[:MOST_PIECES]
    spans = [None, *(span for _, span in found), None]
    plain = shadow_of(text, language)
    liked = favourites(by_rule(text, language, hidden)[1])
    ruled = {slot: plain.span(one.start, one.end) for slot, one in liked.items()}
    wanted = {slot: (text.find(words), text.find(words) + len(words)) for slot, words in slots.items()}
    return Pieces(
        [file.bos, *(number for number, _ in found), file.eos],
        spans,
        [_covered(spans, ruled.get(slot)) for slot in SLOT_NAMES],
        [_covered(spans, wanted.get(slot)) for slot in SLOT_NAMES],
    )


def _covered(
    spans: Sequence[tuple[int, int] | None], wanted: tuple[int, int] | None
) -> tuple[int, int] | None:
    """First and last piece that touch the characters, up to LONGEST."""
    if wanted is None:
        return None
    inside = [
        index for index, span in enumerate(spans) if span and span[0] < wanted[1] and span[1] > wanted[0]
    ]
    return (inside[0], min(inside[-1], inside[0] + LONGEST - 1)) if inside else None


def initial(file: E5File, place: Mapping[int, int]) -> Tensors:
    """The packed model's weights with the pieces of `place` only, and a head that knows nothing."""
    import torch

    weights = teacher.initial(file, np.array(list(place), dtype=np.int64))
    width = file.shape.width
    for name in [name for name in weights if name.startswith("head.")]:
        del weights[name]
    return weights | {
        "head.hidden": torch.nn.init.xavier_uniform_(torch.empty(width, HIDDEN)),
        "head.hidden_b": torch.zeros(HIDDEN),
        "head.out": torch.randn(HIDDEN, 3 * SLOTS) * 0.02,
        "head.out_b": torch.zeros(3 * SLOTS),
        "head.lengths": torch.zeros(LONGEST, SLOTS),
        "head.ruled": torch.zeros(SLOTS),
        "head.none": torch.randn(HIDDEN, SLOTS) * 0.02,
        "head.none_b": torch.full((SLOTS,), _NONE_AT_FIRST),
        "head.marks": torch.randn(2 * SLOTS, width) * 0.01,
    }


def scores(
    weights: Tensors, file: E5File, batch: Sequence[Pieces], place: Mapping[int, int], drop: float
) -> "torch.Tensor":
    """Scores (sentences, pieces * LONGEST + 1, SLOTS): of spans by first piece and length, then of "none"."""
    import torch
    import torch.nn.functional as nn

    ids, segments, marks = _arrays(batch, place)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = teacher.hidden_states(
            weights, file.shape.heads, file.shape.epsilon, ids, segments, drop, marks @ weights["head.marks"]
        )
    states = nn.dropout(states.float(), drop, drop > 0) @ weights["head.hidden"] + weights["head.hidden_b"]
    states = nn.dropout(nn.gelu(states), drop, drop > 0)
    spans = _span_scores(weights, states)
    ruled, real = _known_spans(batch, ids.shape[1])
    spans = (spans + ruled * weights["head.ruled"]).masked_fill(~real, _LIMIT)
    here = (segments >= 0).to(states.dtype)[..., None]
    none = (states * here).sum(1) / here.sum(1) @ weights["head.none"] + weights["head.none_b"]
    return torch.cat([spans.reshape(len(batch), -1, SLOTS), none[:, None]], 1)


def _arrays(
    batch: Sequence[Pieces], place: Mapping[int, int]
) -> tuple["torch.Tensor", "torch.Tensor", "torch.Tensor"]:
    import torch

    longest = max(len(one.ids) for one in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.int64)
    segments = torch.full((len(batch), longest), -1)
    marks = torch.zeros(len(batch), longest, 2 * SLOTS)
    for row, one in enumerate(batch):
        unknown = place[teacher.UNKNOWN]
        ids[row, : len(one.ids)] = torch.tensor([place.get(number, unknown) for number in one.ids])
        segments[row, : len(one.ids)] = 0
        for slot, span in enumerate(one.ruled):
            if span is not None:
                marks[row, span[0] : span[1] + 1, slot] = 1
                marks[row, span[0], SLOTS + slot] = 1
    return ids, segments, marks


def _span_scores(weights: Tensors, states: "torch.Tensor") -> "torch.Tensor":
    import torch
    import torch.nn.functional as nn

    starts, ends, inside = torch.chunk(states @ weights["head.out"] + weights["head.out_b"], 3, dim=2)
    length = states.shape[1]
    total = nn.pad(inside.cumsum(1), (0, 0, 1, 0))
    parts = []
    for size in range(min(LONGEST, length)):
        spans = starts[:, : length - size] + ends[:, size:] + weights["head.lengths"][size]
        spans = spans + total[:, size + 1 :] - total[:, : length - size]
        parts.append(nn.pad(spans, (0, 0, 0, size)))
    found = torch.stack(parts, 2)
    return nn.pad(found, (0, 0, 0, LONGEST - found.shape[2]))


def _known_spans(batch: Sequence[Pieces], length: int) -> tuple["torch.Tensor", "torch.Tensor"]:
    """Which spans the rules would choose, and which there are."""
    import torch

    ruled = torch.zeros(len(batch), length, LONGEST, SLOTS)
    real = torch.zeros(len(batch), length, LONGEST, 1, dtype=torch.bool)
    for row, one in enumerate(batch):
        for slot, span in enumerate(one.ruled):
            if span is not None:
                ruled[row, span[0], span[1] - span[0], slot] = 1
        last = len(one.ids) - 1
        for first in range(1, last):
            real[row, first, : min(LONGEST, last - first)] = True
    return ruled, real


def loss(found: "torch.Tensor", batch: Sequence[Pieces]) -> "torch.Tensor":
    """Cross entropy of the labelled spans."""
    import torch
    import torch.nn.functional as nn

    none = found.shape[1] - 1
    wanted = [
        [none if span is None else span[0] * LONGEST + span[1] - span[0] for span in one.wanted]
        for one in batch
    ]
    return nn.cross_entropy(found, torch.tensor(wanted))
