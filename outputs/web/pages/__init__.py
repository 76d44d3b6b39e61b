"""The pages of the review app, one file each; every module here with a `PAGE` is served."""

import pkgutil
from functools import cache
from importlib import import_module

from outputs.web.page import Page


@cache
def all_pages() -> tuple[Page, ...]:
    """Every page, in the order of the menu; those without a place in it come last."""
    found = []
    for info in pkgutil.iter_modules(__path__):
        page = getattr(import_module(f"{__name__}.{info.name}"), "PAGE", None)
        if isinstance(page, Page):
            found.append(page)
    return tuple(sorted(found, key=lambda page: (page.nav is None, page.nav or 0, page.name)))
