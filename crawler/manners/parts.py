"""Requests that are no page of their own: what a page asks for while a browser builds it."""

from scrapy import Request

PART = "part_of_page"  # key in a request's meta


def is_part(request: Request) -> bool:
    """Whether a request is part of a page: its refusals are the page's affair, not the host's."""
    return bool(request.meta.get(PART))
