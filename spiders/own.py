"""Sources of the user's own, found in the user's folder. One that cannot be imported is named, not fatal."""

import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module, invalidate_caches
from pathlib import Path

from crawler.plugins import PACKAGE, plugin_folder, plugin_names
from spiders.source import Source


@dataclass(frozen=True, slots=True)
class OwnSources:
    """What was found, and why the rest could not be used: folder -> reason."""

    sources: tuple[Source, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()


def own_sources() -> OwnSources:
    """The sources of the user's folder; read once a process for each folder."""
    return _read(str(plugin_folder()))


def look_again() -> None:
    """Forget what was found, after the folder changed."""
    _read.cache_clear()


def _forget_other_folder(folder: str) -> None:
    """A package that was imported from another folder must not answer for this one."""
    package = sys.modules.get(PACKAGE)
    if package is not None and folder not in list(getattr(package, "__path__", [])):
        for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
            del sys.modules[name]
    here = Path(folder).parent
    sys.path[:] = [place for place in sys.path if Path(place) == here or not Path(place, PACKAGE).is_dir()]


@cache
def _read(folder: str) -> OwnSources:
    found: list[Source] = []
    broken: list[tuple[str, str]] = []
    _forget_other_folder(folder)
    names = plugin_names()
    invalidate_caches()
    for name in names:
        try:
            source = import_module(f"{PACKAGE}.{name}.source").SOURCE
            if not isinstance(source, Source) or source.name != name:
                raise TypeError(f"SOURCE must be a Source named {name!r}")
            found.append(source)
        except Exception as error:  # noqa: BLE001 - a stranger's module may raise anything
            broken.append((name, f"{type(error).__name__}: {error} (in {folder})"))
    return OwnSources(tuple(found), tuple(broken))
