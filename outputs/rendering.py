"""Jinja as every output uses it: escaping always on, no silent blanks, nothing that reorders text."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from outputs.links import safe_url
from outputs.neutral import visible


def make_environment(*folders: Path) -> Environment:
    """Templates from these folders; an unknown name is an error, not a blank."""
    environment = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = safe_url
    return environment


def ours(text: str) -> Markup:
    """Text of our own files (a style sheet, a script, a drawing) that is not to be escaped."""
    return Markup(text)  # noqa: S704 - never called with words of others


def _shown(value: Any) -> Any:
    """Text without direction overrides and control characters; escaping comes after this."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
