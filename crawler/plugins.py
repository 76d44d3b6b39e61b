"""Sources of the user's own: a Python package in the user's folder, beside the author key.

Not in a study: a study that somebody sends us must not be able to run code.
"""

import sys
from importlib import import_module
from pathlib import Path

from crawler.privacy import user_folder

PACKAGE = "caifeng_sources"


def plugin_folder() -> Path:
    """Where own sources are kept, one folder each. It may not exist yet."""
    return user_folder() / PACKAGE


def plugin_modules() -> list[str]:
    """What to import for own sources: the package's name, if there is one; it can be imported afterwards."""
    folder = plugin_folder()
    if not (folder / "__init__.py").is_file():
        return []
    if str(folder.parent) not in sys.path:
        sys.path.append(str(folder.parent))
    return [PACKAGE]


def spider_modules() -> list[str]:
    """The spiders of own sources that can be imported; what is wrong with the others, spiders.own says."""
    usable = []
    for name in plugin_names():
        try:
            import_module(f"{PACKAGE}.{name}.spider")
        except Exception:  # noqa: BLE001, S112 - a stranger's module may raise anything, and must not stop Scrapy
            continue
        usable.append(f"{PACKAGE}.{name}.spider")
    return usable


def plugin_names() -> list[str]:
    """The folders of own sources, in order of their names."""
    found = plugin_folder().glob("*/source.py")
    return sorted(path.parent.name for path in found) if plugin_modules() else []
