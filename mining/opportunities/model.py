"""One tag in the three views of opportunities."""

from dataclasses import dataclass

LEAST_PEOPLE = 20  # who speak well or badly of a tag, else its satisfaction is not given
LEAST_MENTIONS = 30  # rated posts that praise or blame a tag, else its importance is not estimated
LEAST_BLAME = 10  # rated posts that blame a tag, else the mean without them is not given


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A tag: how many speak of it, how content they are, and what goes with the ratings.

    attention = people who mention it / all people. satisfaction = people who only praise it / people who
    praise or blame it. gap = satisfaction with all other tags - satisfaction with this one. importance =
    stars that go with one step from blamed to not mentioned to praised, other tags and circumstances held
    equal. lift = mean of the rated posts without those that blame it - mean of all. None where too few
    people or posts speak.
    """

    tag: str
    label_zh: str
    label_en: str
    people: int
    of_people: int
    attention: Estimate
    content: int
    judging: int
    satisfaction: Estimate | None
    gap: Estimate | None
    importance: Estimate | None
    blaming_posts: int
    rated_posts: int
    lift: Estimate | None

    @property
    def to_look_at(self) -> bool:
        """Whether people are clearly less content than with the rest, and ratings clearly go with it."""
        return (
            self.gap is not None
            and self.gap.low > 0
            and self.importance is not None
            and self.importance.low > 0
        )
