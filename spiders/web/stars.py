"""Ratings as pages draw them: stars, classes, widths, labels and words."""

import re
from collections.abc import Iterator

from bs4 import Tag

from spiders.common.html import classes_of
from spiders.common.numbers import Rating, read_number, read_rating

_DRAWN = re.compile(r"[★⭐🌟✮✭]+[☆✩✰]*|(?:[★⭐]\ufe0f?)+")
_LABEL = re.compile(
    r"(?P<v>\d(?:[.,]\d+)?|10)\s*(?:out of|of|/|／)\s*(?P<b>5|10|100)(?!\d)(?![/-]\d)|"
    r"(?P<v2>\d(?:[.,]\d)?)\s*(?:stars?|星|颗星|顆星)|"
    r"(?:rating|rated|score|评分|評分|打分|得分|综合|星级)[:：]?\s*(?P<v3>10|\d(?:[.,]\d)?)(?:\s*[/／]\s*(?P<b3>5|10|100))?(?!\d)|"
    r"^\s*(?P<v4>10|\d(?:[.,]\d)?)\s*分\s*$",
    re.IGNORECASE,
)  # fmt: skip
_CLASS = re.compile(
    r"(?:^|[-_])(?:all)?(?:stars?|rating|rate|score|xing)[-_]?(?:rating[-_]?|val(?:ue)?[-_]?)?(\d{1,2})(?:[-_.](\d))?$",
    re.IGNORECASE,
)
_NAMED = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
_CARRIER = re.compile(r"star|rating|score|rate\b|xing", re.IGNORECASE)
_BARE = re.compile(r"^(?:10|\d(?:[.,]\d)?)$")
_WIDTH = re.compile(r"width\s*:\s*(\d{1,3}(?:\.\d+)?)\s*%", re.IGNORECASE)
_LIT = re.compile(
    r"(?:^|[-_ ])(?:on|full|filled|active|lit|checked|solid|selected|gold|yellow)(?:$|[-_ ])", re.IGNORECASE
)
_UNLIT = re.compile(
    r"(?:^|[-_ ])(?:off|empty|o|inactive|gray|grey|blank|unlit|regular|none)(?:$|[-_ ])", re.IGNORECASE
)


def rating_of_tag(tag: Tag) -> Rating | None:
    """The rating that this very tag states by its attributes, class or few words; not its children's."""
    carrier = tag.name != "input" and any(_CARRIER.search(name) for name in classes_of(tag))
    for value in _labels(tag):
        bare = carrier and _BARE.match(value)
        found = rating_in(f"rating: {value}" if bare else value)
        if found:
            return found
    return _by_data(tag) or _by_class(tag) or _by_width(tag) or _by_icons(tag)


def rating_in(text: str) -> Rating | None:
    """A rating in a few words: "★★★☆☆", "4 out of 5", "评分：4", "4星"."""
    if len(text) > 60:
        return None
    drawn = _DRAWN.search(text)
    if drawn:
        lit = sum(text.count(star, drawn.start(), drawn.end()) for star in "★⭐🌟✮✭")
        dark = sum(text.count(star, drawn.start(), drawn.end()) for star in "☆✩✰")
        if lit + dark <= 10 and lit > 0:
            return read_rating(lit, best=10 if lit + dark > 5 else 5)
    label = _LABEL.search(text)
    if not label:
        return None
    value = next(label[name] for name in ("v", "v2", "v3", "v4") if label[name])
    number = read_number(value)
    best = label["b"] or label["b3"] or ("10" if number and number > 5 else "5")
    return read_rating(value, best=best, worst=None if best == "5" else 0)


def _labels(tag: Tag) -> Iterator[str]:
    for name in ("aria-label", "title", "alt"):
        value = tag.get(name)
        if isinstance(value, str) and value.strip():
            yield value.strip()
    if tag.find(True) is None:
        yield tag.get_text().strip()


def _by_data(tag: Tag) -> Rating | None:
    for name in ("data-rating", "data-score", "data-stars", "data-star", "data-rate", "data-rating-value"):
        value = tag.get(name)
        if isinstance(value, str) and read_number(value) is not None:
            number = read_number(value) or 0.0
            return read_rating(
                value, best=5 if number <= 5 else 10 if number <= 10 else 100, worst=1 if number <= 5 else 0
            )
    if tag.name in ("meter", "progress") and isinstance(tag.get("value"), str):
        best = tag.get("max")
        return read_rating(tag.get("value"), best=best if isinstance(best, str) else 1, worst=0)
    return None


def _by_class(tag: Tag) -> Rating | None:
    classes = classes_of(tag)
    for name in classes:
        found = _CLASS.search(name)
        if found:
            whole = int(found[1])
            number = (
                whole / 10
                if whole > 10 or (whole == 10 and not found[2])
                else float(f"{whole}.{found[2] or 0}")
            )
            return read_rating(number, best=5) if 0 < number <= 5 else None
    carriers = any(_CARRIER.search(name) for name in classes)
    named = next((_NAMED[name.lower()] for name in classes if name.lower() in _NAMED), None)
    return read_rating(named) if carriers and named is not None else None


def _by_width(tag: Tag) -> Rating | None:
    style = tag.get("style")
    found = _WIDTH.search(style) if isinstance(style, str) else None
    parent = tag.parent
    names = [*classes_of(tag), *(classes_of(parent) if parent else [])]
    if found and any(_CARRIER.search(name) for name in names):
        return read_rating(round(float(found[1]) / 20, 1))
    return None


def _by_icons(tag: Tag) -> Rating | None:
    """Three to ten icons side by side, some of which are lit."""
    icons = [child for child in tag.find_all(["i", "span", "svg", "img"], recursive=False) if _is_star(child)]
    if not 3 <= len(icons) <= 10 or tag.get_text(strip=True):
        return None
    said = [
        " ".join(
            [
                *classes_of(icon),
                str(icon.get("alt") or ""),
                str(icon.get("src") or "").rsplit("/", 1)[-1].split(".")[0],
            ]
        )
        for icon in icons
    ]
    dark = sum(bool(_UNLIT.search(text)) for text in said)
    lit = sum(bool(_LIT.search(text)) for text in said) or len(said) - dark
    half = sum("half" in text for text in said)
    if dark == 0 and lit == len(said) and not any(_LIT.search(text) for text in said) and len(said) < 5:
        return read_rating(len(said))
    value = min(lit, len(said) - dark) - (half / 2 if lit + dark >= len(said) else 0)
    return read_rating(value, best=max(len(said), 5)) if value > 0 else None


def _is_star(tag: Tag) -> bool:
    names = " ".join([*classes_of(tag), str(tag.get("alt") or ""), str(tag.get("src") or "")])
    return "star" in names.lower()
