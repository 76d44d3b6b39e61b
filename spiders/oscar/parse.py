"""django-oscar's pages -> reviews and links. Shape: the templates of django-oscar 4."""

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.api import dated, older_than
from spiders.common.django import read_django_date
from spiders.common.forum import attribute_at, digits, distinct, own_text, page_of, text_at
from spiders.common.html import classes_of
from spiders.common.numbers import read_count
from spiders.common.places import absolute
from spiders.oscar.places import Where, linked, place_of

STARS = {"One": 1.0, "Two": 2.0, "Three": 3.0, "Four": 4.0, "Five": 5.0}
LOWEST, HIGHEST = 1.0, 5.0
NEXT = "ul.pagination a.page-link"
_NUMBER = re.compile(r"\d{1,9}")


@cache
def _nobody() -> frozenset[str]:
    words = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return frozenset(words["nobody"])


def parse(fetched: Fetched) -> Page:
    """A page of reviews, or a list of products, told apart by what stands there."""
    soup, place = page_of(fetched), place_of(fetched.url)
    if place.kind in ("reviews", "product"):
        return _reviews_page(soup, place, fetched)
    links = [Link(to.reviews.url, _kept(fetched)) for to in _products(soup, fetched)]
    if place.kind == "other":
        links += _ways_in(soup, fetched)
    links += _next(soup, place, fetched)
    if links or soup.select_one(".nonefound"):
        return Page(next=distinct(links))
    return Page(problems=["no products and no reviews in the shape of django-oscar"])


def _kept(fetched: Fetched) -> dict[str, str]:
    return {key: value for key, value in fetched.hints.items() if key == "since"}


def _products(soup: BeautifulSoup, fetched: Fetched) -> list[Where]:
    found = (linked(fetched.url, anchor["href"]) for anchor in soup.select("article.product_pod a[href]"))
    return [to for to in found if to and to.kind == "product"]


def _ways_in(soup: BeautifulSoup, fetched: Fetched) -> list[Link]:
    """From a front page of the shop's own making to the list of all products."""
    found = (linked(fetched.url, anchor["href"]) for anchor in soup.select("a[href]"))
    index = next((to for to in found if to and to.kind == "index"), None)
    return [Link(replace(index, page=1).url, _kept(fetched))] if index else []


def _next(soup: BeautifulSoup, place: Where, fetched: Fetched) -> list[Link]:
    """The page after this one; the links say nothing but the number that another page has."""
    for anchor in soup.select(NEXT):
        to = linked(fetched.url, anchor.get("href"))
        if to and to.kind == place.kind and to.page == place.page + 1:
            return [Link(replace(place, page=to.page).url, _kept(fetched))]
    return []


def _reviews_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    boxes = soup.select("article.review")
    subject = text_at(soup, "#content_inner h2 a") or text_at(soup, ".product_main h1")
    found = [_review(box, place, subject, fetched) for box in boxes]
    posts = [post for post in found if post]
    unread = len(boxes) - len(posts)
    over = bool(posts) and older_than(posts[-1].posted_at, fetched.hints.get("since"))
    counted = None if fetched.hints.get("since") else read_count(_stated(soup, place, fetched))
    problems = [] if boxes or _is_product(soup) else ["no reviews in the shape of django-oscar"]
    return Page(
        posts=posts,
        next=[] if over else _next(soup, place, fetched),
        expected={} if counted is None else {f"p/{place.number}": counted},
        skipped={"without own words": unread} if unread else {},
        problems=problems,
    )


def _is_product(soup: BeautifulSoup) -> bool:
    """A product without reviews has a page of them all the same."""
    return bool(soup.select_one("#write_review, .product_page, .star-rating"))


def _stated(soup: BeautifulSoup, place: Where, fetched: Fetched) -> str | None:
    """The words of "45 customer reviews", which link to them."""
    for anchor in soup.select(".star-rating small a[href]"):
        to = linked(fetched.url, anchor["href"])
        if to and to.kind == "reviews" and to.number == place.number:
            return anchor.get_text()
    return None


def _review(box: Tag, place: Where, subject: str | None, fetched: Fetched) -> RawPost | None:
    address = absolute(fetched.url, attribute_at(box, "h3 a[href]", "href"))
    number = digits(address.rstrip("/").rpartition("/")[2]) if address else None
    words = box.select_one("header ~ p")
    body = own_text(words) if words else ""
    if number is None or not body:
        return None
    rating = next((STARS[name] for name in classes_of(box.select_one("h3") or box) if name in STARS), None)
    up, votes = _votes(box)
    return RawPost(
        source=place.source,
        kind="review",
        body=body,
        native_id=number,
        url=address,
        thread_id=f"p/{place.number}",
        subject=subject,
        title=text_at(box, "h3 a"),
        rating=rating,
        rating_min=None if rating is None else LOWEST,
        rating_max=None if rating is None else HIGHEST,
        likes=up,
        author=_author(box),
        **dated(read_django_date(_sentence(box), fetched.now)),
        attributes={"votes": votes} if votes else {},
    )


def _small(box: Tag) -> Tag | None:
    return box.select_one("header ~ p small:has(a[href])")


def _author(box: Tag) -> str | None:
    """The name, which is all that a page gives; None where the shop knows none."""
    small = _small(box)
    name = text_at(small, "strong") if small else None
    return None if name is None or name.lower() in _nobody() else name


def _sentence(box: Tag) -> str | None:
    """What says when ("Reviewed by … on DATE"), without the name, which may look like a date."""
    small = _small(box)
    return " ".join(own_text(small, "strong, a").split()) if small else None


def _votes(box: Tag) -> tuple[int | None, int | None]:
    """How many of how many found it useful; (None, None) where nobody voted.

    Translations put the two numbers in any order.
    """
    for small in box.select("header ~ p small:not(:has(a))"):
        numbers = [int(number) for number in _NUMBER.findall(own_text(small))]
        if len(numbers) == 2:
            return min(numbers), max(numbers)
    return None, None
