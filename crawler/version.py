"""The version of caifeng, the one place in code that states it."""

from importlib.metadata import PackageNotFoundError, version


def caifeng_version() -> str:
    """Version of the installed distribution, or "0+source" in a checkout that was never installed."""
    try:
        return version("caifeng")
    except PackageNotFoundError:
        return "0+source"
