"""Reading XML from strangers: no entity is expanded, nothing is fetched, depth is bounded."""

import re
from html import unescape

from lxml import etree

from spiders.common.html import decoded

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,30};")


class NotXml(ValueError):
    """The text cannot be read as XML."""


def read_xml(body: bytes, content_type: str = "") -> etree._Element:
    """The root; small mistakes are mended. The header's charset counts before the declaration's (RFC 7303).

    Raises NotXml with a short reason.
    """
    # undeclared, they are no XML, and libxml2 loses what follows them
    text = _NAMED.sub(_character, _DECLARATION.sub("", decoded(body, content_type).lstrip("\ufeff")))
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True,
        encoding="utf-8", remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXml(str(error).splitlines()[0][:120] if str(error) else "broken XML") from None
    if root is None:
        raise NotXml("nothing in it can be read")
    return root


def _character(found: re.Match[str]) -> str:
    """The character of one of HTML's entities; other names stay as they are."""
    named = unescape(found.group())
    return found.group() if "&" in named or "<" in named else named


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def xml_text(element: etree._Element | None) -> str | None:
    """All text within an element; entities that the document itself declares are left out."""
    if element is None:
        return None
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(xml_text(child) or "")
        parts.append(child.tail or "")
    return "".join(parts).strip() or None
