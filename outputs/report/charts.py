"""Coordinates of the report's small charts. The templates draw them; no number is invented here."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SMALL_BASE = 20  # below this many people a share is not shown as one


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval on a line of the given width; all in drawing units."""

    width: float
    length: float
    low: float
    high: float


def share_bar(share: float, low: float, high: float, *, width: float = 100.0) -> Bar:
    """A bar for a share in 0–1; values outside are held at the ends."""
    return Bar(width, width * _held(share), width * _held(low), width * _held(high))


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign and a true minus."""
    return f"{value:+.{digits}f}".replace("-", "−")


def _held(value: float) -> float:
    return min(1.0, max(0.0, value))


@dataclass(frozen=True, slots=True)
class Feeling:
    """The feeling at one phase; `mean` is None where too few people spoke.

    `mark` is peak, valley or ""; `few` where the figure stands on few people.
    """

    phase: str
    mean: float | None
    low: float | None
    high: float | None
    people: int
    mark: str = ""
    few: bool = False


@dataclass(frozen=True, slots=True)
class FeelingPoint:
    """A drawn point of the strip; `y` is None for a gap."""

    feeling: Feeling
    x: float
    y: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Strip:
    """The emotion strip: points, the segments between neighbours that both exist, and its height."""

    points: tuple[FeelingPoint, ...]
    segments: tuple[tuple[float, float, float, float], ...]
    width: float
    height: float

    @property
    def drawable(self) -> bool:
        """Whether there is any point at all."""
        return any(point.y is not None for point in self.points)


def emotion_strip(feelings: Sequence[Feeling], *, width: float = 1200.0, height: float = 140.0) -> Strip:
    """Lay −2…+2 over the height, one equal column for each phase; nothing is drawn across a gap."""
    step = width / max(1, len(feelings))
    points = tuple(
        FeelingPoint(f, step * (i + 0.5), _y(f.mean, height), _y(f.low, height), _y(f.high, height))
        for i, f in enumerate(feelings)
    )
    segments = tuple((a.x, a.y, b.x, b.y) for a, b in pairwise(points) if a.y is not None and b.y is not None)
    return Strip(points, segments, width, height)


def _y(value: float | None, height: float) -> float | None:
    if value is None:
        return None
    margin = 14.0
    return round(margin + (2.0 - min(2.0, max(-2.0, value))) / 4.0 * (height - 2 * margin), 2)
