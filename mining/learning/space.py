"""The directions along which the last layer may change, and what it says before any change.

The net's last layer sees 256 numbers of a sentence. A study has some dozen or hundred judgements, too few
for 256 weights each. So a change is a mix of the 32 directions along which the package's own sentences
differ most, each scaled to variance one over them: the squared length of a change is then the mean square
of what it moves the scores of those sentences by, and a penalty on it is a pull towards the shipped weights.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.typing.features import Parts, features
from mining.typing.gold import parts_of, read_own_sentences
from mining.typing.heads import Scores, linear_scores, net_hidden, split_scores
from mining.typing.weights import Heads

DIRECTIONS = 32
BATCH = 256

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Basis:
    """`z = (hidden - mean) @ axes`: (n, 32), about variance one over the package's own sentences."""

    mean: Matrix
    axes: Matrix

    def place(self, hidden: Matrix) -> Matrix:
        """Rows of `hidden` (n, 256) in the basis, with a last column of ones for the bias."""
        rows = (hidden - self.mean) @ self.axes
        return np.hstack([rows, np.ones((len(rows), 1))])

    def layer_change(self, weights: Matrix) -> tuple[Matrix, Matrix]:
        """Change of the layer's weights (256, k) and biases (k,) that `weights` (33, k) mean in the basis."""
        change = self.axes @ weights[:-1]
        return change, weights[-1] - self.mean @ change


@dataclass(frozen=True, slots=True)
class Seen:
    """Sentences as the last layer sees them: hidden (n, 256), type logits (n, 4), log phases (n, 7)."""

    hidden: Matrix
    logits: Scores
    phases: Scores


def see(heads: Heads, parts: Parts) -> Seen:
    """Run everything below the last layer, and what the heads say without a change."""
    chunks = [_see(heads, _part(parts, at)) for at in range(0, max(1, len(parts.texts)), BATCH)]
    return Seen(
        np.concatenate([one.hidden for one in chunks]),
        np.concatenate([one.logits for one in chunks]),
        np.concatenate([one.phases for one in chunks]),
    )


def make_basis(heads: Heads) -> Basis:
    """The basis over the package's own sentences."""
    hidden = see(heads, parts_of(read_own_sentences())).hidden
    mean = hidden.mean(axis=0)
    _, sizes, axes = np.linalg.svd(hidden - mean, full_matrices=False)
    scale = sizes[:DIRECTIONS] / np.sqrt(len(hidden))
    return Basis(mean, axes[:DIRECTIONS].T / scale)


def _part(parts: Parts, at: int) -> Parts:
    return Parts(*(some[at : at + BATCH] for some in (parts.texts, parts.before, parts.after)))


def _see(heads: Heads, parts: Parts) -> Seen:
    found = features(parts, heads.weights)
    hidden = net_hidden(heads.weights, parts, found)
    net = split_scores(hidden @ heads.weights["head.out"] + heads.weights["head.out_b"])
    types, phases = heads.calibration.probabilities(net, linear_scores(heads.weights, found))
    clipped = np.clip(types, 1e-9, 1 - 1e-9)
    return Seen(hidden.astype(np.float64), np.log(clipped / (1 - clipped)), np.log(np.maximum(phases, 1e-12)))
