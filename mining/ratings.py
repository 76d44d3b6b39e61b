"""Ratings of any scale on one."""

LOWEST, HIGHEST = 1.0, 5.0


def five_stars(rating: float, lowest: float | None, highest: float | None) -> float | None:
    """A rating on its own scale as 1 to 5 stars; None where scale or rating make no sense."""
    low, high = LOWEST if lowest is None else lowest, HIGHEST if highest is None else highest
    if high <= low or not low <= rating <= high:
        return None
    return LOWEST + (HIGHEST - LOWEST) * (rating - low) / (high - low)


def unit_rating(rating: float | None, lowest: float | None, highest: float | None) -> float | None:
    """A rating on its own scale as [0, 1], cut at both ends; None where there is none, or no scale."""
    low, high = LOWEST if lowest is None else lowest, HIGHEST if highest is None else highest
    if rating is None or high <= low:
        return None
    return min(1.0, max(0.0, (rating - low) / (high - low)))
