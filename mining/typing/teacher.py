"""The teacher: multilingual-e5-small (Wang et al. 2024) with a head for types and phase together (torch).

A sentence is read with its neighbours: <s> sentence </s> end of the one before </s> beginning of the one
after </s>, with a learned vector for which of the three a piece belongs to. Its vector is the mean over its
own pieces, in the sight of all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mining.typing.e5 import E5File
from mining.typing.features import Parts

if TYPE_CHECKING:
    import torch

OWN_PIECES, NEIGHBOUR_PIECES = 56, 20
OUTPUTS = 11
MAX_CHARACTERS = 400

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Tensors = dict[str, "torch.Tensor"]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Piece ids of sentences with neighbours, and of which of the three each piece is (0, 1, 2)."""

    ids: list[list[int]]
    segments: list[list[int]]

    def lengths(self) -> Ints:
        """Pieces of each sentence with its neighbours."""
        return np.array([len(one) for one in self.ids], dtype=np.int64)


def pieces_of(file: E5File, parts: Parts) -> Pieces:
    """What the teacher reads of each sentence."""
    texts = list(dict.fromkeys([*parts.texts, *parts.before, *parts.after]))
    place = {text: index for index, text in enumerate(texts)}
    encoded = file.tokenizer().encode([text[:MAX_CHARACTERS] for text in texts])
    found = Pieces([], [])
    for text, before, after in zip(parts.texts, parts.before, parts.after, strict=True):
        own = [file.bos, *encoded[place[text]][:OWN_PIECES], file.eos]
        left = [*encoded[place[before]][-NEIGHBOUR_PIECES:], file.eos]
        right = [*encoded[place[after]][:NEIGHBOUR_PIECES], file.eos]
        found.ids.append(own + left + right)
        found.segments.append([0] * len(own) + [1] * len(left) + [2] * len(right))
    return found


def initial(file: E5File, vocabulary: Ints) -> Tensors:
    """The packed model's weights, with the embeddings of `vocabulary` only, and a head that knows nothing."""
    import torch

    shape = file.shape
    width, inner = shape.width, shape.inner
    sizes: dict[str, tuple[int, ...]] = {
        "q.w": (width, width), "k.w": (width, width), "v.w": (width, width), "ao.w": (width, width),
        "fi.w": (inner, width), "fo.w": (width, inner), "fi.b": (inner,),
    }  # fmt: skip
    found = {
        f"l{layer}.{name}": file.tensor(f"l{layer}.{name}", *sizes.get(name, (width,)))
        for layer in range(shape.layers)
        for name in (*sizes, "q.b", "k.b", "v.b", "ao.b", "fo.b", "aln.w", "aln.b", "oln.w", "oln.b")
    }
    found |= {name: file.tensor(name, width) for name in ("emb.type", "emb.ln.w", "emb.ln.b")}
    found["emb.pos"] = file.tensor("emb.pos", shape.positions, width)
    found["emb.word"] = file.word_rows(list(vocabulary))
    found["emb.segment"] = np.zeros((3, width), dtype=np.float32)
    tensors = {name: torch.tensor(value) for name, value in found.items()}
    tensors["head.hidden"] = torch.nn.init.xavier_uniform_(torch.empty(width, width))
    tensors["head.hidden_b"] = torch.zeros(width)
    tensors["head.out"] = torch.randn(width, OUTPUTS) * 0.02
    tensors["head.out_b"] = torch.zeros(OUTPUTS)
    return tensors


def hidden_states(
    weights: Tensors,
    heads: int,
    epsilon: float,
    ids: "torch.Tensor",
    segments: "torch.Tensor",
    drop: float,
    marks: "torch.Tensor | None" = None,
) -> "torch.Tensor":
    """The encoder (BERT, post-norm) on a padded batch; padding has segment -1. Gives (n, length, width).

    `marks`: added to the embeddings of the pieces, (n, length, width).
    """
    import torch
    import torch.nn.functional as nn

    width = weights["emb.word"].shape[1]
    here = segments >= 0
    values = weights["emb.word"][ids] + weights["emb.pos"][: ids.shape[1]] + weights["emb.type"]
    values = values + weights["emb.segment"][segments.clamp(min=0)]
    values = values if marks is None else values + marks
    values = nn.dropout(
        nn.layer_norm(values, (width,), weights["emb.ln.w"], weights["emb.ln.b"], epsilon), drop, drop > 0
    )
    mask = torch.zeros(ids.shape[0], 1, 1, ids.shape[1], dtype=values.dtype)
    mask.masked_fill_(~here[:, None, None, :], float("-inf"))
    for layer in range(sum(name.endswith(".q.w") for name in weights)):
        own = {name: weights[f"l{layer}.{name}"] for name in LAYER}
        values = _layer(own, heads, epsilon, values, mask, drop)
    return values


LAYER = (
    "q.w", "q.b", "k.w", "k.b", "v.w", "v.b", "ao.w", "ao.b", "aln.w", "aln.b",
    "fi.w", "fi.b", "fo.w", "fo.b", "oln.w", "oln.b",
)  # fmt: skip


def _layer(
    own: Tensors, heads: int, epsilon: float, values: "torch.Tensor", mask: "torch.Tensor", drop: float
) -> "torch.Tensor":
    import torch.nn.functional as nn

    count, length, width = values.shape

    def split(name: str) -> "torch.Tensor":
        found = nn.linear(values, own[f"{name}.w"], own[f"{name}.b"])
        return found.view(count, length, heads, width // heads).transpose(1, 2)

    query, key, value = split("q"), split("k"), split("v")
    seen = nn.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype), dropout_p=drop)
    seen = seen.transpose(1, 2).reshape(count, length, width)
    seen = nn.dropout(nn.linear(seen, own["ao.w"], own["ao.b"]), drop, drop > 0)
    values = nn.layer_norm(values + seen, (width,), own["aln.w"], own["aln.b"], epsilon)
    inner = nn.linear(nn.gelu(nn.linear(values, own["fi.w"], own["fi.b"])), own["fo.w"], own["fo.b"])
    inner = nn.dropout(inner, drop, drop > 0)
    return nn.layer_norm(values + inner, (width,), own["oln.w"], own["oln.b"], epsilon)


def head(weights: Tensors, states: "torch.Tensor", segments: "torch.Tensor", drop: float) -> "torch.Tensor":
    """Eleven outputs per sentence, (n, 11): four type logits, then seven of the phase."""
    import torch.nn.functional as nn

    own = (segments == 0).to(states.dtype)[..., None]
    mean = (states * own).sum(1) / own.sum(1)
    hidden = (nn.dropout(mean, drop, drop > 0) @ weights["head.hidden"] + weights["head.hidden_b"]).tanh()
    return nn.dropout(hidden, drop, drop > 0) @ weights["head.out"] + weights["head.out_b"]


def padded(
    pieces: Pieces, rows: Sequence[int] | Ints, place: dict[int, int]
) -> tuple["torch.Tensor", "torch.Tensor"]:
    """Rows as tensors of one length: indexes into the vocabulary, and segments with -1 for padding."""
    import torch

    longest = max(len(pieces.ids[row]) for row in rows)
    ids = torch.zeros((len(rows), longest), dtype=torch.int64)
    segments = torch.full((len(rows), longest), -1)
    for at, row in enumerate(rows):
        size = len(pieces.ids[row])
        ids[at, :size] = torch.tensor([place.get(piece, place[UNKNOWN]) for piece in pieces.ids[row]])
        segments[at, :size] = torch.tensor(pieces.segments[row])
    return ids, segments


UNKNOWN = 3  # <unk>, for a piece outside the pruned vocabulary
