"""HTML to what people read: paragraphs as lines, emoji kept, quotes of others taken out."""

import re
from html import unescape

from bs4 import BeautifulSoup, Tag

from spiders.common.charset import decoded as decoded  # noqa: PLC0414 - parsers take it from here

_BLOCKS = (
    "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "pre", "section", "article", "figure", "details", "summary", "dd", "dt",
)  # fmt: skip
_SILENT = ("script", "style", "template", "noscript", "head", "svg", "iframe", "object")
_FORMATTING = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|a|ul|ol|li|blockquote)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_HALF = re.compile("[\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SCRIPT = re.compile(r"<(/?)(script|style)", re.IGNORECASE)


def soup_of(text: str) -> BeautifulSoup:
    """The page as Beautiful Soup over lxml, which expands no entities of its own."""
    if _HALF.search(text):  # half a character, from an escape in JSON
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # feeds pass here too when sources look at them; their declaration would make Beautiful Soup warn
    return BeautifulSoup(_XML_DECLARATION.sub("", text), "lxml")


def html_to_text(html: str, *, drop: str = "") -> str:
    """Readable text of an HTML fragment. `drop` is a CSS selector of what is not the author's own."""
    if not html.strip():
        return ""
    soup = soup_of(f"<div>{html}</div>")
    for tag in soup.find_all(_SILENT):
        tag.decompose()
    for tag in soup.select(drop) if drop else []:
        tag.decompose()
    return tidy(tag_text(soup))


def tag_text(tag: Tag) -> str:
    """Text of a tag with line breaks where a reader sees them and emoji images as their characters."""
    for image in tag.find_all("img"):
        classes = classes_of(image)
        image.replace_with(str(image.get("alt") or "") if any("emoji" in name for name in classes) else "")
    for line_break in tag.find_all("br"):
        line_break.replace_with("\n")
    for block in tag.find_all(_BLOCKS):
        block.insert(0, "\n")
        block.append("\n")
    return tag.get_text()


def classes_of(tag: Tag) -> list[str]:
    """The classes of a tag."""
    found = tag.get("class")
    return found.split() if isinstance(found, str) else list(found or [])


def tidy(text: str) -> str:
    """Lines trimmed, spaces within them single, at most one empty line between them."""
    lines = [re.sub(r"[ \t\r\f\v\u00a0\u200b]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def plain_text(value: str) -> str:
    """Text of a field that should be plain but often holds entities or formatting tags.

    A tag that is no formatting is kept as the words it is: somebody may have written it.
    """
    if _FORMATTING.search(value):
        return html_to_text(_SCRIPT.sub(r"&lt;\1\2", value))
    return tidy(unescape(value))
