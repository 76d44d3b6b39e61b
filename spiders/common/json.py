"""Reading JSON from strangers: bounded in depth, and never trusted to have the shape it should."""

import json
from typing import Any


class NotJson(ValueError):
    """The text cannot be read as JSON."""


def read_json(text: str | bytes) -> Any:
    """The value; control characters in strings are let through. Raises NotJson with a short reason."""
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error).splitlines()[0][:120]) from None


def as_dict(value: Any) -> dict[str, Any]:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A list of values: absent is none, a single one is a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_number(value: Any) -> int | None:
    """The value when it is a whole number that can be an id (0 and below cannot), else None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else None


def as_text(value: Any) -> str | None:
    """The value when it is a string with something in it (numbers count), else None."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
