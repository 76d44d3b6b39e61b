"""A simulated world of reviews in which the class of every aspect is known.

Eight aspects, two of each class, with effects drawn anew for each world; each is mentioned in 35 % of the
reviews, 70 % of the mentions praise; people with extreme feelings write more often and ratings end at 5,
so they are J-shaped. It says how the gates behave where the truth is known, not how the world is.
"""

import numpy as np

from mining.kano.reviews import Polarity, RatedReview

CLASSES = ("must_be", "attractive", "performance", "indifferent")
ASPECTS = tuple(f"{name} {number}" for name in CLASSES for number in (1, 2))
MENTIONED, PRAISED = 0.35, 0.70


def true_class(aspect: str) -> str:
    """The class that an aspect was made with."""
    return aspect.rpartition(" ")[0]


def effects_of(aspect: str, generator: np.random.Generator) -> tuple[float, float]:
    """Penalty and reward in stars, before ratings are rounded and cut off."""
    name = true_class(aspect)
    strong, weak = generator.uniform(0.5, 1.2), generator.uniform(0.0, 0.08)
    if name == "must_be":
        return -strong, weak
    if name == "attractive":
        return -weak, strong
    if name == "performance":
        lean = generator.uniform(-0.1, 0.1)
        return -strong * (1 - lean), strong * (1 + lean)
    return -weak, generator.uniform(-0.04, 0.08)


def simulate(n: int, seed: int) -> list[RatedReview]:
    """`n` reviews by as many people, on 1 to 5 stars."""
    generator = np.random.default_rng(seed)
    effects = {aspect: effects_of(aspect, generator) for aspect in ASPECTS}
    reviews: list[RatedReview] = []
    while len(reviews) < n:
        mentioned = generator.random(len(ASPECTS)) < MENTIONED
        praised = generator.random(len(ASPECTS)) < PRAISED
        said = [(a, bool(p)) for a, m, p in zip(ASPECTS, mentioned, praised, strict=True) if m]
        felt = 3.3 + sum(effects[a][1 if p else 0] for a, p in said) + generator.normal(0.0, 0.8)
        if generator.random() > 0.35 + 0.3 * abs(felt - 3.2):
            continue  # who feels little writes seldom
        aspects: dict[str, Polarity] = {a: "positive" if p else "negative" for a, p in said}
        number = f"{len(reviews):05d}"
        rating = float(np.clip(np.round(felt), 1, 5))
        reviews.append(RatedReview(number, rating, aspects, frozenset({f"a:{number}"}), number))
    return reviews
