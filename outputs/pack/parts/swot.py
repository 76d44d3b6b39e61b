"""SWOT in which every line has its evidence; what the study cannot know is said, not invented."""

from collections.abc import Iterator

from outputs.pack.card import PackCard, cited
from outputs.pack.forms import Block, Canvas, Line, form_pdf, form_slides
from outputs.pack.report import Made
from outputs.pack.view import PackView
from outputs.queries import TagRow

MOST = 6
LEAST_PEOPLE = 5
_GOOD, _BAD = ("positive", "pos"), ("negative", "neg")


def make(view: PackView) -> Iterator[Made]:
    """A PDF of one A3 page, and a slide to edit."""
    pains, needs = list(view.pains[:MOST]), list(view.needs[:MOST])
    page = swot(view, pains, needs)
    title = view.words("swot.title")
    shows = cited([*pains, *needs])
    yield form_pdf(view, "swot", title, [page], page="A3 landscape", cited=shows, base="12pt")
    yield form_slides(view, "swot", title, [page], shows)


def swot(view: PackView, pains: list[PackCard], needs: list[PackCard]) -> Canvas:
    """Praise, pains, needs; threats only where posts are marked as a competitor's, or where people leave."""
    t = view.words
    praised = [tag for tag in view.material.tags if tag.polarity in _GOOD and tag.people >= LEAST_PEOPLE]
    praised.sort(key=lambda tag: (-tag.low, tag.tag))
    leaving = [tag for tag in view.material.tags if tag.polarity in _BAD and tag.tag in _leaving(view)]
    blocks = (
        ("strengths", [_tag(view, tag) for tag in praised[:MOST]]),
        ("weaknesses", [_card(card) for card in pains]),
        ("opportunities", [_card(card) for card in needs]),
        ("threats", [*[_tag(view, tag) for tag in leaving[:MOST]], Line(_others(view))]),
    )
    made = tuple(
        Block(t(f"swot.{key}"), "" if lines else t("swot.none"), tuple(lines), 6, 0.48)
        for key, lines in blocks
    )
    return Canvas(t("swot.title"), t("swot.lead"), made)


def _others(view: PackView) -> str:
    """What can be said of other brands: nothing, where no post is marked as a competitor's."""
    posts = view.material.document["posts"]
    competitors = sum(post["brand_role"] == "competitor" for post in posts)
    return view.words("swot.others", n=competitors) if competitors else view.words("swot.one_brand")


def _leaving(view: PackView) -> set[str]:
    """Tags of the loyalty kind: what members say when they go."""
    return {tag.id for tag in view.material.names.taxonomy.tags if tag.category == "loyalty"}


def _tag(view: PackView, tag: TagRow) -> Line:
    share = view.words("swot.share", k=tag.people, n=tag.of_people)
    return Line(tag.label[view.language] or tag.tag, f"{share} ({tag.low:.0%}–{tag.high:.0%}) · {tag.tag}")


def _card(card: PackCard) -> Line:
    return Line(card.title, f"{card.card.people_line} · {card.card.short_id}", card.unreviewed)
