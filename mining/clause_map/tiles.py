"""Points as a pyramid of tiles: every point lies in one tile of one level, few points in each tile.

Level z cuts the square into 2^z by 2^z tiles, numbered row by row. A tile holds the first points (by id)
that no tile above it holds; who looks at a part of the map needs its tiles of the levels down to there.
"""

import numpy as np
from numpy.typing import NDArray

from mining.clause_map.project import Points

PER_TILE = 400
DEEPEST = 7

Numbers = NDArray[np.int64]


def tile_of(points: Points, level: int) -> Numbers:
    """The number of each point's tile on a level."""
    side = 2**level
    cells = np.minimum((points * side).astype(np.int64), side - 1)
    return np.asarray(cells[:, 1] * side + cells[:, 0])


def place_in_tiles(points: Points) -> tuple[Numbers, Numbers]:
    """(level, tile) of each point, in the order given; the deepest level takes what is left."""
    levels = np.full(len(points), DEEPEST, dtype=np.int64)
    tiles = tile_of(points, DEEPEST)
    left = np.arange(len(points))
    for level in range(DEEPEST):
        if not len(left):
            break
        own = tile_of(points[left], level)
        order = np.argsort(own, kind="stable")
        starts = np.flatnonzero(np.r_[True, own[order][1:] != own[order][:-1]])
        place = np.arange(len(left)) - np.repeat(starts, np.diff(np.r_[starts, len(left)]))
        taken = order[place < PER_TILE]
        levels[left[taken]], tiles[left[taken]] = level, own[taken]
        kept = np.ones(len(left), dtype=bool)
        kept[taken] = False
        left = left[kept]
    return levels, tiles
