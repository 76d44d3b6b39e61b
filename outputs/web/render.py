"""Jinja for the review app: escaping always on, direction overrides and control characters made visible."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from outputs.links import safe_url
from outputs.neutral import cut, visible

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " font-src 'self'; base-uri 'none'; form-action 'self'"
)
_HTML_TAGS = {"a", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "i", "li", "ol", "p", "pre",
              "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}  # fmt: skip


@cache
def environment() -> Environment:
    """The one environment of all pages; an unknown name is an error, not a blank."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(link=safe_url, cut=cut, number=number, clean_html=clean_html)
    env.globals["static"] = static_url
    return env


def number(value: float) -> str:
    """A number for people: thousands apart, at most one decimal."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def clean_html(text: str) -> Markup:
    """Foreign HTML without anything that runs, loads or disguises itself: text, lists, tables, links."""
    cleaned = nh3.clean(
        text,
        tags=_HTML_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "title", "noscript", "template"},
    )
    return Markup(visible(cleaned))  # noqa: S704 - nh3 has cleaned it


@cache
def static_url(name: str) -> str:
    """The address of a file in static/, with its hash, so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
