"""Markdown to what people read: quotes of others out, links and images as their words."""

import re

from spiders.common.html import tidy

_QUOTE = re.compile(r"^ {0,3}>.*(?:\n|$)", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~|:::).*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,500}\")?\)")
_LINK = re.compile(r"\[([^\[\]]{1,1000})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,500}\")?\)")
_HEADING = re.compile(r"^ {0,3}#{1,6} +", re.MULTILINE)
_BULLET = re.compile(r"^ {0,6}[-*+] +", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__|~~)(?=[^\s*_~])(.{1,1000}?)(?<=[^\s*_~])\1", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9*])\*(?=[^\s*])([^*\n]{1,1000})(?<=[^\s*])\*(?![A-Za-z0-9*])")


def without_quoted_lines(text: str) -> str:
    """The text without lines that begin with ">": others' words, by an old habit of mail."""
    return tidy(_QUOTE.sub("", text))


def markdown_to_text(markdown: str) -> str:
    """Readable text; what is quoted (lines that begin with ">") is not the author's own and is left out."""
    text = without_quoted_lines(markdown.replace("\r\n", "\n"))
    for pattern in (_FENCE, _IMAGE, _HEADING, _BULLET):
        text = pattern.sub("", text)
    text = _LINK.sub(r"\1", text)
    return tidy(_EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", text)))
