"""Who tells what within how few clauses: voices, the windows that are compared, and their strata.

A voice is a person, or a post whose author is unknown; copies of a text are one voice. Long posts hold
more of everything, so not posts but windows are compared: the clauses within REACH of one that
tells of a finding, against those around a clause of the same kind (another situation, another pain),
taken at random from each other voice. Windows are compared with those of the same size, language,
source, subject and stars only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

REACH = 2  # clauses before and after
MIN_SUBJECT = 50  # voices about a subject from which it is a stratum of its own
_BANDS = ((0.375, "low"), (0.625, "middle"), (1.01, "high"))


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What windows need of a post: `rating` in [0, 1], and its clauses in order, with their languages."""

    voice: str
    source: str
    subject: str
    rating: float | None
    clauses: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Window:
    """The clauses around one, that one left out, and what they may be compared with."""

    centre: str
    clauses: tuple[str, ...]
    stratum: tuple[str, ...]


class Windows:
    """The windows of a study. The order of the posts changes nothing."""

    def __init__(self, posts: Iterable[PostFacts]) -> None:
        every = list(posts)
        about: dict[str, set[str]] = defaultdict(set)
        for post in every:
            about[post.subject].add(post.voice)
        self._subjects = {name for name, voices in about.items() if len(voices) >= MIN_SUBJECT}
        self._post = {clause: post for post in every for clause, _ in post.clauses}
        self._place = {clause: n for post in every for n, (clause, _) in enumerate(post.clauses)}

    def around(self, clause_id: str) -> Window:
        """The clauses within REACH of one. Raises KeyError for an unknown clause."""
        post, place = self._post[clause_id], self._place[clause_id]
        near = post.clauses[max(0, place - REACH) : place + REACH + 1]
        subject = post.subject if post.subject in self._subjects else ""
        language = post.clauses[place][1]
        stratum = (post.source, subject, language, _band(post.rating), str(len(near)))
        return Window(clause_id, tuple(clause for clause, _ in near if clause != clause_id), stratum)

    def one_each(self, clauses: Iterable[str]) -> dict[str, Window]:
        """voice -> the window around one of its clauses among these; unknown clauses are left out.

        Ids of clauses are hashes, so the smallest is a draw that does not depend on what is said.
        """
        chosen: dict[str, str] = {}
        for clause in sorted(clause for clause in clauses if clause in self._post):
            chosen.setdefault(self._post[clause].voice, clause)
        return {voice: self.around(clause) for voice, clause in sorted(chosen.items())}


def findings_by_clause(evidence: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """clause id -> the findings that it carries, from finding id -> its clauses."""
    carried: dict[str, set[str]] = defaultdict(set)
    for finding, clauses in evidence.items():
        for clause in clauses:
            carried[clause].add(finding)
    return dict(carried)


def _band(rating: float | None) -> str:
    return "" if rating is None else next(name for limit, name in _BANDS if rating < limit)
