"""The fillers of a finding's slots as words."""


def slot_text(value: object, language: str) -> str:
    """A slot's filler as words; slots may be plain text or {zh, en, text} tables."""
    if isinstance(value, dict):
        found = value.get(language) or value.get("text") or value.get("en") or value.get("zh") or ""
        return str(found)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (slot_text(part, language) for part in value)))
    return "" if value is None else str(value)
