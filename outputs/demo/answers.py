"""What the demo's sites answer with, and the HTML around it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from outputs.demo.posts import demo_pages

STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#223}"
    "article{border-top:1px solid #ddd;padding:.6rem 0}.meta{color:#667;font-size:.85rem}"
    ".notice{background:#fff6da;padding:.4rem .8rem;border-radius:.4rem;font-size:.85rem}"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def page(title: str, inside: str, *, head: str = "", body_class: str = "") -> Answer:
    """An HTML page with the notice that the brand is fictional. `inside` and `head` are HTML."""
    pages = demo_pages()
    html = (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>{head}</head>'
        f'<body class="{escape(body_class)}"><p class="notice">{escape(pages["notice"])}</p>'
        f"<h1>{escape(title)}</h1>{inside}</body></html>"
    )
    return Answer(html.encode())


def as_json(value: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Answer:
    """A JSON answer."""
    return Answer(
        json.dumps(value, ensure_ascii=False).encode(),
        "application/json; charset=utf-8",
        status,
        headers or {},
    )


def script(value: Any) -> str:
    """A JSON-LD script; "<" is written so that no text can end the script."""
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def robots(*disallowed: str) -> Answer:
    """A robots.txt that closes some paths to everybody."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed)]
    return Answer(("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")


def not_found() -> Answer:
    """The 404 page."""
    return Answer(b"<!doctype html><title>404</title><h1>404</h1>", status=404)


def paragraphs(text: str) -> str:
    """Text as HTML: each line a paragraph."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())


def linked_list(items: Sequence[tuple[str, str]]) -> str:
    """An HTML list of (address, name)."""
    return (
        "<ul>"
        + "".join(f'<li><a href="{escape(url)}">{escape(name)}</a></li>' for url, name in items)
        + "</ul>"
    )
