"""The board: findings as cards in columns, by status or by journey phase."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from mining.overlay import RECHECK, SHELVES, ShownFinding
from mining.records import KINDS, PHASES, Finding
from mining.taxonomy_model import AMBIGUOUS, UNASSIGNED
from outputs.web.cards import CardView, make_cards
from outputs.web.desk import Desk
from outputs.web.page import Page

COLUMN = 12  # cards of a column at first, and at each "more"
PHASE_COLUMN = 6  # there are seven of them
STATUS_COLUMNS = ("new", "accepted", "parked", RECHECK, "rejected", "banned")
ALWAYS = ("new", "accepted", "parked", "rejected")
DROPPED = {"accepted": "accept", "parked": "park", "rejected": "reject", "banned": "ban"}
SORTS = ("rank", "people", "posts", "severity", "surprise", "unstable")


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading, all that is in it, and the cards that are shown.

    `further` is how many more "more" would show; it goes on behind the card `next`.
    """

    key: str
    name: str
    count: int
    cards: Sequence[CardView]
    drop: str
    further: int

    @property
    def next(self) -> str:
        """The id of the last card that is shown."""
        return self.cards[-1].id if self.cards else ""


@dataclass(frozen=True)
class Choice:
    """What the reader chose to see."""

    by: str
    kind: str
    shelf: str
    status: str
    phase: str
    lens: str
    starred: bool
    sort: str

    def keeps(self, item: ShownFinding, phases: dict[str, str], lenses: dict[str, str]) -> bool:
        """Whether a finding is on the board."""
        return all(
            (
                not self.kind or item.kind == self.kind,
                not self.shelf or item.finding.shelf == self.shelf,
                not self.status or item.status == self.status,
                not self.phase or phases.get(item.id) == self.phase,
                not self.lens or lenses.get(item.id) == self.lens,
                not self.starred or item.starred,
                self.by == "status" or not item.hidden,
            )
        )


def board(desk: Desk) -> Response:
    """The whole board, the first cards of each column."""
    choice = choose(desk)
    return desk.render(
        "board.html.j2",
        choice=choice,
        columns=columns(desk, choice),
        kinds=KINDS,
        shelves=SHELVES,
        phases=[(key, desk.label("phase", key)) for key in (*PHASES, UNASSIGNED)],
        lenses=[(lens.id, desk.label("lens", lens.id)) for lens in desk.names.taxonomy.lenses],
        statuses=STATUS_COLUMNS,
        sorts=SORTS,
        counts={kind: sum(item.kind == kind for item in desk.overlay.shown) for kind in KINDS},
        address=desk.request.url.path + "?" + desk.request.url.query,
    )


def more(desk: Desk) -> Response:
    """More cards of one column: a fragment for htmx, else the column as a page.

    They are those behind a card, not behind a number: the cards before it may have left meanwhile.
    """
    choice = choose(desk)
    wanted = columns(desk, choice, only=desk.query("column"), after=desk.query("after"))
    found = [one for one in wanted if one.cards]
    address = desk.request.url.path + "?" + desk.request.url.query
    back = desk.query("back", "/board")
    template = "board_more.html.j2" if desk.fragment else "board_column.html.j2"
    return desk.render(template, choice=choice, columns=found, address=address, back=back)


def choose(desk: Desk) -> Choice:
    """What the address asks for; what is not known is left out."""

    def one_of(name: str, allowed: Sequence[str]) -> str:
        return desk.query(name) if desk.query(name) in allowed else ""

    return Choice(
        by=one_of("by", ("status", "phase")) or "status",
        kind=one_of("kind", KINDS),
        shelf=one_of("shelf", SHELVES),
        status=one_of("status", STATUS_COLUMNS),
        phase=one_of("phase", (*PHASES, UNASSIGNED)),
        lens=one_of("lens", [lens.id for lens in desk.names.taxonomy.lenses]),
        starred=desk.query("starred") == "1",
        sort=one_of("sort", SORTS) or "rank",
    )


def columns(desk: Desk, choice: Choice, *, only: str = "", after: str = "") -> list[Column]:
    """The columns of the board, or the one called `only`, of that what stands behind the finding `after`."""
    placed = desk.primary("phase").items()
    phases = {key: UNASSIGNED if place == AMBIGUOUS else place for key, place in placed}
    lenses = desk.primary("lens")
    kept = [item for item in desk.overlay.shown if choice.keeps(item, phases, lenses)]
    kept.sort(key=lambda item: _place(item, choice.sort))
    keys = [key for key in _keys(choice, kept) if not only or key == only]
    groups = {key: [i for i in kept if _column_of(i, choice, phases) == key] for key in keys}
    step = PHASE_COLUMN if choice.by == "phase" else COLUMN
    begin = desk.by_id.get(after)
    edge = _place(begin, choice.sort) if begin else None
    left = {
        key: [item for item in items if edge is None or _place(item, choice.sort) > edge]
        for key, items in groups.items()
    }
    shown = {key: items[:step] for key, items in left.items()}
    cards = {card.id: card for card in make_cards(desk, [item for items in shown.values() for item in items])}
    return [
        Column(
            key=key,
            name=_name(desk, choice, key),
            count=len(groups[key]),
            cards=[cards[item.id] for item in shown[key]],
            drop=key if choice.by == "phase" else DROPPED.get(key, ""),
            further=min(step, len(left[key]) - len(shown[key])),
        )
        for key in keys
    ]


def _keys(choice: Choice, kept: Sequence[ShownFinding]) -> Sequence[str]:
    if choice.by == "phase":
        return (*PHASES, UNASSIGNED)
    there = {item.status for item in kept}
    return [key for key in STATUS_COLUMNS if key in there or (key in ALWAYS and not choice.status)]


def _column_of(item: ShownFinding, choice: Choice, phases: dict[str, str]) -> str:
    return phases.get(item.id, UNASSIGNED) if choice.by == "phase" else item.status


def _name(desk: Desk, choice: Choice, key: str) -> str:
    if choice.by == "phase":
        return desk.label("phase", key)
    return desk.words(f"status.{key.replace(' ', '_').replace('-', '_')}")


def _place(item: ShownFinding, sort: str) -> tuple[bool, float, int, int, str]:
    finding = item.finding
    if sort == "rank":
        return not item.pinned, SHELVES.index(finding.shelf), finding.rank, KINDS.index(item.kind), item.id
    return not item.pinned, -_measure(finding, sort), finding.rank, 0, item.id


def _measure(finding: Finding, sort: str) -> float:
    """What the order goes by, the largest first; what was not measured comes last."""
    if sort == "unstable":
        return -1.0 if finding.stability is None else 1.0 - finding.stability
    if sort in ("people", "posts"):
        return finding.people if sort == "people" else finding.posts
    value = finding.components.get(sort)
    return float(value) if isinstance(value, int | float) else float("-inf")


PAGE = Page("board", reads={"/board": board, "/board/more": more}, nav=20, home="/board")
