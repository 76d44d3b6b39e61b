"""Pages to print: a template becomes a PDF. Text that does not fit its box is set smaller, never cut."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from jinja2 import Environment

from outputs.material.manifest import manifest_text
from outputs.pack.dates import moment
from outputs.pack.fonts import STACK, drawable, font_css, only_fonts, require_chinese, weasyprint
from outputs.pack.report import NOTHING, Cited, Made
from outputs.pack.view import PackView
from outputs.rendering import make_environment, ours
from outputs.text import HTML_LANGUAGE

TEMPLATES = Path(__file__).parent / "templates"
SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.57)  # the levels of type, .fit-N in paper.css
SMALLEST = len(SCALES) - 1
_ROUNDS = SMALLEST + 1
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: its template, its title, its page size as CSS, and what it shows."""

    name: str
    template: str
    title: str
    page: str
    cited: Cited = NOTHING
    watermark: bool = False
    base: str = "10pt"


def print_sheet(
    view: PackView, sheet: Sheet, context: Mapping[str, Any], fit: dict[str, int] | None = None
) -> Made:
    """The PDF of a sheet: fonts embedded, no time of making, its manifest inside. Raises ExportProblem."""
    document = lay_out(view, sheet, context, fit)
    return Made(sheet.name, write_document(view, sheet, document), sheet.cited)


def write_document(view: PackView, sheet: Sheet, document: Any, *, zoom: float = 1.0) -> bytes:
    """A laid out document as PDF with the manifest attached; `zoom` enlarges the paper with all on it."""
    state = moment(view.state)
    manifest = manifest_text({**view.material.manifest, "shows": sheet.cited.as_json()})
    attachment = weasyprint().Attachment(
        string=manifest, name="manifest.json", description="caifeng manifest", created=state, modified=state
    )
    data: bytes = document.write_pdf(zoom=zoom, attachments=[attachment])
    return data


def print_html(view: PackView, html: str) -> bytes:
    """A page that another part of the house made, as PDF. Raises ExportProblem."""
    if _CJK.search(html):
        require_chinese()
    names = ("created", "modified")
    dated = "".join(f'<meta name="dcterms.{name}" content="{view.state}">' for name in names)
    page = drawable(html).replace("<title>", f"{dated}<style>{font_css()}</style><title>", 1)
    document = weasyprint().HTML(string=page, url_fetcher=only_fonts()).render()
    empty = Sheet("", "", "", "")
    return write_document(view, empty, document)


def lay_out(
    view: PackView, sheet: Sheet, context: Mapping[str, Any], fit: dict[str, int] | None = None
) -> Any:
    """The laid out document; boxes marked data-fit get smaller type until their text fits.

    `fit`, the levels by key, is changed in place, so that a larger print of the same needs no search.
    """
    levels = {} if fit is None else fit
    document = None
    for _ in range(_ROUNDS):
        html = drawable(page_html(view, sheet, context, levels))
        if _CJK.search(html):
            require_chinese()
        document = weasyprint().HTML(string=html, url_fetcher=only_fonts()).render()
        tight = {key: ratio for key, ratio in overflowing(document).items() if levels.get(key, 0) < SMALLEST}
        if not tight:
            break
        levels.update({key: smaller(levels.get(key, 0), ratio) for key, ratio in tight.items()})
    return document


def smaller(level: int, ratio: float) -> int:
    """The next level of type at which text `ratio` times too high should fit: area goes by the square."""
    wanted = SCALES[level] / sqrt(ratio)
    return next((n for n in range(level + 1, SMALLEST) if SCALES[n] <= wanted), SMALLEST)


def page_html(view: PackView, sheet: Sheet, context: Mapping[str, Any], fit: Mapping[str, int]) -> str:
    """The page as HTML; every text of others is escaped."""
    template = environment().get_template(sheet.template)
    return template.render(
        v=view, m=view.material, t=view.words, lang=HTML_LANGUAGE[view.language], sheet=sheet, fit=fit,
        fonts=ours(font_css()), css=ours(style()), stack=STACK, **context,
    )  # fmt: skip


@cache
def environment() -> Environment:
    """The pack's templates."""
    return make_environment(TEMPLATES)


@cache
def style() -> str:
    """The style sheet that all sheets share."""
    return (TEMPLATES / "paper.css").read_text(encoding="utf-8")


def overflowing(document: Any) -> dict[str, float]:
    """data-fit key -> how many times too high (or wide) the content of that box is, where it does not fit."""
    tight: dict[str, float] = {}
    for page in document.pages:
        # weasyprint has no public way to ask where a box came to lie
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001
            element = getattr(box, "element", None)
            key = element.get("data-fit") if element is not None else None
            ratio = _fullness(box) if key is not None else 0.0
            if key is not None and ratio > 1.0:
                tight[key] = max(ratio, tight.get(key, 0.0))
    return tight


_SLACK = 0.6  # CSS pixels of rounding


def _fullness(box: Any) -> float:
    """The content's height or width over the box's own, the larger of them; absolute boxes do not count."""
    if not isinstance(box.height, int | float) or not hasattr(box, "children"):
        return 0.0
    bottom = right = 0.0
    for inner in box.descendants():
        if (
            isinstance(getattr(inner, "position_y", None), int | float)
            and not inner.is_absolutely_positioned()
        ):
            height = inner.height if isinstance(inner.height, int | float) else 0
            width = inner.width if isinstance(inner.width, int | float) else 0
            bottom = max(bottom, inner.position_y + height)
            right = max(right, inner.position_x + width)
    high = (bottom - box.content_box_y() - _SLACK) / max(box.height, 1)
    wide = (right - box.content_box_x() - _SLACK) / max(box.width, 1)
    return float(max(high, wide))
